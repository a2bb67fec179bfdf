"""System checks: what would make the intake unsafe or unusable, said before the first client."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from intake import conf, crypto
from intake.models import Questionnaire
from intake.privacy_types import Inventory, Personal
from intake.surveying import unequal_translations

# The questionnaire that ships with the plugin sends about 5,700 inputs from its editor.
ENOUGH_INPUTS = 10_000
DEMO_MARK = b"demo-only"
BRAKES = "intake.middleware.BrakeMiddleware"


@register()
def check_time_zones(**kwargs: Any) -> list[CheckMessage]:
    """Refuse naive times: instants are kept in UTC."""
    if settings.USE_TZ:
        return []
    return [
        Error(
            "USE_TZ is off, so times of answers and visits would be ambiguous.",
            hint="Set USE_TZ = True.",
            id="intake.E001",
        )
    ]


@register(Tags.security)
def check_encryption_keys(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start without keys that can encrypt answers."""
    try:
        crypto.keyed_digest(crypto.decrypt(crypto.encrypt("")))
    except ImproperlyConfigured as error:
        return [
            Error(
                str(error),
                hint="Keep the keys out of the repository, for example in the environment.",
                id="intake.E002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_demo_key(**kwargs: Any) -> list[CheckMessage]:
    """Refuse the demo's key in a deployment: everybody can read it in the repository."""
    keys = getattr(settings, "CLINIC_INTAKE_ENCRYPTION_KEYS", [])
    if not any(_is_demo_key(key) for key in keys):
        return []
    return [
        Error(
            "CLINIC_INTAKE_ENCRYPTION_KEYS holds the demo's key, which is public.",
            hint="Make your own with: python manage.py new_encryption_key",
            id="intake.E003",
        )
    ]


@register(Tags.urls)
def check_addresses(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a site whose start page could not lead to the first question."""
    try:
        reverse("intake:check")
    except NoReverseMatch:
        return [
            Error(
                "The addresses of the intake are not mounted.",
                hint='Add path("intake/", include("intake.urls")) above wagtail_urls.',
                id="intake.E004",
            )
        ]
    return []


@register()
def check_patient_models(**kwargs: Any) -> list[CheckMessage]:
    """Refuse side doors to what is kept about a person."""
    snippets = get_snippet_models()
    messages: list[CheckMessage] = []
    for model in personal_models():
        if model in snippets:
            messages.append(
                _side_door(model, "is a snippet, whose chooser asks for no permission", "E005")
            )
        if getattr(model, "api_fields", None):
            messages.append(_side_door(model, "has api_fields, so an API would list it", "E006"))
        if issubclass(model, Indexed):
            messages.append(_side_door(model, "is in the search index", "E007"))
    return messages


@register()
def check_form_size(**kwargs: Any) -> list[CheckMessage]:
    """Warn where the editor could not save a questionnaire of usual length."""
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if limit is None or limit >= ENOUGH_INPUTS:
        return []
    return [
        Warning(
            f"DATA_UPLOAD_MAX_NUMBER_FIELDS is {limit}; a questionnaire's editor sends more.",
            hint=f"Set DATA_UPLOAD_MAX_NUMBER_FIELDS = {ENOUGH_INPUTS} or more.",
            id="intake.W001",
        )
    ]


@register(Tags.database)
def check_translations(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where clients would be decided otherwise in another language."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or not _is_migrated():
        return []
    return [
        Warning(
            f"“{unequal.title}” scores otherwise in {unequal.languages[1]!r} than in "
            f"{unequal.languages[0]!r}: {' '.join(unequal.differences)}",
            hint="Compare them: python manage.py check_questionnaires",
            id="intake.W002",
        )
        for unequal in unequal_translations()
    ]


@register(Tags.security, deploy=True)
def check_brakes(**kwargs: Any) -> list[CheckMessage]:
    """Warn where nothing slows down programs that fill in forms or guess links."""
    if BRAKES in settings.MIDDLEWARE and conf.rate_limits() is not None:
        return []
    return [
        Warning(
            "Nothing limits how often somebody may ask, guess links or send forms.",
            hint=f'Add "{BRAKES}" to MIDDLEWARE, and do not set CLINIC_INTAKE_RATE_LIMITS to None.',
            id="intake.W003",
        )
    ]


def _is_migrated() -> bool:
    # `migrate` runs this check before it makes the tables.
    return Questionnaire._meta.db_table in connection.introspection.table_names()


def personal_models() -> Iterator[type[Model]]:
    """Yield every model whose privacy inventory names something personal."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.privacy") is None:
            continue
        inventory: Inventory = getattr(import_module(f"{config.name}.privacy"), "INVENTORY", {})
        for label, fields in inventory.items():
            if any(isinstance(field, Personal) for field in fields.values()):
                yield apps.get_model(label)


def _is_demo_key(key: str) -> bool:
    try:
        return urlsafe_b64decode(key).startswith(DEMO_MARK)
    except (Base64Error, ValueError):
        return False


def _side_door(model: type[Model], what: str, number: str) -> CheckMessage:
    return Error(
        f"{model._meta.label} holds personal data and {what}.",
        hint="Show it in the admin through a viewset with its own permissions only.",
        obj=model,
        id=f"intake.{number}",
    )
