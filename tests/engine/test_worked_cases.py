"""Worked cases: people as a clinic meets them, and where each should be sent."""

from intake.engine.types import Route
from tests.engine.default import DATA, MILD, SEED, decide_raw, read_json, report

WORKED = read_json(SEED / "lower_back_and_hip_cases.json")
UNFLAGGED = {key: value for key, value in MILD.items() if key.startswith("red_flags")}
MORE = [
    # These leave out a question on red flags where nothing was picked.
    case | {"answers": UNFLAGGED | case["answers"]}
    for case in read_json(DATA / "more_cases.json")
]


def test_every_worked_case_goes_where_it_should() -> None:
    assert len(WORKED) == 31
    assert not report(WORKED), "\n" + report(WORKED)


def test_more_cases_go_where_they_should() -> None:
    assert len(MORE) == 75
    assert not report(MORE), "\n" + report(MORE)


def test_no_urgent_case_is_less_urgent_when_it_says_less_about_anything_else() -> None:
    for case in WORKED:
        if case["expect"]["route"] != "urgent":
            continue
        level = decide_raw(case["answers"]).urgency
        for key in ("positions_better", "tried", "function_limits", "worst_0_10", "side"):
            fewer = {name: value for name, value in case["answers"].items() if name != key}
            assert decide_raw(fewer).urgency is level, (case["id"], key)


def test_no_case_for_booking_becomes_self_help_when_one_answer_is_missing() -> None:
    for case in WORKED:
        if case["expect"]["route"] != "booking":
            continue
        for key in case["answers"]:
            fewer = {name: value for name, value in case["answers"].items() if name != key}
            assert decide_raw(fewer).route is not Route.SELF_HELP, (case["id"], key)


def test_a_single_rating_without_a_label_routes_like_an_average() -> None:
    for case in WORKED:
        if case["expect"]["route"] == "urgent":
            continue
        answers = {**case["answers"], "current_0_10": case["answers"]["average_0_10"]}
        del answers["average_0_10"], answers["worst_0_10"]
        routes = {case["expect"]["route"], *case["expect"].get("acceptable_routes", [])}
        assert decide_raw(answers).route.value in routes, case["id"]
