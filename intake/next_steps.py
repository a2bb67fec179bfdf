"""What can come after a decision; booking adds itself here, so intake works without it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from intake.engine.types import Decision


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing the client can do now: an address, the words on its button, what it is."""

    url: str
    label: str
    title: str = ""


Provider = Callable[[HttpRequest, Decision], NextStep | None]


class Registry:
    """Named providers of next steps."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def register(self, name: str, provider: Provider) -> None:
        """Add or replace the provider of a kind of step, such as "booking"."""
        self._providers[name] = provider

    def get(self, name: str, request: HttpRequest, decision: Decision) -> NextStep | None:
        """Return the step of that name for this decision, or None when nobody offers it."""
        provider = self._providers.get(name)
        return provider(request, decision) if provider else None


registry = Registry()
