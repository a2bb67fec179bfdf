"""Every field of every model is declared: personal, with a way out, or not personal."""

import pytest
from django.apps import apps
from django.db.models import Model

from intake.privacy_types import Personal, whole_inventory

OURS = ("causes", "intake", "intake_booking")
INVENTORY = whole_inventory()
MODELS = [
    model
    for label in OURS
    for model in apps.get_app_config(label).get_models(include_auto_created=False)
]


def own_fields(model: type[Model]) -> set[str]:
    """Return the fields stored for a model itself; what a page inherits is Wagtail's."""
    meta = model._meta
    return {field.name for field in (*meta.local_fields, *meta.local_many_to_many)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_in_the_privacy_inventory(model: type[Model]) -> None:
    declared = set(INVENTORY.get(model._meta.label, {}))
    assert declared, f"{model._meta.label} is missing in the privacy inventory"
    fields = own_fields(model)
    assert declared - fields == set(), "declared, but no such field"
    assert fields - declared == set(), "not declared"


def test_the_inventory_names_only_models_that_exist() -> None:
    assert set(INVENTORY) - {model._meta.label for model in MODELS} == set()


def test_every_personal_field_says_why_how_long_and_how_it_goes() -> None:
    for label, fields in INVENTORY.items():
        for field, entry in fields.items():
            if isinstance(entry, Personal):
                for part in ("purpose", "retention", "erase"):
                    assert len(getattr(entry, part)) > 8, f"{label}.{field}: {part}"
