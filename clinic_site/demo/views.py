"""The demo's tools: what was mailed, and every component in every state."""

from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from clinic_site.demo.gallery import SECTIONS
from clinic_site.demo.mailbox import StoredMail, find_mail, stored_mails
from clinic_site.demo.staff import STAFF


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the demo's tools and its staff logins."""
    return render(request, "demo/index.html", {"staff": STAFF})


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "demo/components.html", {"sections": SECTIONS})


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the e-mails the demo sent, newest first."""
    return render(request, "demo/mail_list.html", {"mails": stored_mails(_folder())})


@require_safe
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one e-mail: its text, its HTML in a frame, its attachments."""
    return render(request, "demo/mail_detail.html", {"mail": _mail_or_404(key)})


# A mail brings its own inline styles; the sandbox keeps everything else of it out of the site.
@csp_replace(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
@require_safe
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the HTML part alone, for the frame; its links open a new tab."""
    html = _mail_or_404(key).html
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


@require_safe
def mail_attachment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Download the attachment with this number, counted from 1."""
    attachments = _mail_or_404(key).attachments
    if not 1 <= number <= len(attachments):
        raise Http404
    attachment = attachments[number - 1]
    return HttpResponse(
        attachment.content,
        content_type=attachment.media_type,
        headers={"Content-Disposition": content_disposition_header(True, attachment.name) or ""},
    )


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _mail_or_404(key: str) -> StoredMail:
    mail = find_mail(_folder(), key)
    if mail is None:
        raise Http404
    return mail
