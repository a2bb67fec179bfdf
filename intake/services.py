"""Which kinds of visit exist; booking adds itself here, so intake works without it."""

from collections.abc import Callable, Mapping

Provider = Callable[[], Mapping[str, str]]


class Services:
    """Named providers of the visits a client can book, as key → name."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def register(self, name: str, provider: Provider) -> None:
        """Add or replace a provider of visits, such as "booking"."""
        self._providers[name] = provider

    def known(self) -> frozenset[str]:
        """Return the keys of every visit that can be booked; empty when nobody offers any."""
        return frozenset(key for provider in self._providers.values() for key in provider())

    def named(self) -> list[tuple[str, str]]:
        """Return the key and the name of every visit that can be booked, in the clinic's order."""
        return [visit for provider in self._providers.values() for visit in provider().items()]


services = Services()
