"""Members of staff who may see submissions, as choices of a form."""

from typing import Any

from django.contrib.auth import get_user_model

from intake.scoping import VIEW

BACKEND = "django.contrib.auth.backends.ModelBackend"


def name_of(person: Any) -> str:
    """Return the name of a member of staff as the others know it, "" for nobody."""
    return (person.get_full_name() or person.get_username()) if person else ""


def who_see_submissions() -> list[Any]:
    """Return who may be given a submission, by name; in one query."""
    people = get_user_model().objects.with_perm(VIEW, backend=BACKEND)
    return sorted(people, key=lambda person: name_of(person).casefold())
