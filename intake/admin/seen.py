"""The result page as the client saw it: a copy to read, in which nothing can be pressed."""

import copy
import re
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from causes.models import CausePage
from intake import result_page, second_look
from intake.admin.presenters import submission_url
from intake.models import ClinicSettings, Submission
from intake.site_cache import facts_for

LINK = re.compile(r'(<a\b[^>]*?)\shref="[^"]*"')
FORM = re.compile(r'(<form\b[^>]*?)\s(?:action|method)="[^"]*"')
BUTTON = re.compile(r"<(button|input|select|textarea)\b")
BODY = re.compile(r"<body\b[^>]*>")
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')


def seen_page(request: HttpRequest, submission: Submission) -> str:
    """Return the page of a result, decided by its frozen version, with nothing to press.

    Articles and the facts of the clinic are those of today. The client's own links are left out.
    """
    as_client = copy.copy(request)
    as_client.user = AnonymousUser()
    context: dict[str, Any] = {
        **result_page.context(as_client, submission),
        "start_url": "",
        "again": _again(submission),
    }
    with translation.override(submission.definition.language):
        page = render_to_string(context["result"].template, context, as_client)
    seen_at = submission.completed_at
    facts = {
        "seen_at": seen_at,
        "record_url": submission_url(submission),
        "changed": [each.title for each in context["articles"] if _is_newer(each, seen_at)],
        "settings_saved_at": _saved_since(facts_for(request).settings, seen_at),
    }
    banner = render_to_string("intake/admin/_seen_banner.html", facts, request)
    return BODY.sub(lambda body: body[0] + banner, nothing_to_press(page), count=1)


def nothing_to_press(page: str) -> str:
    """Return a page whose links lead nowhere and whose forms send nothing."""
    page = TOKEN.sub("", page)
    page = LINK.sub(r'\1 role="link" aria-disabled="true"', page)
    while FORM.search(page):
        page = FORM.sub(r"\1", page)
    return BUTTON.sub(r"<\1 disabled", page)


def _is_newer(article: CausePage, seen_at: datetime | None) -> bool:
    published = article.last_published_at
    return bool(published and seen_at and published > seen_at)


def _saved_since(clinic: ClinicSettings, seen_at: datetime | None) -> datetime | None:
    """Return when somebody saved the facts of the clinic last, None where not since an instant.

    The log of the admin knows when, not what; it knows nothing of changes past the admin.
    """
    if clinic.pk is None or seen_at is None:
        return None
    saved = ModelLogEntry.objects.for_instance(clinic).filter(
        action="wagtail.edit", timestamp__gt=seen_at
    )
    return saved.order_by("-timestamp").values_list("timestamp", flat=True).first()


def _again(submission: Submission) -> dict[str, Any]:
    until = second_look.last_day(submission)
    if until is None:
        return {}
    return {"address": _("(the client's own link)"), "until": until, "person_url": ""}
