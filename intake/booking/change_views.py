"""Where a client moves or cancels their visit. GET asks; each POST is one action."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from intake.booking import change_actions, gate, presenters, visit_page
from intake.booking.availability import Diaries
from intake.booking.choices import days_asked
from intake.booking.errors import ClientBusy, NotChangeable, TimeTaken, TooLate
from intake.booking.forms import TimeForm
from intake.booking.models import Appointment, BookingSettings
from intake.booking.views import CONFLICT, UNPROCESSABLE, private

ChangeView = Callable[[HttpRequest, Appointment, BookingSettings], HttpResponse]


def changeable(view: ChangeView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Let the client of a visit to come change it; everybody else is told what is true instead."""

    @wraps(view)
    def inner(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        found = get_object_or_404(Appointment.objects.with_names().for_token(token))
        if not found.status.is_booked or found.starts_at <= now:
            return redirect("intake_booking:appointment", token)
        rules = BookingSettings.objects.of_site(Site.find_for_request(request))
        try:
            gate.admit_change(found, rules.change_notice, now)
            return view(request, found, rules)
        except TooLate:
            status = CONFLICT if request.method == "POST" else 200
            context = visit_page.facts(found, rules, now)
            return render(request, "intake_booking/too_late.html", context, status=status)
        except NotChangeable:
            return redirect("intake_booking:appointment", token)

    return inner


@private()
@require_http_methods(["GET", "HEAD", "POST"])
@changeable
def move(request: HttpRequest, found: Appointment, rules: BookingSettings) -> HttpResponse:
    """Show the free times a visit may move to; a POST moves it there."""
    if request.method != "POST":
        return _show_times(request, found, rules)
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _show_times(request, found, rules, form=form, status=UNPROCESSABLE)
    try:
        change_actions.move_appointment(
            appointment=found, start=form.cleaned_data["start"], by=None, now=timezone.now()
        )
    except (TimeTaken, ClientBusy) as lost:
        return _show_times(request, found, rules, lost=lost, status=CONFLICT)
    return redirect("intake_booking:appointment", found.token)


@private()
@require_http_methods(["GET", "HEAD", "POST"])
@changeable
def cancel(request: HttpRequest, found: Appointment, rules: BookingSettings) -> HttpResponse:
    """Ask whether to cancel a visit; a POST that names the time it asked about cancels it."""
    context = visit_page.facts(found, rules, timezone.now())
    if request.method != "POST":
        return render(request, "intake_booking/cancel.html", context)
    seen = TimeForm(request.POST)
    if not seen.is_valid() or seen.cleaned_data["start"] != found.starts_at:
        asked_again = context | {"has_moved": True}
        return render(request, "intake_booking/cancel.html", asked_again, status=CONFLICT)
    change_actions.cancel_appointment(appointment=found, by=None, now=timezone.now())
    return redirect("intake_booking:appointment", found.token)


def _show_times(
    request: HttpRequest,
    found: Appointment,
    rules: BookingSettings,
    *,
    form: TimeForm | None = None,
    lost: TimeTaken | ClientBusy | None = None,
    status: int = 200,
) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    diaries = Diaries.of(found, timezone.now())
    context = visit_page.move_page(found, rules, diaries, days_asked(data))
    context |= presenters.lost(lost, diaries.zone) | {"form": form}
    return render(request, "intake_booking/move.html", context, status=status)
