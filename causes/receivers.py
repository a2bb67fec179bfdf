"""Notice every change that can alter a published article: forget the kept answers, or refuse."""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import AbstractPage, Locale, PageViewRestriction, Site
from wagtail.signals import post_page_move, pre_page_move, unpublished
from wagtail.snippets.models import get_snippet_models

from causes import guards
from causes.generation import purge
from causes.models import Author, Callout, CausePage, PainRegion

SHOWN = (
    AbstractDocument,
    AbstractPage,
    AbstractImage,
    Author,
    BaseGenericSetting,
    BaseSiteSetting,
    Callout,
    Locale,
    PageViewRestriction,
    PainRegion,
    Site,
)
DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "first_published_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
    }
)


def is_shown(model: type[models.Model]) -> bool:
    """Whether rows of the model can be seen on a public page."""
    return issubclass(model, SHOWN) or model in get_snippet_models()


def on_save(
    sender: type[models.Model], update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    """Forget the kept answers, unless only a draft was written."""
    only_draft = update_fields is not None and update_fields <= DRAFT_FIELDS
    if not only_draft and is_shown(sender):
        purge()


def on_delete(sender: type[models.Model], **_kwargs: Any) -> None:
    """Forget the kept answers."""
    if is_shown(sender):
        purge()


def on_move(**_kwargs: Any) -> None:
    """Forget the kept answers: addresses changed."""
    purge()


def connect() -> None:
    """Start noticing."""
    post_save.connect(on_save, dispatch_uid="causes-cache-save")
    post_delete.connect(on_delete, dispatch_uid="causes-cache-delete")
    post_page_move.connect(on_move, dispatch_uid="causes-cache-move")
    pre_save.connect(guards.on_save, dispatch_uid="causes-guard-save")
    pre_delete.connect(guards.on_delete, sender=CausePage, dispatch_uid="causes-guard-delete")
    pre_save.connect(
        guards.on_restrict, sender=PageViewRestriction, dispatch_uid="causes-guard-restrict"
    )
    pre_page_move.connect(guards.on_move, dispatch_uid="causes-guard-move")
    unpublished.connect(guards.on_unpublished, dispatch_uid="causes-guard-unpublished")
