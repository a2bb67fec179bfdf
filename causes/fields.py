"""Model fields of the articles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from causes import bodymap


def region_choices() -> list[tuple[str, Any]]:
    """Key and translated name of every region of the body map."""
    return [(key, gettext(label)) for key, label in bodymap.choices()]


def validate_regions(keys: list[str]) -> None:
    """Refuse keys the body map does not know.

    Raises ValidationError.
    """
    unknown = [key for key in keys if key not in bodymap.REGIONS]
    if unknown:
        raise ValidationError(
            _("Choose regions of the body map. Not known: %(keys)s"),
            params={"keys": ", ".join(unknown)},
        )


class RegionKeysField(models.JSONField):
    """A list of keys of the body map, chosen with check boxes."""

    default_validators = [validate_regions]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        """A check box for each region."""
        return forms.MultipleChoiceField(
            choices=region_choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
        )
