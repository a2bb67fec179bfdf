"""The staff of the demo, as the seed makes them and `make demo` prints them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Login:
    """One person who can sign in to the demo's admin."""

    role: str
    username: str
    password: str


OWNER = Login(role="Owner", username="owner", password="owner-demo")  # noqa: S106
EDITOR = Login(role="Editor", username="editor", password="editor-demo")  # noqa: S106
FRONT_DESK = Login(role="Front desk", username="frontdesk", password="frontdesk-demo")  # noqa: S106

LOGINS = (OWNER, EDITOR, FRONT_DESK)
