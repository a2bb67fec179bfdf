"""What templates need to draw the body: whole from two sides, or only the part that hurts."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from causes import bodymap

FIGURE_TEMPLATE = "causes/components/_body_figure.html"
PICKER_TEMPLATE = "causes/components/_body_picker.html"
DETAIL_TEMPLATE = "causes/components/body_detail.html"
_VIEW_NAMES = {"front": _("Front"), "back": _("Back")}
# A teaser shows the low back, hips and thighs; regions outside it need the whole body.
_CLOSE_UP = "36 150 128 190"
_CLOSE_UP_BOTTOM = 340
_WHOLE = f"0 0 {bodymap.WIDTH} {bodymap.HEIGHT}"


def whole_body(regions: Iterable[str], names: dict[str, str]) -> dict[str, Any]:
    """Both views with the areas of the regions, and the names of the regions."""
    keys = list(regions or [])
    return {
        "views": [
            {"name": _VIEW_NAMES[view], "figure": draw_figure(tuple(keys), view)}
            for view in bodymap.VIEWS
        ],
        "labels": [names.get(r.key) or gettext(r.label) for r in bodymap.known(keys)],
    }


@lru_cache(maxsize=256)
def draw_figure(keys: tuple[str, ...], view: bodymap.View) -> str:
    """One view with the areas of the regions, as safe SVG; the same keys give the same drawing."""
    areas = bodymap.areas(keys, view)
    return get_template(FIGURE_TEMPLATE).render({"view": view, "areas": areas})


Choice = tuple[str, str, str]
"""A region to pick: its key, the id of its box in the list, its name."""


def picker(choices: Iterable[Choice]) -> dict[str, Any]:
    """Both views with an area to press for every choice, and what stands left and right."""
    wanted = tuple(choices)
    language = get_language() or ""
    left, right = gettext("Your left"), gettext("Your right")
    sides = {"front": (right, left), "back": (left, right)}
    return {
        "views": [
            {
                "name": _VIEW_NAMES[view],
                "figure": draw_picker(wanted, view, language),
                "sides": sides[view],
            }
            for view in bodymap.VIEWS
        ]
    }


@lru_cache(maxsize=32)
def draw_picker(choices: tuple[Choice, ...], view: bodymap.View, language: str) -> str:
    """One view with areas that lead to their boxes, as safe SVG in that language."""
    known = {key: (target, name) for key, target, name in choices}
    places = [
        {"area": area, "target": known[area.key][0], "name": _named(known[area.key][1], area.side)}
        for area in bodymap.pickable(known, view)
    ]
    return get_template(PICKER_TEMPLATE).render({"view": view, "places": places})


def _named(name: str, side: bodymap.Side) -> str:
    """The name of a region with the person's own side."""
    sided = {"left": gettext("%(name)s, your left"), "right": gettext("%(name)s, your right")}
    return sided.get(side, "%(name)s") % {"name": name}


def detail(regions: Iterable[str]) -> dict[str, Any]:
    """The view and the part of the body that show the regions best."""
    keys = list(regions or [])
    view = bodymap.best_view(keys)
    areas = bodymap.areas(keys, view)
    low = any(area.cy > _CLOSE_UP_BOTTOM for area in areas)
    return {"view": view, "areas": areas, "view_box": _WHOLE if low else _CLOSE_UP}


@lru_cache(maxsize=256)
def draw_detail(regions: tuple[str, ...]) -> str:
    """The detail as safe SVG, for a page that defines the outline elsewhere."""
    return get_template(DETAIL_TEMPLATE).render(detail(regions))
