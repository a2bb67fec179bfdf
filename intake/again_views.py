"""The pages of the second look. The link is a secret, so no page of it is kept or passed on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from intake import access, explaining, presenters, second_look
from intake.articles import articles_for
from intake.engine.safety import Progress
from intake.forms import StepForm
from intake.models import SecondLook, Submission
from intake.next_steps import registry
from intake.site_cache import facts_for

View = Callable[..., HttpResponse]
UNPROCESSABLE = 422


def with_link(view: View) -> View:
    """Hand the submission of the link to a view; say kindly when the link opens nothing."""

    @wraps(view)
    def inner(request: HttpRequest, token: str) -> HttpResponse:
        try:
            submission = second_look.open_link(token)
        except second_look.LinkGoneError:
            response = render(request, "intake/again_gone.html", status=404)
        else:
            with translation.override(submission.definition.language):
                response = view(request, submission, token)
        # Not "no-referrer": with it browsers send "Origin: null", which the CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    # An error report says where it broke, never what a client answered.
    hidden = sensitive_post_parameters()(sensitive_variables()(inner))
    return cache_control(private=True, no_store=True)(hidden)


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Ask how it is now; a POST keeps the answer and leads on."""
    question = presenters.progress_question()
    form = StepForm([question], request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        progress = Progress(form.answers[question.key])
        second_look.look_again(submission=submission, progress=progress)
        response = redirect("intake:again_now", token)
        access.remember_second_look(response, request, token)
        return response
    typed, error = (form.typed(question), form.error(question)) if form else ([], "")
    view = presenters.question_view(question, typed, error)
    context = {"question": view, "errors": [view] if error else [], "submission": submission}
    return render(request, "intake/again.html", context, status=UNPROCESSABLE if form else 200)


@with_link
@require_safe
def now(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Show what to do now, after the latest answer."""
    latest = SecondLook.objects.latest_of(submission)
    if latest is None:
        return redirect("intake:again", token)
    decision = second_look.booking_decision(submission)
    definition = submission.definition
    pages = articles_for(explaining.articles_of(decision), definition.language)
    context: dict[str, Any] = {
        "look": latest,
        "reason": definition.second_look.reason,
        "article": explaining.result_view(definition, decision, pages).article,
        "booking": registry.get("booking", request, decision),
        "token": token,
        "until": second_look.last_day(submission),
        "start_url": facts_for(request).intake_url or "/",
    }
    return render(request, "intake/again_now.html", context)
