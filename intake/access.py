"""Who may open which answers: a secret token in a cookie, or in a link the client keeps.

Another cookie remembers a second look. It opens no answers, only booking.
"""

from django.http import HttpRequest, HttpResponse

from intake import conf, second_look
from intake.models import SecondLook, Submission

LONGEST_TOKEN = 64


def token_from_request(request: HttpRequest) -> str:
    """Return the secret token the browser holds, or ""."""
    return request.COOKIES.get(conf.cookie_name(), "")[:LONGEST_TOKEN]


def client_address(request: HttpRequest) -> str:
    """Return the network address a request came from, "" where the server does not say.

    A proxy in front must set REMOTE_ADDR itself; what a client claims in a header is not believed.
    """
    return str(request.META.get("REMOTE_ADDR") or "")


def submission_from_request(request: HttpRequest) -> Submission | None:
    """Return the submission this browser belongs to, or None."""
    token = token_from_request(request)
    return Submission.objects.for_token(token) if token else None


def submission_for_booking(request: HttpRequest) -> Submission | None:
    """Return the submission to book for: the browser's own, or that of a second look.

    Its own comes first where it is unfinished or asks for medical care.
    """
    own = submission_from_request(request)
    if own is not None and (own.is_urgent or not own.is_complete):
        return own
    return _looked_again(request) or own


def _looked_again(request: HttpRequest) -> Submission | None:
    token = request.COOKIES.get(conf.second_look_cookie_name(), "")
    if not token:
        return None
    try:
        submission = second_look.open_link(token)
    except second_look.LinkGoneError:
        return None
    latest = SecondLook.objects.latest_of(submission)
    return submission if latest and latest.needs_person else None


def remember_second_look(response: HttpResponse, request: HttpRequest, token: str) -> None:
    """Let the browser book after a second look; this opens no answers."""
    response.set_cookie(
        conf.second_look_cookie_name(),
        token,
        max_age=conf.resume_days() * 24 * 3600,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def remember(response: HttpResponse, request: HttpRequest, token: str) -> None:
    """Let the browser keep the token: not readable by scripts, not sent by other sites."""
    if conf.second_look_cookie_name() in request.COOKIES:
        response.delete_cookie(conf.second_look_cookie_name(), samesite="Lax")
    response.set_cookie(
        conf.cookie_name(),
        token,
        max_age=conf.resume_days() * 24 * 3600,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Let the browser drop the token, as on a shared phone."""
    response.delete_cookie(conf.second_look_cookie_name(), samesite="Lax")
    response.delete_cookie(conf.cookie_name(), samesite="Lax")
