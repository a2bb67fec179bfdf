"""The public pages of booking. GET changes nothing; each POST is one action."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Site

from intake import limiting
from intake.access import client_address, submission_for_booking
from intake.booking import actions, conf, gate, ics, mails, presenters, tokens, visit_page
from intake.booking.availability import Diaries
from intake.booking.choices import Choice, read_choice
from intake.booking.contacts import Consent
from intake.booking.errors import (
    AnswersFirst,
    CareFirst,
    ClientBusy,
    NotChangeable,
    QuestionsFirst,
    TimeTaken,
    TooManyHolds,
)
from intake.booking.forms import DetailsForm, TimeForm
from intake.booking.free_days import free_days, worked_out
from intake.booking.how_soon import how_soon
from intake.booking.models import Appointment, BookingSettings
from intake.models import ClinicSettings, Submission
from intake.site_cache import facts_for

View = Callable[..., HttpResponseBase]
CONFLICT, UNPROCESSABLE, TOO_MANY = 409, 422, 429


def private(*, referrer: str = "same-origin") -> Callable[[View], View]:
    """Keep a page out of every cache, index, referrer and error report.

    A page with a form says `same-origin`: from a `no-referrer` page browsers send
    `Origin: null`, which the protection against forged requests refuses.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            response["Referrer-Policy"] = referrer
            response["X-Robots-Tag"] = "noindex"
            return response

        # An error report says where it broke, never who a client is or what opens their page.
        unread = sensitive_post_parameters()(cache_control(private=True, no_store=True)(inner))
        return sensitive_variables()(unread)

    return decorate


def admitted(view: View) -> View:
    """Let only clients through who may book now; the others are told what to do instead."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except CareFirst:
            return redirect("intake:result")
        except AnswersFirst:
            # Leads on to the first question without an answer, or to sending the answers.
            return redirect("intake:check")
        except QuestionsFirst:
            return render(request, "intake_booking/questions_first.html")
        except TooManyHolds:
            return _too_many(request)

    return inner


@private()
@admitted
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """Show the free times of a kind of visit; a POST keeps one of them."""
    submission = submission_for_booking(request)
    gate.admit(submission, direct_allowed=_clinic(request).direct_booking)
    data = request.POST if request.method == "POST" else request.GET
    complete = gate.finished(submission) is not None
    choice = read_choice(data, straight_to_times=complete and "change" not in data)
    if not choice.is_ready or "change" in data:
        return render(request, "intake_booking/kinds.html", {"choice": choice})
    if request.method == "POST":
        return _keep(request, choice, submission)
    return _show_times(request, choice)


@private()
@admitted
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a client's details while their time is kept; a POST books it."""
    held = _appointment(token, with_names=request.method != "POST")
    if held.status.was_booked:
        return _booked_before(request, held)
    if request.method != "POST":
        return _show_details(request, held, DetailsForm(consent=_consent(request)))
    form = DetailsForm(request.POST, consent=_consent(request))
    if not form.is_valid():
        return _show_details(request, held, form, status=UNPROCESSABLE)
    try:
        _confirm(request, held, form)
    except (TimeTaken, ClientBusy) as lost:
        return _show_details(request, held, form, lost=lost, status=CONFLICT)
    except NotChangeable:
        return _booked_before(request, _appointment(token))
    return redirect("intake_booking:appointment", token)


@private()
@require_POST
def release(request: HttpRequest, token: str) -> HttpResponse:
    """Give a kept time back and show the free times again."""
    appointment = _appointment(token)
    actions.release_hold(appointment=appointment)
    response = redirect("intake_booking:times")
    response["Location"] += f"?visit={appointment.service.key}&place={appointment.location_id}"
    return response


@private(referrer="no-referrer")
@require_safe
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is true of an appointment today."""
    found = _appointment(token)
    if found.status.is_held:
        return redirect("intake_booking:details", token)
    rules = BookingSettings.objects.of_site(Site.find_for_request(request))
    context = visit_page.permanent_page(found, rules, timezone.now()) | {"token": token}
    return render(request, "intake_booking/appointment.html", context)


@private(referrer="no-referrer")
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Send an appointment as a file for the client's calendar."""
    found = _appointment(token)
    if not found.status.was_booked:
        raise Http404
    content = mails.calendar_of(found, _clinic(request), timezone.now())
    return HttpResponse(
        content,
        content_type=f"{ics.CONTENT_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{ics.FILENAME}"'},
    )


def _keep(request: HttpRequest, choice: Choice, submission: Submission | None) -> HttpResponse:
    assert choice.service is not None
    assert choice.location is not None
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _show_times(request, choice, form=form, status=UNPROCESSABLE)
    holder = _holder(request)
    try:
        held = actions.hold_time(
            service=choice.service,
            location=choice.location,
            practitioner_id=choice.practitioner_id,
            start=form.cleaned_data["start"],
            holder=holder,
            now=timezone.now(),
            address=client_address(request),
            submission=submission,
        )
    except TimeTaken as taken:
        return _show_times(request, choice, taken=taken, status=CONFLICT)
    return _with_holder(redirect("intake_booking:details", held.token), request, holder)


def _too_many(request: HttpRequest) -> HttpResponse:
    """Say when to try again, and lead back to the same kind of visit."""
    minutes = conf.hold_time() // timedelta(minutes=1)
    context = {"minutes": minutes, "query": read_choice(request.POST).query()}
    page = render(request, "intake_booking/too_many.html", context, status=TOO_MANY)
    page["Retry-After"] = str(minutes * 60)
    return page


def _holder(request: HttpRequest) -> str:
    return request.COOKIES.get(conf.HOLDER_COOKIE) or tokens.new_holder()


def _with_holder(response: HttpResponse, request: HttpRequest, holder: str) -> HttpResponse:
    """Let the browser keep the name under which it holds times."""
    response.set_cookie(
        conf.HOLDER_COOKIE,
        holder,
        max_age=conf.HOLDER_COOKIE_AGE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _confirm(request: HttpRequest, held: Appointment, form: DetailsForm) -> None:
    limiting.spend("contact", form.contact.email)
    actions.confirm_appointment(
        appointment=held,
        contact=form.contact,
        consent=form.agreed,
        now=timezone.now(),
        start=form.cleaned_data["start"],
        submission=submission_for_booking(request),
        client_zone=form.zone_for(held.service),
    )


def _booked_before(request: HttpRequest, found: Appointment) -> HttpResponse:
    """Lead to the permanent page; who asks for another time is told that the booked one stands."""
    asked = TimeForm(request.POST)
    if not found.status.is_booked or not asked.asks_for_other_than(found.starts_at):
        return redirect("intake_booking:appointment", found.token)
    rules = BookingSettings.objects.of_site(Site.find_for_request(request))
    context = visit_page.facts(found, rules, timezone.now())
    return render(request, "intake_booking/booked_before.html", context, status=CONFLICT)


def _show_times(
    request: HttpRequest,
    choice: Choice,
    *,
    form: TimeForm | None = None,
    taken: TimeTaken | None = None,
    status: int = 200,
) -> HttpResponse:
    assert choice.service is not None
    assert choice.location is not None
    zone = choice.location.zone
    # What is kept may not know yet of the time that was lost, and must not offer it again.
    find = free_days if taken is None else worked_out
    found = find(choice, timezone.now())
    # To look only: what is kept is always with the one who was chosen.
    choice = choice.of(found.asked_for)
    soon = how_soon(submission_for_booking(request), zone)
    context = presenters.times_page(choice, found.days, found.more, zone, soon)
    context |= {"practitioners": found.practitioners, "form": form}
    context |= presenters.lost(taken, zone)
    page = render(request, "intake_booking/times.html", context, status=status)
    # Before the first click, so that both halves of a double click carry the same name.
    return _with_holder(page, request, _holder(request))


def _show_details(
    request: HttpRequest,
    held: Appointment,
    form: DetailsForm,
    *,
    lost: TimeTaken | ClientBusy | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    context = presenters.details_page(held, now) | presenters.lost(lost, held.zone) | {"form": form}
    if form.errors.get("start"):
        context["near"] = presenters.near(Diaries.of(held, now), max(held.starts_at, now))
    return render(request, "intake_booking/details.html", context, status=status)


def _appointment(token: str, *, with_names: bool = True) -> Appointment:
    """Return the appointment of a link; without all names where only a refusal would say them."""
    known = Appointment.objects.with_names() if with_names else Appointment.objects.with_visit()
    return get_object_or_404(known.for_token(token).order_by())


def _consent(request: HttpRequest) -> Consent:
    """Return the words a client agrees to today."""
    return Consent(_clinic(request).consent_text)


def _clinic(request: HttpRequest) -> ClinicSettings:
    clinic: ClinicSettings = facts_for(request).settings
    return clinic
