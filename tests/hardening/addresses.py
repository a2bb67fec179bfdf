"""Every public address there is, read from the address tables themselves."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("intake", "intake_booking")


@dataclass(frozen=True, slots=True)
class Address:
    """One page: its name, and the names of the parts of its address."""

    name: str
    parts: tuple[str, ...]
    view: object


def _below(resolver: URLResolver, namespace: str) -> list[Address]:
    found: list[Address] = []
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            name = f"{namespace}:{each.name}"
            found.append(Address(name, tuple(each.pattern.regex.groupindex), each.callback))
    return found


def public() -> list[Address]:
    """Return every page of the intake and of booking."""
    found = []
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace in OURS:
            found += _below(resolver, str(resolver.namespace))
    return found


PUBLIC = public()
NAMES = [each.name for each in PUBLIC]
