"""Which rows about clients a member of staff may see: all, or those of their own clients."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from intake.scoping import Staff

Row = TypeVar("Row", bound=models.Model, covariant=True)
SEE_ALL = "intake_booking.see_all_appointments"


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows about clients. `own_paths` lead from a row to the accounts of whose client it is."""

    view_permission: ClassVar[str]
    own_paths: ClassVar[tuple[str, ...]]

    def visible_to(self, user: Staff) -> Self:
        """Return those a member of staff may see: none, their own clients', or all."""
        if not user.has_perm(self.view_permission):
            return self.none()
        if user.has_perm(SEE_ALL):
            return self
        own = Q(pk__in=[])
        for path in self.own_paths:
            own |= Q(**{path: user.pk})
        return self.filter(own)
