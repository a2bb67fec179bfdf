"""The questions before a visit. The link is a secret, so no page of it is kept or passed on."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from intake.booking import safety_actions, texts
from intake.booking.before_visit import Asking, asking
from intake.booking.errors import NotChangeable
from intake.booking.models import Appointment, SafetyCheck
from intake.booking.views import UNPROCESSABLE, private
from intake.engine.types import Question
from intake.presenters import QuestionView, question_view

View = Callable[[HttpRequest, Appointment, Asking], HttpResponse]


def with_visit(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand the visit of the link and what to ask to a view; say kindly when it is too late."""

    @wraps(view)
    def inner(request: HttpRequest, token: str) -> HttpResponse:
        found = Appointment.objects.with_names().for_token(token).first()
        if found is None or not found.status.was_booked:
            raise Http404
        asked = asking(found)
        if asked is None or not found.is_to_come(timezone.now()):
            return _nothing_to_ask(request, found)
        with translation.override(asked.signs.definition.language):
            return view(request, found, asked)

    return inner


@private()
@require_http_methods(["GET", "HEAD", "POST"])
@with_visit
def before(request: HttpRequest, visit: Appointment, asked: Asking) -> HttpResponse:
    """Ask about warning signs; a POST keeps the answers and leads to what to do."""
    if request.method != "POST":
        questions = [_drawn(each, [], "") for each in asked.signs.questions({})]
        return render(
            request, "intake_booking/before.html", _page(visit) | {"questions": questions}
        )
    form, answers = asked.read(request.POST)
    if answers is None:
        views = [_drawn(each, form.typed(each), form.error(each)) for each in form.questions]
        context = _page(visit) | {"questions": views, "errors": [v for v in views if v.error]}
        return render(request, "intake_booking/before.html", context, status=UNPROCESSABLE)
    try:
        safety_actions.keep_check(
            appointment=visit, asked=asked, answers=answers, now=timezone.now()
        )
    except NotChangeable:
        return redirect("intake_booking:before", visit.token)
    return redirect("intake_booking:before_done", visit.token)


@private()
@require_safe
@with_visit
def done(request: HttpRequest, visit: Appointment, asked: Asking) -> HttpResponse:
    """Show what to do after the latest answers; the answers themselves are not shown."""
    check = SafetyCheck.objects.latest_of(visit)
    if check is None:
        return redirect("intake_booking:before", visit.token)
    if check.is_emergency:
        return render(request, "intake/result_emergency.html")
    template = "before_care" if check.needs_care else "before_thanks"
    return render(request, f"intake_booking/{template}.html", _page(visit) | {"check": check})


def _drawn(question: Question, typed: Iterable[Any], error: str) -> QuestionView:
    """Return a question as this page draws it: why each is asked, the page says once."""
    return replace(question_view(question, typed, error), why="")


def _page(visit: Appointment) -> dict[str, object]:
    when = texts.time_words(visit.starts_at, visit.zone)
    return {"appointment": visit, "token": visit.token, "when": when}


def _nothing_to_ask(request: HttpRequest, visit: Appointment) -> HttpResponse:
    context = _page(visit) | {"is_to_come": visit.is_to_come(timezone.now())}
    return render(request, "intake_booking/before_nothing.html", context)
