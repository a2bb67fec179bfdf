"""Where a client books their follow-up, or asks for a call. GET asks; each POST is one action."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake import limiting
from intake.access import submission_for_booking, submission_from_request
from intake.booking import follow_up_actions, follow_up_pages, gate, presenters
from intake.booking.choices import days_asked
from intake.booking.contacts import Consent
from intake.booking.errors import ClientBusy, NotChangeable, TimeTaken
from intake.booking.follow_up_forms import CallForm
from intake.booking.forms import TimeForm
from intake.booking.models import Appointment, FollowUp
from intake.booking.views import CONFLICT, UNPROCESSABLE, admitted, private
from intake.site_cache import facts_for


@private()
@admitted
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """Show the free times around the suggested day; a POST books one of them."""
    visit = get_object_or_404(Appointment.objects.with_names().for_token(token))
    found = follow_up_pages.offered(visit, timezone.now())
    if found is None:
        return redirect("intake_booking:appointment", token)
    if found.booked:
        return redirect("intake_booking:appointment", found.booked.token)
    gate.admit(submission_for_booking(request))
    if request.method != "POST":
        return _show_times(request, found)
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _show_times(request, found, form=form, status=UNPROCESSABLE)
    return _book(request, found, form)


@private()
@admitted
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Ask whom to call and when; a POST puts the client on the list of calls."""
    submission = submission_from_request(request)
    if submission is None:
        raise Http404
    clinic = facts_for(request).settings
    try:
        gate.admit_call(submission)
    except NotChangeable:
        return redirect("intake:result")
    if FollowUp.objects.open().calls_for(submission).exists():
        return render(request, "intake_booking/call_asked.html")
    form = CallForm(request.POST or None, consent=Consent(clinic.consent_text))
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "intake_booking/call.html", {"form": form}, status=status)
    limiting.spend("contact", form.contact.phone)
    follow_up_actions.ask_for_call(
        submission=submission,
        contact=form.contact,
        consent=form.agreed,
        best_time=form.cleaned_data["best_time"],
        now=timezone.now(),
    )
    return redirect("intake_booking:call")


def _book(request: HttpRequest, found: FollowUp, form: TimeForm) -> HttpResponse:
    try:
        booked = follow_up_actions.book_follow_up(
            follow_up=found,
            start=form.cleaned_data["start"],
            practitioner_id=follow_up_pages.practitioner_asked(found, request.POST),
            now=timezone.now(),
            submission=submission_for_booking(request),
        )
    except (TimeTaken, ClientBusy) as lost:
        return _show_times(request, found, lost=lost, status=CONFLICT)
    except NotChangeable:
        assert found.appointment is not None
        return redirect("intake_booking:appointment", found.appointment.token)
    return redirect("intake_booking:appointment", booked.token)


def _show_times(
    request: HttpRequest,
    found: FollowUp,
    *,
    form: TimeForm | None = None,
    lost: TimeTaken | ClientBusy | None = None,
    status: int = 200,
) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    practitioner_id = follow_up_pages.practitioner_asked(found, data)
    page = follow_up_pages.times_page(found, practitioner_id, days_asked(data), timezone.now())
    context: dict[str, Any] = page | presenters.lost(lost, page["place_zone"]) | {"form": form}
    return render(request, "intake_booking/follow_up.html", context, status=status)
