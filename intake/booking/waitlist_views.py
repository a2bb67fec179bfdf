"""The public pages of the waitlist. GET changes nothing; each POST is one action."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake import limiting
from intake.access import submission_for_booking
from intake.booking import gate, texts, tokens, waitlist_actions, waitlist_presenters
from intake.booking.availability import Diaries
from intake.booking.choices import Choice, read_choice
from intake.booking.contacts import Consent
from intake.booking.errors import ClientBusy, NotChangeable, OfferGone, TooManyEntries
from intake.booking.models import (
    BookingSettings,
    Location,
    Practitioner,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from intake.booking.views import CONFLICT, UNPROCESSABLE, admitted, private
from intake.booking.waitlist_forms import JoinForm, WishesForm, picked
from intake.models import ClinicSettings, Submission
from intake.site_cache import facts_for

GET_OR_POST = ["GET", "HEAD", "POST"]


@private()
@admitted
@require_http_methods(GET_OR_POST)
def join(request: HttpRequest) -> HttpResponse:
    """Ask what would suit a client and how to reach them; a POST puts them on the list."""
    submission = submission_for_booking(request)
    gate.admit(submission, direct_allowed=_clinic(request).direct_booking)
    data = request.POST if request.method == "POST" else request.GET
    complete = gate.finished(submission) is not None
    choice = read_choice(data, straight_to_times=complete).without_strangers()
    if choice.service is None or choice.location is None:
        return redirect("intake_booking:times")
    form_for = _form_for(choice.service, choice.location)
    form_for |= {"consent": Consent(_clinic(request).consent_text)}
    if request.method != "POST":
        picks = {"practitioners": [choice.practitioner_id], "form_id": tokens.new_holder()}
        return _show_join(request, choice, JoinForm(initial=picks, **form_for))
    form = JoinForm(request.POST, **form_for)
    if not form.is_valid():
        return _show_join(request, choice, form, status=UNPROCESSABLE)
    return _join(request, choice, form, submission)


@private()
@require_safe
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a client waits for, and what became of it."""
    entry = _entry(token)
    offers = WaitlistOffer.objects.to([entry]).with_hold().open_at(timezone.now())
    context = waitlist_presenters.waiting_page(
        entry, offers.first(), BookingSettings.objects.of_default_site()
    )
    return render(request, "intake_booking/waitlist/waiting.html", context | {"token": token})


@private()
@require_http_methods(GET_OR_POST)
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Ask again what would suit a client; a POST keeps it, and their place on the list."""
    entry = _entry(token)
    if not entry.status.is_waiting:
        return redirect("intake_booking:waiting", token)
    form_for = _form_for(entry.service, entry.location)
    if request.method != "POST":
        form = WishesForm(initial=picked(entry), **form_for)
        return _show_change(request, entry, form, token)
    form = WishesForm(request.POST, **form_for)
    if not form.is_valid():
        return _show_change(request, entry, form, token, status=UNPROCESSABLE)
    with suppress(NotChangeable):
        waitlist_actions.change_wishes(entry=entry, wishes=form.wishes)
    return redirect("intake_booking:waiting", token)


@private()
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Take a client off the list."""
    waitlist_actions.leave_waitlist(entry=_entry(token), now=timezone.now())
    return redirect("intake_booking:waiting", token)


@private()
@admitted
@require_http_methods(GET_OR_POST)
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offered time and until when it is kept; a POST takes it."""
    found, now = _offer(token), timezone.now()
    if found.status.is_claimed:
        return redirect("intake_booking:appointment", found.hold.token)
    if found.entry.needs_care:
        return render(request, "intake_booking/waitlist/care_first.html")
    if request.method == "POST":
        return _take(request, found)
    return _show_offer(request, found) if found.stands(now) else _show_gone(request, found)


@private()
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Turn an offered time down."""
    waitlist_actions.decline_offer(offer=_offer(token), now=timezone.now())
    return redirect("intake_booking:offer", token)


def _join(
    request: HttpRequest, choice: Choice, form: JoinForm, submission: Submission | None
) -> HttpResponse:
    assert choice.service is not None
    assert choice.location is not None
    limiting.spend("contact", form.contact.email)
    try:
        entry = waitlist_actions.join_waitlist(
            form_id=form.cleaned_data["form_id"],
            service=choice.service,
            location=choice.location,
            wishes=form.wishes,
            contact=form.contact,
            consent=form.agreed,
            now=timezone.now(),
            submission=submission,
        )
    except TooManyEntries:
        form.add_error("email", texts.ON_THE_LIST)
        return _show_join(request, choice, form, status=CONFLICT)
    return redirect("intake_booking:waiting", entry.token)


def _take(request: HttpRequest, found: WaitlistOffer) -> HttpResponse:
    try:
        booked = waitlist_actions.claim_offer(
            offer=found, now=timezone.now(), submission=submission_for_booking(request)
        )
    except OfferGone:
        return _show_gone(request, _offer(found.token), status=CONFLICT)
    except ClientBusy:
        return _show_offer(request, found, is_busy=True, status=CONFLICT)
    return redirect("intake_booking:appointment", booked.token)


def _form_for(service: Service, location: Location) -> dict[str, Any]:
    return {
        "offering": Practitioner.objects.offering(service, location),
        "today": timezone.localdate(timezone=location.zone),
    }


def _show_join(
    request: HttpRequest, choice: Choice, form: JoinForm, *, status: int = 200
) -> HttpResponse:
    assert choice.location is not None
    zone = texts.zone_words(choice.location.zone)
    context = {"choice": choice, "form": form, "zone": zone}
    return render(request, "intake_booking/waitlist/join.html", context, status=status)


def _show_change(
    request: HttpRequest, entry: WaitlistEntry, form: WishesForm, token: str, *, status: int = 200
) -> HttpResponse:
    zone = texts.zone_words(entry.location.zone)
    context = {"form": form, "token": token, "zone": zone}
    return render(request, "intake_booking/waitlist/change.html", context, status=status)


def _show_offer(
    request: HttpRequest, found: WaitlistOffer, *, is_busy: bool = False, status: int = 200
) -> HttpResponse:
    context = waitlist_presenters.offer_page(found) | {"is_busy": is_busy}
    return render(request, "intake_booking/waitlist/offer.html", context, status=status)


def _show_gone(request: HttpRequest, found: WaitlistOffer, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    diaries = Diaries(service=found.hold.service, location=found.hold.location, now=now)
    context = waitlist_presenters.gone_page(found, diaries, now)
    return render(request, "intake_booking/waitlist/gone.html", context, status=status)


def _entry(token: str) -> WaitlistEntry:
    found = WaitlistEntry.objects.with_wishes().for_token(token).first()
    if found is None:
        raise Http404
    return found


def _offer(token: str) -> WaitlistOffer:
    found = WaitlistOffer.objects.for_token(token).first()
    if found is None:
        raise Http404
    return found


def _clinic(request: HttpRequest) -> ClinicSettings:
    clinic: ClinicSettings = facts_for(request).settings
    return clinic
