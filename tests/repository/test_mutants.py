"""What the count of the mutants says, and which of the results it may still believe."""

import json
from pathlib import Path

import pytest

from scripts import mutants

CHANGES = {"a": ("routing.decide", "return None"), "b": ("routing.decide", "return 1")}
KNOWN = {CHANGES["a"]}


@pytest.mark.parametrize(
    ("found", "passes"),
    [
        ({"n": 1, "t": -24, "a": 0}, True),
        ({"n": 1, "b": 0}, False),
        ({"n": 1, "b": 33}, False),
        ({"n": 1, "a": 0, "u": None}, False),
        ({"n": 1, "a": 0, "u": 2}, False),
        ({}, False),
    ],
    ids=["explained", "unexplained", "no test", "not tried", "cut off", "nothing there"],
)
def test_only_a_whole_run_with_every_survivor_explained_passes(
    found: mutants.Results, passes: bool
) -> None:
    assert mutants.count(found, CHANGES, KNOWN).passes is passes


def test_what_was_not_tried_is_not_counted_as_noticed() -> None:
    found = {"n": 1, "t": -24, "a": 0, "b": 0, "u": None}
    assert str(mutants.count(found, CHANGES, KNOWN)) == (
        "5 mutants: 4 tried, 2 noticed (1 of them ran for ever), 1 unnoticed and explained, "
        "1 unnoticed and unexplained, 1 not tried."
    )


def kept(workshop: Path) -> dict[str, int | None]:
    """Let a workshop hold three results and a map of an earlier run; return what is kept."""
    engine = workshop / "mutants" / "intake" / "engine"
    engine.mkdir(parents=True, exist_ok=True)
    results = {"exit_code_by_key": {"n": 1, "a": 0, "u": None}, "durations_by_key": {"n": 0.5}}
    (engine / "routing.py.meta").write_text(json.dumps(results))
    (workshop / "mutants" / "mutmut-stats.json").write_text("{}")
    mutants.forget_what_may_have_changed()
    return mutants.results()


def test_a_change_has_what_went_unnoticed_tried_again_with_a_new_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "WORKSHOP", tmp_path)
    stats, test = tmp_path / "mutants" / "mutmut-stats.json", tmp_path / "tests/engine/test_a.py"
    test.parent.mkdir(parents=True)
    test.write_text("one")
    assert kept(tmp_path) == {"n": 1, "a": None, "u": None}
    assert not stats.exists()
    assert kept(tmp_path) == {"n": 1, "a": 0, "u": None}
    assert stats.exists()
    test.write_text("two")
    assert kept(tmp_path) == {"n": 1, "a": None, "u": None}
    assert not stats.exists()
    assert mutants.noticed_earlier() == 1


def test_each_explanation_in_the_list_is_read_with_its_place() -> None:
    known = mutants.explained()
    assert ("compare.score_differences",
            "return tuple(_Comparison(one, other, texts=None).changes())") in known  # fmt: skip
    assert all(where.count(".") >= 1 and new for where, new in known)
