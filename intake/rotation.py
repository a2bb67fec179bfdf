"""Encrypting everything anew with the newest key: in slices, again and again without harm.

A value is replaced only while it is still what was read, so a client who answers meanwhile loses
nothing and the site stays up. What the newest key already made is left alone: a run that broke off
is simply started again. Keyed digests stay with the oldest key of the list (see `crypto`), which
therefore stays in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, F, TextField, Value

from intake import crypto
from intake.fields import EncryptedTextField

SLICE = 500
RAW = "raw_value"
"""The name under which a value is read as the database holds it, still encrypted."""


@dataclass(slots=True)
class Tally:
    """How many values of one field were looked at, written anew, and could not be opened."""

    label: str
    seen: int = 0
    written: int = 0
    unreadable: int = 0


def encrypted_fields() -> list[tuple[type[models.Model], EncryptedTextField]]:
    """Return every encrypted field of every model, with its model."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def rotate_all(progress: Callable[[Tally], None] = lambda tally: None) -> list[Tally]:
    """Encrypt every stored value with the newest key; return what was done, field by field.

    `progress` is told of every slice.
    """
    tallies = []
    for model, field in encrypted_fields():
        tally = Tally(f"{model._meta.label}.{field.name}")
        for pk, stored in _stored(model, field):
            _rotate_one(model, field, pk, stored, tally)
            if tally.seen % SLICE == 0:
                progress(tally)
        progress(tally)
        tallies.append(tally)
    return tallies


def remaining() -> list[Tally]:
    """Count what the newest key alone does not open, field by field; nothing is changed."""
    tallies = []
    for model, field in encrypted_fields():
        tally = Tally(f"{model._meta.label}.{field.name}")
        for _pk, stored in _stored(model, field):
            tally.seen += 1
            tally.unreadable += not crypto.is_newest(stored)
        tallies.append(tally)
    return tallies


def newest_stored(
    model: type[models.Model], field: EncryptedTextField, most: int = 200
) -> list[tuple[int, str]]:
    """Return primary key and stored text of the newest filled values of a field."""
    return list(_filled(model, field).order_by("-pk").values_list("pk", RAW)[:most])


def _filled(model: type[models.Model], field: EncryptedTextField) -> "models.QuerySet[Any]":
    return (
        model._default_manager.annotate(
            **{RAW: ExpressionWrapper(F(field.attname), output_field=TextField())}
        )
        .exclude(**{f"{RAW}__isnull": True})
        .exclude(**{RAW: ""})
    )


def _stored(model: type[models.Model], field: EncryptedTextField) -> Iterator[tuple[int, str]]:
    """Yield primary key and stored text of every filled value, in order, slice by slice."""
    filled = _filled(model, field).order_by("pk")
    last = 0
    while rows := list(filled.filter(pk__gt=last).values_list("pk", RAW)[:SLICE]):
        yield from rows
        last = rows[-1][0]


def _rotate_one(
    model: type[models.Model], field: EncryptedTextField, pk: int, stored: str, tally: Tally
) -> None:
    tally.seen += 1
    if crypto.is_newest(stored):
        return
    try:
        anew = crypto.rotate(stored)
    except crypto.UnreadableError:
        tally.unreadable += 1
        return
    unchanged = model._default_manager.annotate(
        **{RAW: ExpressionWrapper(F(field.attname), output_field=TextField())}
    ).filter(pk=pk, **{RAW: stored})
    tally.written += unchanged.update(**{field.attname: Value(anew, output_field=TextField())})
