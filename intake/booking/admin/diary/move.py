"""Moving a visit: free times as radios, or a block that was dragged; both post the same."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from intake.booking import change_actions, slots, texts
from intake.booking.admin.diary import texts as diary_texts
from intake.booking.admin.diary.choice import day_of, read_day
from intake.booking.admin.diary.clash import Wish, offers_from, offers_of, refusal_words, why_url
from intake.booking.admin.diary.forms import MoveForm
from intake.booking.admin.diary.page import CHANGE, VIEW
from intake.booking.admin.diary.visit import VisitMixin, told_words
from intake.booking.availability import FreeTime
from intake.booking.choices import whole_number
from intake.booking.errors import ClientBusy, NotChangeable, TimeTaken


class MoveView(VisitMixin, TemplateView):
    """Offers free times from a day on, and moves the visit to the one that is picked."""

    needs = (VIEW, CHANGE)
    page_title = gettext_lazy("Move a visit")
    template_name = "intake_booking/admin/diary/move.html"

    @cached_property
    def wish(self) -> Wish:
        """What a time is looked for; the client's own choice of practitioner to begin with."""
        visit, chosen = self.visit, self.request.GET.get("who")
        own = visit.practitioner_id if visit.practitioner_chosen else None
        who = own if chosen is None else whole_number(chosen)
        return Wish(visit.service, visit.location, who, visit)

    @property
    def day(self) -> date:
        """The first day to look at: the one asked for, or the visit's own."""
        own = slots.wall_of(self.visit.starts_at, self.visit.location.zone).date()
        return read_day(self.request.GET.get("day")) or own

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Offer the times."""
        if not self.visit.status.is_booked:
            return redirect(self.visit_url)
        return self.answer(MoveForm(initial={"reason": ""}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Move the visit, or offer the next free times where this one is not."""
        form = MoveForm(request.POST)
        if not form.is_valid():
            return self.answer(form)
        start, who = form.cleaned_data["time"]
        try:
            moved = change_actions.move_appointment(
                appointment=self.visit,
                start=start,
                practitioner_id=who,
                by=self.staff,
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except TimeTaken as taken:
            wish = Wish(self.visit.service, self.visit.location, who, self.visit)
            words = refusal_words(wish, taken.start, taken.refusal, timezone.now(), request.user)
            why = why_url(wish, taken.start, request.user)
            return self.answer(form, taken=words, why=why, found=taken.next_free)
        except ClientBusy as busy:
            form.add_error("time", diary_texts.CLIENT_BUSY)
            return self.answer(form, found=busy.next_free)
        except NotChangeable:
            messages.error(request, _("The visit was changed meanwhile. Look at it again."))
            return redirect(self.visit_url)
        said = {"reference": moved, "when": texts.time_words(moved.starts_at, moved.zone)}
        sentence = _("%(reference)s is moved to %(when)s.") % said
        messages.success(request, f"{sentence} {told_words(moved)}")
        return redirect(day_of(moved))

    def answer(
        self, form: MoveForm, *, taken: str = "", why: str = "", found: Sequence[FreeTime] = ()
    ) -> HttpResponse:
        """Draw the form; after a refusal with why, and with the times that are free instead."""
        diaries = self.wish.diaries(timezone.now())
        context = self.get_context_data(
            form=form,
            day=self.day,
            who=self.wish.practitioner_id,
            practitioners=diaries.offering,
            offers=offers_of(found, diaries) or offers_from(diaries, self.day),
            zone=texts.zone_words(diaries.zone),
            taken=taken,
            why_url=why,
            check_url=reverse("intake_diary:check_move", args=[self.visit.pk]),
        )
        return self.render_to_response(context, status=409 if taken else 200)
