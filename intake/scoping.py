"""Which submissions a member of staff may see: all of them, or their own and assigned ones.

Other apps say what else makes a submission somebody's own, such as a visit in their diary.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    Staff = User | AnonymousUser
else:
    Staff = object

Provider = Callable[[Staff], Q]
SEE_ALL = "intake.see_all_submissions"
VIEW = "intake.view_submission"

_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add or replace what makes a submission a person's own, as a condition on submissions."""
    _providers[name] = provider


def visible_to(user: Staff) -> Q:
    """Return the condition of the submissions a member of staff may see."""
    if not user.has_perm(VIEW):
        return Q(pk__in=[])
    if user.has_perm(SEE_ALL):
        return Q()
    own = Q(assigned_to=user.pk)
    for provider in _providers.values():
        own |= provider(user)
    return own
