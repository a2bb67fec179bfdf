"""What a client who asks for a call sends."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from phonenumber_field.formfields import PhoneNumberField

from intake.booking import texts
from intake.booking.contacts import Contact
from intake.booking.forms import NAME_LENGTH, AgreeingForm
from intake.booking.models import FollowUp


class CallForm(AgreeingForm):
    """Name, phone, the best time, and consent."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        error_messages={"required": texts.NAME_MISSING, "max_length": texts.NAME_LONG},
    )
    phone = PhoneNumberField(
        error_messages={"required": texts.PHONE_MISSING, "invalid": texts.PHONE_WRONG}
    )
    best_time = forms.ChoiceField(choices=FollowUp.BestTime.choices, required=False)
    field_order = ("name", "phone", "best_time", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for validator in self.fields["name"].validators:
            if isinstance(validator, ProhibitNullCharactersValidator):
                validator.message = texts.STRANGE_CHARACTER
        self.fields["best_time"].error_messages["invalid_choice"] = texts.BEST_TIME_WRONG

    def clean_name(self) -> str:
        """Return the name on one line, whatever was pasted."""
        return " ".join(self.cleaned_data["name"].split())

    @property
    def contact(self) -> Contact:
        """The contact that was typed, the phone number in international form."""
        data = self.cleaned_data
        return Contact(name=data["name"], email="", phone=data["phone"].as_e164)
