"""Which rows about clients a member of staff may see: all, or those of their own clients."""

from django.db.models import Q

from intake.scoping import Staff

SEE_ALL = "intake_booking.see_all_appointments"


def visible_to(user: Staff, view: str, *own_paths: str, also: Q | None = None) -> Q:
    """Return the condition of the rows a member of staff may see: none, their own, or all.

    `view` is the permission to see any. `own_paths` lead from a row to the accounts of those
    whose client it is; `also` is the condition of other rows that are theirs.
    """
    if not user.has_perm(view):
        return Q(pk__in=[])
    if user.has_perm(SEE_ALL):
        return Q()
    own = Q(pk__in=[]) if also is None else also
    for path in own_paths:
        own |= Q(**{path: user.pk})
    return own
