"""Who may open which answers: a secret token in a cookie, or in a link the client keeps."""

from django.http import HttpRequest, HttpResponse

from intake import conf
from intake.models import Submission

LONGEST_TOKEN = 64


def token_from_request(request: HttpRequest) -> str:
    """Return the secret token the browser holds, or ""."""
    return request.COOKIES.get(conf.cookie_name(), "")[:LONGEST_TOKEN]


def submission_from_request(request: HttpRequest) -> Submission | None:
    """Return the submission this browser belongs to, or None."""
    token = token_from_request(request)
    return Submission.objects.for_token(token) if token else None


def remember(response: HttpResponse, request: HttpRequest, token: str) -> None:
    """Let the browser keep the token: not readable by scripts, not sent by other sites."""
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
    response.delete_cookie(conf.cookie_name(), samesite="Lax")
