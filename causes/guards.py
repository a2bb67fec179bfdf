"""What keeps an article where it is. Other apps say why; this room makes it hold everywhere."""

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import AbstractPage

if TYPE_CHECKING:
    from causes.models import CausePage

Guard = Callable[["CausePage"], list[str]]

KEPT_ACTION = "causes.keep"
TELLING = frozenset({"live", "cause_key"})
"""Fields of an article that its readers' way to it depends on."""

logger = logging.getLogger(__name__)
_guards: list[Guard] = []


class KeptError(ValidationError):
    """Raised when an article would go, although something still leads to it."""


def register(guard: Guard) -> None:
    """Let a function say, in sentences, why an article has to stay; no sentence lets it go."""
    if guard not in _guards:
        _guards.append(guard)


def reasons(article: "CausePage", *, leaving: Iterable[int] = ()) -> list[str]:
    """Return why an article has to stay live under its key, in its site; empty when it may go.

    It may also go when another public article has its key; `leaving` are those that go with it.
    """
    if not article.live or article.alias_of_id:
        return []
    found = [reason for guard in _guards for reason in guard(article)]
    if found and type(article).objects.replaces(article, leaving):
        return []
    return found


def sentence(article: "CausePage", found: Iterable[str]) -> str:
    """Return one message about an article that has to stay, with its reasons."""
    return _("“%(title)s” has to stay as it is. %(reasons)s") % {
        "title": article.title,
        "reasons": " ".join(found),
    }


def edit_problems(article: Any) -> dict[str | None, str]:
    """Return what is wrong with an edit of an article, by field; None is the whole page."""
    stored = _stored(article.pk)
    if stored is None or (article.cause_key == stored.cause_key and not article.expire_at):
        return {}
    found = " ".join(reasons(stored))
    problems: dict[str | None, str] = {}
    if found and article.cause_key != stored.cause_key:
        problems["cause_key"] = _("Keep “%(key)s”. %(reasons)s") % {
            "key": stored.cause_key,
            "reasons": found,
        }
    if found and article.expire_at:
        problems[None] = _("Remove the expiry date. %(reasons)s") % {"reasons": found}
    return problems


def on_save(
    sender: type[Any],
    instance: Any,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **_kwargs: Any,
) -> None:
    """Refuse to store an article as unpublished, or under another key, while it has to stay.

    A base page counts too: that is how Wagtail stores one whose time has run out.
    """
    untold = update_fields is not None and TELLING.isdisjoint(update_fields)
    if raw or untold or instance.pk is None or not _may_be_article(sender):
        return
    key = getattr(instance, "cause_key", None)
    if instance.live and key is None:
        return
    stored = _stored(instance.pk)
    if stored is None or (instance.live and key == stored.cause_key):
        return
    found = reasons(stored)
    if found and _has_run_out(instance):
        _keep(instance, stored, found)
    elif found:
        raise KeptError(sentence(stored, found))


def on_delete(instance: "CausePage", **_kwargs: Any) -> None:
    """Refuse to delete an article that has to stay, also when a page above it is deleted."""
    if found := reasons(instance):
        raise KeptError(sentence(instance, found))


def on_restrict(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """Refuse to make an article that has to stay, or its hub, private.

    A page above may still be closed, as before a site opens: that closes the questions too.
    """
    if raw or not _is_for_reading(instance.page.specific_class):
        return
    for article, found in kept_from_closing(instance.page):
        raise KeptError(sentence(article, found))


def on_move(instance: Any, parent_page_after: Any, **_kwargs: Any) -> None:
    """Refuse to move an article that has to stay, or a page above it, out of its clients' sight."""
    for article, found in kept_from_moving(instance, parent_page_after):
        raise KeptError(sentence(article, found))


def kept_from_moving(page: Any, target: Any) -> list[tuple["CausePage", list[str]]]:
    """Return the articles at and under a page that may not be moved there, with the reasons.

    There is out of the site, or under a private page.
    """
    site, new_site = page.get_site(), target.get_site()
    if site is None:
        return []
    if site != new_site:
        return kept_under([page])
    return kept_from_closing(page) if target.get_view_restrictions().exists() else []


def kept_from_closing(page: Any) -> list[tuple["CausePage", list[str]]]:
    """Return the public articles at and under a page that have to stay public, with reasons."""
    from causes.models import CausePage

    return _kept(CausePage.objects.open_to_all().standing_at([page], descendants=True))


def kept_under(
    pages: Iterable[Any], *, descendants: bool = True
) -> list[tuple["CausePage", list[str]]]:
    """Return the articles among the pages, and under them, that have to stay, with reasons."""
    from causes.models import CausePage

    return _kept(CausePage.objects.standing_at(list(pages), descendants=descendants))


def _kept(articles: list["CausePage"]) -> list[tuple["CausePage", list[str]]]:
    leaving = [article.pk for article in articles]
    checked = [(article, reasons(article, leaving=leaving)) for article in articles]
    return [(article, found) for article, found in checked if found]


def on_unpublished(instance: Any, **_kwargs: Any) -> None:
    """Put back what went with an article that was kept although its time had run out."""
    kept = instance.__dict__.pop("_kept", None)
    if kept is None:
        return
    for revision_id, go_live_at in kept["scheduled"]:
        instance.revisions.filter(pk=revision_id).update(approved_go_live_at=go_live_at)
    for alias in instance.aliases.filter(pk__in=kept["aliases"], live=False):
        alias.live, alias.has_unpublished_changes = True, False
        alias.save(clean=False)
    log(instance.specific, KEPT_ACTION, data={"reasons": kept["reasons"]})
    logger.warning("Kept although it expired: page pk=%s. %s", instance.pk, kept["reasons"])


def _may_be_article(model: type[Any]) -> bool:
    from causes.models import CausePage

    return issubclass(model, AbstractPage) and issubclass(CausePage, model)


def _is_for_reading(model: type[Any] | None) -> bool:
    from causes.mixins import PublicReadingMixin

    return model is not None and issubclass(model, PublicReadingMixin)


def _stored(pk: int | None) -> "CausePage | None":
    from causes.models import CausePage

    return CausePage.objects.standing(pk) if pk else None


def _has_run_out(page: Any) -> bool:
    return bool(page.expired and not page.live)


def _keep(page: Any, stored: "CausePage", found: list[str]) -> None:
    """Store the page as it was, without its expiry; `on_unpublished` does the rest.

    Raising here would end Wagtail's scheduler before the other pages had their turn.
    """
    scheduled = page.revisions.filter(approved_go_live_at__isnull=False)
    page._kept = {
        "reasons": " ".join(found),
        "scheduled": list(scheduled.values_list("pk", "approved_go_live_at")),
        "aliases": list(page.aliases.filter(live=True).values_list("pk", flat=True)),
    }
    page.live, page.expired, page.expire_at = True, False, None
    page.has_unpublished_changes = stored.has_unpublished_changes
    page.live_revision_id = stored.live_revision_id
