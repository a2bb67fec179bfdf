"""Who a client is and what they agreed to, encrypted, with digests for exact look-ups."""

import phonenumbers
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.booking import tokens
from intake.fields import EncryptedTextField


def matches_contact(text: str) -> Q:
    """Return the condition of rows whose name, surname, e-mail or phone is exactly `text`."""
    found = Q(pk__in=[])
    if contact := tokens.contact_digest(text):
        found |= Q(name_digest=contact) | Q(email_digest=contact)
    if len(text.split()) == 1:
        found |= Q(surname_digest=tokens.surname_digest(text))
    if phone := tokens.phone_digest(text):
        found |= Q(phone_digest=phone)
    return found


class ClientContact(models.Model):
    """How to reach a client, and the words they agreed to."""

    client_name = EncryptedTextField(_("client's name"), blank=True, default="")
    client_email = EncryptedTextField(_("client's e-mail"), blank=True, default="")
    client_phone = EncryptedTextField(_("client's phone"), blank=True, default="")
    name_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    surname_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    email_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    phone_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    client_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    consent_text = models.TextField(_("consent text"), blank=True, default="")
    consent_version = models.CharField(_("consent version"), max_length=12, blank=True, default="")
    consented_at = models.DateTimeField(_("consented"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def readable_phone(self) -> str:
        """The phone number in groups, as people read it aloud."""
        try:
            number = phonenumbers.parse(self.client_phone, None)
        except phonenumbers.NumberParseException:
            return self.client_phone
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def contact_columns(self) -> dict[str, object]:
        """Return the columns of this contact and consent, for a row about the same client."""
        return {field.name: getattr(self, field.name) for field in ClientContact._meta.fields}
