"""The words of the privacy inventory: what a field holds, why, how long, and how it goes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """A field that says nothing about a person."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A field about a person: why it is kept, for how long, and what erases it."""

    purpose: str
    retention: str
    erase: str


Field = NotPersonal | Personal
Inventory = dict[str, dict[str, Field]]

_inventories: dict[str, Inventory] = {}


def register(name: str, inventory: Inventory) -> None:
    """Add or replace what an app declares of its models."""
    _inventories[name] = inventory


def whole_inventory() -> Inventory:
    """Return what every installed app declares, model by model, in their order."""
    merged: Inventory = {}
    for inventory in _inventories.values():
        merged |= inventory
    return merged
