"""Booking for a client on the phone, from an empty slot or from nothing."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from intake import access_log, client_files
from intake.booking import slots, staff_actions, texts
from intake.booking.admin.diary import texts as diary_texts
from intake.booking.admin.diary.choice import DiaryChoice, day_of, read_diary_choice
from intake.booking.admin.diary.clash import (
    Offer,
    Wish,
    offers_from,
    offers_of,
    refusal_words,
    why_url,
)
from intake.booking.admin.diary.forms import PhoneBookingForm, read_instant
from intake.booking.admin.diary.page import ADD, OVERBOOK, VIEW, DiaryMixin
from intake.booking.availability import FreeTime
from intake.booking.choices import whole_number
from intake.booking.contacts import Consent
from intake.booking.errors import ClientBusy, TimeTaken
from intake.booking.models import Appointment
from intake.desk_actions import KIND
from intake.models import ClinicSettings, Submission


class BookView(DiaryMixin, TemplateView):
    """A form that books for a client; what was typed stays when the time is lost."""

    needs = (VIEW, ADD)
    page_title = gettext_lazy("Book for a client")
    template_name = "intake_booking/admin/diary/book.html"

    @cached_property
    def choice(self) -> DiaryChoice | None:
        """The place and the day, None while there is no place."""
        return read_diary_choice(self.request.GET, timezone.now())

    @property
    def back_url(self) -> str:
        """The address of the day that was shown."""
        return self.choice.url() if self.choice else super().back_url

    @cached_property
    def answers(self) -> Submission | None:
        """The finished answers to book for, where the reader may see them."""
        found = Submission.objects.visible_to(self.request.user)
        return found.finished(whole_number(self.request.GET.get("submission")) or 0)

    @cached_property
    def consent_text(self) -> str:
        """The words a client agrees to, read out by whoever is at the desk."""
        return str(ClinicSettings.for_request(self.request).consent_text)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, filled in with the slot that was clicked."""
        if self.choice is None:
            return redirect(self.back_url)
        return self.answer(self.form(initial=self.initial(self.choice)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Book, or show which times are free."""
        if self.choice is None:
            return redirect(self.back_url)
        if "show" in request.POST:
            return self.answer(self.form(initial=request.POST.dict()), show=True)
        form = self.form(request.POST)
        if not form.is_valid() or form.start is None:
            return self.answer(form)
        try:
            booked = self.book(form)
        except TimeTaken as taken:
            wish = Wish(form.cleaned_data["service"], form.location, form.who)
            words = refusal_words(wish, taken.start, taken.refusal, timezone.now(), request.user)
            why = why_url(wish, taken.start, request.user)
            return self.answer(form, taken=words, why=why, found=taken.next_free)
        except ClientBusy as busy:
            form.add_error("clock", diary_texts.CLIENT_BUSY)
            return self.answer(form, found=busy.next_free)
        said = {"reference": booked, "when": texts.time_words(booked.starts_at, booked.zone)}
        messages.success(request, _("%(reference)s is booked for %(when)s.") % said)
        return redirect(day_of(booked))

    def book(self, form: PhoneBookingForm) -> Appointment:
        """Book what the form says."""
        user, data = self.request.user, form.cleaned_data
        assert isinstance(user, AbstractUser)
        assert form.start is not None
        return staff_actions.book_for_client(
            service=data["service"],
            location=form.location,
            start=form.start,
            contact=form.contact,
            consent=form.agreed,
            by=user,
            now=timezone.now(),
            practitioner_id=form.who,
            ignore_limits=True,
            overbook=bool(data.get("overbook")),
            reason=data.get("reason", ""),
            submission=self.answers,
        )

    def form(self, *args: Any, **kwargs: Any) -> PhoneBookingForm:
        """Return the form for the place that is shown."""
        assert self.choice is not None
        may_overbook = self.request.user.has_perm(OVERBOOK)
        location = self.choice.location
        assert isinstance(self.request.user, AbstractUser)
        return PhoneBookingForm(
            *args,
            location=location,
            may_overbook=may_overbook,
            consent=Consent.by_phone(self.consent_text, self.request.user),
            **kwargs,
        )

    def initial(self, choice: DiaryChoice) -> dict[str, Any]:
        """Return what the slot that was clicked says."""
        found: dict[str, Any] = {"day": choice.day, "practitioner": choice.practitioner_id}
        if self.answers and (known := client_files.person(self.answers, self.request.user)):
            found |= {"name": known.name, "email": known.email, "phone": known.phone}
            user, reference = self.request.user, self.answers.reference
            access_log.note_look(by=user, kind=KIND, reference=reference)
        start = read_instant(self.request.GET.get("start"))
        if start is not None:
            wall = slots.wall_of(start, choice.location.zone)
            found |= {"day": wall.date(), "clock": wall.time()}
        return found

    def answer(
        self,
        form: PhoneBookingForm,
        *,
        taken: str = "",
        why: str = "",
        found: Sequence[FreeTime] = (),
        show: bool = False,
    ) -> HttpResponse:
        """Draw the form, with free times where they were asked for or the time was lost."""
        assert self.choice is not None
        offers: list[Offer] | None = None
        if (show or found) and (wish := form.wish) is not None:
            diaries = wish.diaries(timezone.now())
            day = form.day_typed or self.choice.day
            offers = offers_of(found, diaries) if found else offers_from(diaries, day)
        context = self.get_context_data(
            form=form,
            location=self.choice.location,
            zone=texts.zone_words(self.choice.location.zone),
            consent_text=self.consent_text,
            news_url=self.choice.news_url,
            check_url=f"{reverse('intake_diary:check')}?place={self.choice.location.pk}",
            taken=taken,
            why_url=why,
            offers=offers,
        )
        return self.render_to_response(context, status=409 if taken else 200)
