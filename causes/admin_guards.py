"""What the admin says when an article has to stay: a sentence instead of an error page."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import AbstractPage

from causes import guards

Kept = list[tuple[Any, list[str]]]


def keep_from_unpublishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to unpublish an article that has to stay, alone or with the pages above it."""
    descendants = bool(request.POST.get("include_descendants"))
    pages = _with_translations([page], "unpublish")
    return _refuse(request, guards.kept_under(pages, descendants=descendants), page.pk)


def keep_from_deleting(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to delete an article that has to stay, or a page above it."""
    return _refuse(request, guards.kept_under(_with_translations([page], "delete")), page.pk)


def keep_from_moving(request: HttpRequest, page: Any, target: Any) -> HttpResponse | None:
    """Refuse to move an article that has to stay, or a page above it, out of its site."""
    return _refuse(request, guards.kept_from_moving(page, target), page.pk)


def keep_from_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Refuse the same for many pages at once."""
    if not issubclass(action.model, AbstractPage):
        return None
    pages = list(objects)
    kept: Kept = []
    if action_type == "unpublish":
        descendants = action.cleaned_form.cleaned_data["include_descendants"]
        kept = guards.kept_under(pages, descendants=descendants)
    elif action_type == "delete":
        kept = guards.kept_under(pages)
    elif action_type == "move":
        target = action.cleaned_form.cleaned_data["chooser"]
        kept = [pair for page in pages for pair in guards.kept_from_moving(page, target)]
    return _refuse(request, kept, pages[0].pk if pages else None, address=action.next_url)


def _refuse(
    request: HttpRequest, kept: Kept, pk: int | None, *, address: str = ""
) -> HttpResponse | None:
    """Say for every article why it stays, and go back to where staff came from."""
    if not kept:
        return None
    for article, found in kept:
        messages.error(request, guards.sentence(article, found))
    messages.info(request, _("Nothing was changed."))
    return redirect(address) if address else redirect("wagtailadmin_pages:edit", pk)


def _with_translations(pages: list[Any], action: str) -> list[Any]:
    """Return the pages with those that Wagtail changes along with them."""
    found = list(pages)
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        for hook in hooks.get_hooks("construct_translated_pages_to_cascade_actions"):
            for others in (hook(pages, action) or {}).values():
                found.extend(others)
    return found


def register_kept_action(actions: LogActionRegistry) -> None:
    """Name, in a page's history, that an article was kept although its time had run out."""
    actions.register_action(guards.KEPT_ACTION)(KeptFormatter)


class KeptFormatter(LogFormatter):
    """How the history of a page says that it was kept."""

    label = gettext_lazy("Keep published")

    def format_message(self, log_entry: Any) -> str:
        """Return the sentence with the reasons."""
        return _("Kept published although its time had run out. %(reasons)s") % log_entry.data

    def format_comment(self, log_entry: Any) -> str:
        """Return nothing: the message says it all."""
        return ""
