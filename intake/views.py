"""The public pages of the intake. Each parses, calls one read or one action, and answers."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake import access, actions, presenters, result_page, second_look
from intake.articles import known_cause
from intake.engine.path import Walk, walk
from intake.forms import ConsentForm, StepForm
from intake.models import SecondLook, Submission
from intake.site_cache import facts_for

View = Callable[..., HttpResponse]
UNPROCESSABLE = 422

private = cache_control(private=True, no_store=True)


def with_submission(view: View) -> View:
    """Hand the browser's submission to a view; without one, show how to begin."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        submission = access.submission_from_request(request)
        if submission is None:
            return render(request, "intake/no_answers.html", status=404)
        with translation.override(submission.definition.language):
            return view(request, submission, *args, **kwargs)

    # An error report says where it broke, never what a client answered.
    return private(sensitive_post_parameters()(sensitive_variables()(inner)))


@private
@sensitive_post_parameters()
@sensitive_variables()
def start(request: HttpRequest, page: Any) -> HttpResponse:
    """Show the start page; a POST with the consent begins and leads to the first question."""
    version = page.current_version
    data = request.POST if request.method == "POST" else None
    form = ConsentForm(page.consent_text, data, came_from=request.GET.get("from", ""))
    if version and form.is_valid():
        submission, token = actions.start_submission(
            version=version,
            page=page,
            consent_text=page.consent_text,
            came_from=known_cause(form.cleaned_data["from"]),
        )
        response = redirect(_next_url(submission, _walk(submission)))
        access.remember(response, request, token)
        return response
    context = {"page": page, "self": page, "version": version, "form": form}
    context |= presenters.earlier_answers(access.submission_from_request(request))
    status = UNPROCESSABLE if form.is_bound and version else 200
    return render(request, page.get_template(request), context, status=status)


@with_submission
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, submission: Submission, key: str) -> HttpResponse:
    """Show one step, or record its answers and lead on."""
    found = _walk(submission)
    current = submission.definition.step(key)
    if current is None or submission.is_complete or not found.may_visit(key):
        return redirect(_next_url(submission, found))
    form = None
    if request.method == "POST":
        form = StepForm(found.asked_on(key), request.POST)
        if form.is_valid():
            actions.record_answers(submission=submission, answers=form.answers, step=key)
            return redirect(_url_after(request, submission, key))
    view = presenters.step_view(found, current, _start_url(request), form)
    context = {
        "step": view,
        "change": "change" in request.GET,
        "language": submission.definition.language,
    }
    return render(request, "intake/step.html", context, status=UNPROCESSABLE if form else 200)


@with_submission
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Show every answer with a link to change it; a POST asks for the decision."""
    found = _walk(submission)
    if submission.is_complete or not found.complete:
        return redirect(_next_url(submission, found))
    if request.method == "POST":
        with suppress(actions.IncompleteError):  # another tab took an answer back just now
            zone = facts_for(request).settings.zone
            actions.complete_submission(submission=submission, zone=zone)
        return redirect(_next_url(submission, _walk(submission)))
    groups = presenters.summary(found)
    back = presenters.step_url(found.shown[-1][0])
    return render(request, "intake/check.html", {"groups": groups, "back_url": back})


@with_submission
@require_safe
def result(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Show where the answers lead, and why."""
    if not submission.is_complete:
        return redirect(_next_url(submission, _walk(submission)))
    context = result_page.context(request, submission)
    context |= {"start_url": _start_url(request), "again": _again(request, submission)}
    return render(request, context["result"].template, context)


@with_submission
@require_safe
def save(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Show the link with which these answers can be continued on another device."""
    token = access.token_from_request(request)
    address = request.build_absolute_uri(reverse("intake:resume", args=[token]))
    return render(
        request,
        "intake/save.html",
        {"address": address, "continue_url": _next_url(submission, _walk(submission))},
    )


@private
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Offer to continue; only the POST ties this browser to the answers."""
    submission = Submission.objects.for_token(token)
    if submission is None:
        return render(request, "intake/no_answers.html", status=404)
    if request.method != "POST":
        response = render(request, "intake/resume.html", {"token": token})
        # The address is a secret that other sites must not see. Not "no-referrer": with it
        # browsers send "Origin: null", which Django's CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        return response
    response = redirect(_next_url(submission, _walk(submission)))
    access.remember(response, request, token)
    return response


@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Let this browser forget the answers, as on a shared phone."""
    response = redirect(_start_url(request))
    access.forget(response)
    return response


def _walk(submission: Submission) -> Walk:
    return walk(submission.definition, submission.read_answers())


def _start_url(request: HttpRequest) -> str:
    return facts_for(request).intake_url or "/"


def _again(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """Return the link for coming back, until when it works, and whether it led to a person.

    Empty where there is no link.
    """
    if not second_look.is_open(submission, timezone.now()):
        return {}
    token = second_look.link_token(submission)
    latest = SecondLook.objects.latest_of(submission)
    return {
        "address": request.build_absolute_uri(reverse("intake:again", args=[token])),
        "until": second_look.last_day(submission),
        "person_url": reverse("intake:again_now", args=[token])
        if latest and latest.needs_person
        else "",
    }


def _next_url(submission: Submission, found: Walk) -> str:
    if submission.is_complete:
        return reverse("intake:result")
    following = found.next_step
    return presenters.step_url(following) if following else reverse("intake:check")


def _url_after(request: HttpRequest, submission: Submission, key: str) -> str:
    """Return where to go from a step just answered: on, or back to the check page."""
    found = _walk(submission)
    following = None if "change" in request.GET else found.step_after(key)
    if following and not submission.is_complete:
        return presenters.step_url(following)
    return _next_url(submission, found)
