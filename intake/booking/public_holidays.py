"""Which days are public holidays: a maintained library's list, in the words of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import holidays
from django.conf import settings
from django.utils.translation import get_language, to_locale
from holidays.registry import COUNTRIES

LONGEST_NAME = 120
SMALL_WORDS = {"and", "of", "the"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday: its date, and what it is called."""

    day: date
    name: str


def countries() -> list[tuple[str, str]]:
    """Return the codes and names of the countries the library knows, by name."""
    named = [(entry[1], _title(module)) for module, entry in COUNTRIES.items()]
    return sorted(named, key=lambda pair: pair[1])


def own_country() -> str:
    """Return the country the site's language belongs to, "" where it names none."""
    territory = to_locale(settings.LANGUAGE_CODE).partition("_")[2].upper()
    return territory if territory in dict(countries()) else ""


def parts_of(country: str) -> list[tuple[str, str]]:
    """Return the codes and names of a country's states or regions, by name; mostly none."""
    known = holidays.country_holidays(country)
    names = known.get_subdivision_aliases()
    parts = [(code, _part_name(code, names.get(code) or ())) for code in known.subdivisions]
    return sorted(parts, key=lambda pair: pair[1])


def holidays_of(country: str, part: str, years: Iterable[int]) -> list[Holiday]:
    """Return the public holidays of a country, or of one of its parts, in the order of days."""
    known = holidays.country_holidays(
        country, subdiv=part or None, years=tuple(years), language=_language(country)
    )
    return [Holiday(day, name[:LONGEST_NAME]) for day, name in sorted(known.items())]


def _language(country: str) -> str | None:
    """Return the reader's language where the library has it, None for the country's own."""
    spoken = holidays.country_holidays(country).supported_languages
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    wanted = (locale, locale.partition("_")[0])
    fits = [each for each in spoken if each in wanted or each.partition("_")[0] == wanted[1]]
    return fits[0] if fits else None


def _title(module: str) -> str:
    words = module.split("_")
    return " ".join(word if word in SMALL_WORDS else word.capitalize() for word in words)


def _part_name(code: str, names: Iterable[str]) -> str:
    return max(names, key=len, default=code)
