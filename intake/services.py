"""Which kinds of visit exist; booking adds itself here, so intake works without it."""

from collections.abc import Callable, Collection

Provider = Callable[[], Collection[str]]


class Services:
    """Named providers of the keys of the visits a client can book."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def register(self, name: str, provider: Provider) -> None:
        """Add or replace a provider of keys, such as "booking"."""
        self._providers[name] = provider

    def known(self) -> frozenset[str]:
        """Return the keys of every visit that can be booked; empty when nobody offers any."""
        return frozenset(key for provider in self._providers.values() for key in provider())


services = Services()
