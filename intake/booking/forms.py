"""What clients send to booking: a choice of time, and their details."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from phonenumber_field.formfields import PhoneNumberField

from intake.booking import texts
from intake.booking.contacts import Consent, Contact
from intake.booking.models import Service
from intake.booking.zones import known_zone

NAME_LENGTH = 100
# No page offers a time outside these; calendar arithmetic fails at the edges of the calendar.
EARLIEST, LATEST = timedelta(days=-1), timedelta(days=3 * 366)


class InstantField(forms.Field):
    """An instant as the page wrote it, such as 2027-03-09T14:00:00+00:00; cleans to UTC.

    Instants before yesterday or more than three years ahead are refused like unreadable ones.
    """

    default_error_messages = {"required": texts.TIME_MISSING, "unreadable": texts.TIME_MISSING}

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant in UTC, None for nothing."""
        if not value:
            return None
        try:
            instant = datetime.fromisoformat(str(value))
            if instant.tzinfo is None or not EARLIEST <= instant - timezone.now() <= LATEST:
                raise ValueError(value)
            return instant.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from error


class ZoneField(forms.Field):
    """The zone a browser says it is in; "" for none and for one this machine does not know."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> str:
        """Return the name of a zone that exists, or nothing: a client cannot put it right."""
        zone = known_zone(str(value or ""))
        return zone.key if zone else ""


class TimeForm(forms.Form):
    """The free time a client picked."""

    start = InstantField()

    def asks_for_other_than(self, start: datetime) -> bool:
        """Tell whether a time was sent, and another one."""
        return self.is_valid() and bool(self.cleaned_data["start"] != start)


class AgreeingForm(forms.Form):
    """A form with a box to agree; `agreed_to` says which words stood beside it."""

    consent = forms.BooleanField(error_messages={"required": texts.CONSENT_MISSING})
    agreed_to = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed = consent

    @property
    def fingerprint(self) -> str:
        """What tells these words from others."""
        return self.agreed.version

    def clean_agreed_to(self) -> str:
        """Refuse a consent to words that the clinic has changed since they were shown."""
        shown = str(self.cleaned_data["agreed_to"])
        if shown and shown != self.fingerprint:
            self.add_error("consent", texts.CONSENT_CHANGED)
        return shown


class ContactForm(AgreeingForm):
    """Name, e-mail, phone and consent."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        error_messages={"required": texts.NAME_MISSING, "max_length": texts.NAME_LONG},
    )
    email = forms.EmailField(
        error_messages={
            "required": texts.EMAIL_MISSING,
            "invalid": texts.EMAIL_WRONG,
            "max_length": texts.EMAIL_WRONG,
        }
    )
    phone = PhoneNumberField(
        error_messages={"required": texts.PHONE_MISSING, "invalid": texts.PHONE_WRONG}
    )
    field_order: tuple[str, ...] = ("name", "email", "phone", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            for validator in getattr(field, "validators", []):
                if isinstance(validator, ProhibitNullCharactersValidator):
                    validator.message = texts.STRANGE_CHARACTER

    def clean_name(self) -> str:
        """Return the name on one line, whatever was pasted."""
        return " ".join(self.cleaned_data["name"].split())

    @property
    def contact(self) -> Contact:
        """The contact that was typed, the phone number in international form."""
        data = self.cleaned_data
        return Contact(name=data["name"], email=data["email"], phone=data["phone"].as_e164)


class AddressForm(forms.Form):
    """An e-mail address somebody says is theirs."""

    email = forms.EmailField(
        error_messages={
            "required": texts.EMAIL_MISSING,
            "invalid": texts.EMAIL_WRONG,
            "max_length": texts.EMAIL_WRONG,
        }
    )


class DetailsForm(ContactForm):
    """The details of a client; another free time when the first was lost."""

    start = InstantField(required=False)
    was_lost = forms.BooleanField(required=False)
    client_zone = ZoneField(required=False)
    field_order = ("start", "was_lost", *ContactForm.field_order)

    def clean(self) -> None:
        """Ask for another time where the kept one was lost."""
        if self.cleaned_data["was_lost"] and self.cleaned_data.get("start", ...) is None:
            self.add_error("start", texts.TIME_MISSING)

    def zone_for(self, service: Service) -> str:
        """Return the client's zone where it matters: at the clinic only its own clock counts."""
        return "" if service.happens_at_location else str(self.cleaned_data["client_zone"])
