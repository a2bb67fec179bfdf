"""What the editor's blocks offer to choose from, and what a new question starts with."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from causes.bodymap import REGIONS
from causes.topics import TOPICS
from intake.engine.types import NO, NOT_SURE, YES, Urgency

URGENCY_CHOICES = [
    (Urgency.SEE_PHYSICIAN_SOON.value, _("See a physician soon")),
    (Urgency.SAME_DAY.value, _("Medical care the same day")),
    (Urgency.EMERGENCY_NOW.value, _("Emergency, now")),
]
FLAG_CHOICES = [("", _("No red flag")), *URGENCY_CHOICES]
TOTAL_KIND_CHOICES = [
    ("cause", _("A cause")),
    ("care", _("Need for hands-on care")),
    ("score", _("A plain score")),
]
ROUTE_CHOICES = [("booking", _("Book a visit")), ("self_help", _("Read the matching article"))]


def topic_choices() -> list[tuple[str, str]]:
    """What the articles' pieces can speak of."""
    return list(TOPICS.items())


def _option(key: str, text: str, *, exclusive: bool = False) -> dict[str, Any]:
    rest: dict[str, Any] = {"hint": "", "points": {}, "flag": "", "group": ""}
    return {"key": key, "text": text, "exclusive": exclusive, **rest}


def several_options() -> list[dict[str, Any]]:
    """What a new question with several answers starts with."""
    return [_option("", ""), _option("none_of_these", gettext("None of these"), exclusive=True)]


def yes_no_options() -> list[dict[str, Any]]:
    """What a new yes-or-no question starts with."""
    return [
        _option(YES, gettext("Yes")),
        _option(NO, gettext("No")),
        _option(NOT_SURE, gettext("Not sure")),
    ]


def region_options() -> list[dict[str, Any]]:
    """What a new body map starts with: every region of the drawing."""
    regions = [_option(region.key, gettext(region.label)) for region in REGIONS.values()]
    return [*regions, _option("none_of_these", gettext("Somewhere else"), exclusive=True)]
