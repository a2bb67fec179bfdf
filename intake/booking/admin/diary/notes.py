"""Notes of a day: for everybody at the desk, never about a client."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from intake.booking.admin.diary.choice import day_url, read_diary_choice
from intake.booking.admin.diary.forms import NoteForm
from intake.booking.admin.diary.page import VIEW, DiaryMixin
from intake.booking.models import DayNote


class NoteMixin(DiaryMixin, TemplateView):
    """A page with the form of one note."""

    template_name = "intake_booking/admin/diary/note.html"

    @cached_property
    def note(self) -> DayNote:
        """The note, or a 404."""
        return get_object_or_404(DayNote, pk=self.kwargs["pk"])

    @property
    def back_url(self) -> str:
        """The address of the day of the note."""
        return day_url(self.note.day, self.note.location_id)

    def answer(self, form: NoteForm) -> HttpResponse:
        """Draw the form."""
        may_remove = self.request.user.has_perm("intake_booking.delete_daynote")
        context = self.get_context_data(form=form, may_remove=may_remove and self.note.pk)
        return self.render_to_response(context)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.answer(NoteForm(instance=self.note))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the note."""
        form = NoteForm(request.POST, instance=self.note)
        if not form.is_valid():
            return self.answer(form)
        form.keep(by=request.user)
        messages.success(request, _("The note is kept."))
        return redirect(day_url(form.instance.day, form.instance.location_id))


class NoteAddView(NoteMixin):
    """Adds a note to a day."""

    needs = (VIEW, "intake_booking.add_daynote")
    page_title = gettext_lazy("Add a note")

    @cached_property
    def note(self) -> DayNote:
        """A new note for the day and place that were shown."""
        choice = read_diary_choice(self.request.GET, timezone.now())
        if choice is None:
            return DayNote(day=timezone.localdate())
        return DayNote(day=choice.day, location=choice.location)


class NoteEditView(NoteMixin):
    """Changes a note."""

    needs = (VIEW, "intake_booking.change_daynote")
    page_title = gettext_lazy("Change a note")


class NoteRemoveView(NoteMixin):
    """Removes a note, by POST alone."""

    needs = (VIEW, "intake_booking.delete_daynote")
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove the note."""
        back = self.back_url
        self.note.delete()
        messages.success(request, _("The note is removed."))
        return redirect(back)
