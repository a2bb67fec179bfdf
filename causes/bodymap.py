"""Where it hurts: region key → everyday name, view and drawn areas. Standard library only.

Areas are ellipses in the 200 × 480 drawing of `components/_body_outline.html`, which serves both
views. The person's left is on the viewer's right in front, and on the viewer's left from behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

View = Literal["front", "back"]
Side = Literal["left", "right", "center"]

WIDTH, HEIGHT = 200, 480
MIDDLE = WIDTH / 2
VIEWS: tuple[View, ...] = ("front", "back")


def _(text: str) -> str:
    """Mark a name for translation; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Area:
    """One ellipse of the drawing: centre, radii and turn in degrees, clockwise."""

    key: str
    view: View
    side: Side
    cx: float
    cy: float
    rx: float
    ry: float
    turn: float = 0

    @property
    def id(self) -> str:
        """Name of the shape, unique in the drawing."""
        return f"{self.view}-{self.key.replace('_', '-')}-{self.side}"


@dataclass(frozen=True, slots=True)
class Region:
    """A place that can hurt, with its areas in the views it can be seen from."""

    key: str
    label: str
    areas: tuple[Area, ...]

    @property
    def views(self) -> tuple[View, ...]:
        """The views the region is drawn in, front first."""
        return tuple(view for view in VIEWS if any(area.view == view for area in self.areas))

    @property
    def view(self) -> Literal["front", "back", "both"]:
        """The one view the region is drawn in, or both."""
        return self.views[0] if len(self.views) == 1 else "both"

    @property
    def shape_ids(self) -> tuple[str, ...]:
        """Names of the shapes of the region."""
        return tuple(area.id for area in self.areas)


def _side(view: View, offset: float) -> Side:
    """The person's side for an offset right of the middle as the viewer sees it."""
    if offset == 0:
        return "center"
    return "left" if (offset > 0) == (view == "front") else "right"


def _pair(
    key: str, view: View, dx: float, cy: float, rx: float, ry: float, turn: float = 0
) -> tuple[Area, ...]:
    """The same area on both sides of the body."""
    return tuple(
        Area(key, view, _side(view, sign * dx), MIDDLE + sign * dx, cy, rx, ry, -sign * turn)
        for sign in (-1, 1)
    )


def _one(key: str, view: View, dx: float, cy: float, rx: float, ry: float) -> tuple[Area, ...]:
    """A single area: in the middle, or on one side only."""
    return (Area(key, view, _side(view, dx), MIDDLE + dx, cy, rx, ry),)


_REGIONS = (
    Region(
        "low_back_central",
        _("Middle of the low back"),
        _one("low_back_central", "back", 0, 194, 10, 20),
    ),
    Region(
        "low_back_one_side",
        _("One side of the low back"),
        _one("low_back_one_side", "back", 17, 194, 9, 17),
    ),
    Region(
        "low_back_beltline",
        _("Across the belt line"),
        _one("low_back_beltline", "back", 0, 206, 38, 8.5),
    ),
    Region(
        "flank",
        _("Side of the waist"),
        _pair("flank", "back", 28, 182, 9, 15),
    ),
    Region(
        "si_dimple",
        _("Dimple at the back of the pelvis"),
        _pair("si_dimple", "back", 11, 217, 6.5, 6.5),
    ),
    Region(
        "sacrum",
        _("Sacrum, the flat bone below the low back"),
        _one("sacrum", "back", 0, 227, 9, 13),
    ),
    Region("buttock", _("Buttock"), _pair("buttock", "back", 23, 242, 18, 17)),
    Region(
        "hip_outer",
        _("Outside of the hip"),
        _pair("hip_outer", "front", 44, 252, 8, 16) + _pair("hip_outer", "back", 44, 252, 8, 16),
    ),
    Region(
        "hip_front_outer",
        _("Front and outer hip"),
        _pair("hip_front_outer", "front", 37, 227, 9, 10),
    ),
    Region(
        "iliac_crest",
        _("Top rim of the pelvis"),
        _pair("iliac_crest", "front", 33, 211, 10, 5.5, 50)
        + _pair("iliac_crest", "back", 31, 212, 11, 5.5, 25),
    ),
    Region(
        "hip_joint_deep",
        _("Deep in the hip joint"),
        _pair("hip_joint_deep", "front", 31, 247, 10, 10),
    ),
    Region("groin", _("Groin"), _pair("groin", "front", 15, 250, 14, 7, -38)),
    Region("inner_thigh", _("Inner thigh"), _pair("inner_thigh", "front", 11, 294, 7, 27, -4)),
    Region(
        "thigh_front", _("Front of the thigh"), _pair("thigh_front", "front", 26, 296, 12, 37, 3)
    ),
    Region(
        "thigh_outer",
        _("Outside of the thigh"),
        _pair("thigh_outer", "front", 43, 296, 7, 37, 6)
        + _pair("thigh_outer", "back", 43, 296, 7, 37, 6),
    ),
    Region("thigh_back", _("Back of the thigh"), _pair("thigh_back", "back", 26, 300, 14, 37, 3)),
    Region("knee", _("Knee"), _pair("knee", "front", 24, 350, 13.5, 13.5)),
    Region(
        "lower_leg",
        _("Lower leg"),
        _pair("lower_leg", "front", 24, 396, 13, 31, 3)
        + _pair("lower_leg", "back", 24, 396, 13, 31, 3),
    ),
    Region("foot", _("Foot"), _pair("foot", "front", 25, 464, 14, 10)),
    Region("abdomen", _("Belly"), _one("abdomen", "front", 0, 200, 24, 26)),
    Region("upper_back", _("Upper back"), _one("upper_back", "back", 0, 132, 35, 29)),
)

REGIONS: dict[str, Region] = {region.key: region for region in _REGIONS}


def known(keys: Iterable[str]) -> tuple[Region, ...]:
    """The regions of the keys, in the order given; keys nobody knows are left out."""
    return tuple(REGIONS[key] for key in dict.fromkeys(keys) if key in REGIONS)


def areas(keys: Iterable[str], view: View) -> tuple[Area, ...]:
    """The areas to draw for the keys in one view."""
    return tuple(area for region in known(keys) for area in region.areas if area.view == view)


def pickable(keys: Iterable[str], view: View) -> tuple[Area, ...]:
    """The areas to pick from in one view, the largest first so that none covers a smaller one.

    What is drawn on one side only can be picked on either.
    """
    shown = areas(keys, view)
    lonely = [area for area in shown if area.side != "center" and _twin(area) not in shown]
    return tuple(sorted([*shown, *map(_twin, lonely)], key=lambda area: -area.rx * area.ry))


def _twin(area: Area) -> Area:
    """The same area on the other side of the body."""
    side: Side = "left" if area.side == "right" else "right"
    return replace(area, side=side, cx=2 * MIDDLE - area.cx, turn=-area.turn)


def best_view(keys: Iterable[str]) -> View:
    """The view which shows most of the regions; when both do, the one of the first region."""
    regions = known(keys)
    shown = {view: sum(view in region.views for region in regions) for view in VIEWS}
    first = regions[0].views[0] if regions else "back"
    return max(VIEWS, key=lambda view: (shown[view], view == first))


def choices() -> list[tuple[str, str]]:
    """Key and name of every region, for a form or an editor."""
    return [(region.key, region.label) for region in _REGIONS]
