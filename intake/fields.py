"""Model fields that are encrypted in the database and plain in Python."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact

from intake import crypto


class IsEmpty(Exact):
    """Compares with nothing but the empty string, which stays empty in the database."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if rhs != "":
            raise TypeError("the field is encrypted: look it up by a keyed digest instead")
        super().__init__(lhs, rhs)


class EncryptedTextField(models.TextField):
    """Text that the database only ever sees encrypted; the empty string stays empty.

    A dump (`dumpdata`) holds it encrypted as well, and `loaddata` opens it again.
    """

    may_be_empty = True

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        return crypto.decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.encrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse comparisons, which could never match: every encryption differs."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact" and self.may_be_empty:
            return IsEmpty
        raise TypeError(f"{self.name} is encrypted: look it up by a keyed digest instead")

    def value_to_string(self, obj: models.Model) -> Any:
        return self.get_prep_value(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith(crypto.MARK):
            with suppress(crypto.UnreadableError):
                return self._opened(value)
        return value

    def _opened(self, stored: str) -> Any:
        return crypto.decrypt(stored)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that the database only ever sees encrypted."""

    may_be_empty = False

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> Any:
        return crypto.decrypt_json(value) if value else None

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else crypto.encrypt_json(value)

    def _opened(self, stored: str) -> Any:
        return crypto.decrypt_json(stored)
