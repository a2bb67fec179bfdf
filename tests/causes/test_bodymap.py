import ast
import sys
from pathlib import Path

import pytest

from causes import bodymap

VOCABULARY = """
low_back_central low_back_one_side low_back_beltline flank si_dimple sacrum buttock hip_outer
hip_front_outer iliac_crest hip_joint_deep groin inner_thigh thigh_front thigh_outer
thigh_back knee lower_leg foot abdomen upper_back
"""


def test_every_region_of_the_vocabulary_is_drawn_and_no_other() -> None:
    assert sorted(bodymap.REGIONS) == sorted(VOCABULARY.split())


@pytest.mark.parametrize("region", bodymap.REGIONS.values(), ids=lambda region: region.key)
def test_a_region_has_a_name_and_areas_inside_the_drawing(region: bodymap.Region) -> None:
    assert region.label
    assert region.areas
    for area in region.areas:
        assert area.key == region.key
        assert 0 < area.cx < bodymap.WIDTH
        assert 0 < area.cy < bodymap.HEIGHT
        assert area.rx > 0
        assert area.ry > 0


def test_shape_ids_are_unique() -> None:
    ids = [shape for region in bodymap.REGIONS.values() for shape in region.shape_ids]
    assert len(ids) == len(set(ids))


def test_names_are_unique() -> None:
    labels = [label for _key, label in bodymap.choices()]
    assert len(labels) == len(set(labels))


def test_the_left_groin_is_on_the_viewers_right() -> None:
    sides = {area.side: area.cx for area in bodymap.REGIONS["groin"].areas}
    assert sides["left"] > bodymap.MIDDLE > sides["right"]


def test_the_left_buttock_is_on_the_viewers_left() -> None:
    sides = {area.side: area.cx for area in bodymap.REGIONS["buttock"].areas}
    assert sides["left"] < bodymap.MIDDLE < sides["right"]


def test_both_sides_mirror_each_other() -> None:
    for region in bodymap.REGIONS.values():
        for left in (area for area in region.areas if area.side == "left"):
            twins = [a for a in region.areas if a.side == "right" and a.view == left.view]
            for right in twins:
                assert left.cx - bodymap.MIDDLE == bodymap.MIDDLE - right.cx
                assert (left.cy, left.rx, left.ry, left.turn) == (
                    right.cy,
                    right.rx,
                    right.ry,
                    -right.turn,
                )


def test_the_outside_of_the_hip_is_seen_from_both_sides() -> None:
    assert bodymap.REGIONS["hip_outer"].view == "both"
    assert bodymap.REGIONS["groin"].view == "front"
    assert bodymap.REGIONS["buttock"].view == "back"


def test_unknown_keys_are_left_out_and_doubles_named_once() -> None:
    assert [r.key for r in bodymap.known(["groin", "elsewhere", "groin"])] == ["groin"]


def test_the_best_view_shows_most_regions() -> None:
    assert bodymap.best_view(["groin", "thigh_front", "buttock"]) == "front"
    assert bodymap.best_view(["buttock", "groin", "flank"]) == "back"


def test_between_equal_views_the_first_region_decides() -> None:
    assert bodymap.best_view(["groin", "buttock"]) == "front"
    assert bodymap.best_view(["buttock", "groin"]) == "back"
    assert bodymap.best_view([]) == "back"


def test_the_body_map_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(bodymap.__file__).read_text())
    names = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    assert all(name.split(".")[0] in sys.stdlib_module_names for name in names)
