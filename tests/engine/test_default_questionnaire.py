"""The default questionnaire: its weights, its thresholds, its lengths, its path."""

import re
from typing import Any

import pytest

from intake.engine.answers import read_answers
from intake.engine.lint import lint
from intake.engine.measure import before_emergency, longest_path
from intake.engine.path import walk
from intake.engine.types import NOT_SURE, Kind, Route
from tests.engine.default import DATA, default_questionnaire, mild_but, read_json

SHORT = {
    "ILP": "iliopsoas-syndrome",
    "POS": "postural-distortion",
    "PIR": "piriformis-syndrome",
    "LEG": "tight-leg-muscles",
    "TRP": "trigger-points",
    "SIJ": "si-joint-dysfunction",
    "TFL": "tensor-fascia-lata",
}
WEIGHTS = [
    (question, option, points)
    for question, options in read_json(DATA / "clinic_weights.json").items()
    for option, points in options.items()
]
RED_FLAGS = [question.key for question in default_questionnaire().questions if question.can_flag]


@pytest.mark.parametrize(("question", "option", "points"), WEIGHTS)
def test_every_weight_of_the_clinic_is_in_it(question: str, option: str, points: str) -> None:
    asked = default_questionnaire().question(question)
    assert asked is not None
    offered = asked.option(option)
    assert offered is not None
    given = {total: amount for total, amount in offered.points if total in SHORT.values()}
    assert given == {
        SHORT[cause]: int(amount) for cause, amount in re.findall(r"([A-Z]{3})([+-]\d)", points)
    }


def test_it_gives_no_other_points_to_causes() -> None:
    known = {(question, option) for question, option, _points in WEIGHTS}
    for question in default_questionnaire().questions:
        for option in question.options:
            if set(SHORT.values()) & dict(option.points).keys():
                assert (question.key, option.key) in known


def test_the_self_check_finds_no_error_and_few_warnings() -> None:
    codes = [problem.code for problem in lint(default_questionnaire())]
    assert set(codes) == {"red_flag_behind_condition", "option_without_use"}
    assert len(codes) < 12


def test_it_is_short_and_asks_for_emergencies_first() -> None:
    assert longest_path(default_questionnaire()) == 20
    assert before_emergency(default_questionnaire()) == 5


def test_it_asks_safety_first_then_where_it_hurts_and_no_contact_details() -> None:
    keys = [question.key for question in default_questionnaire().questions]
    assert keys[0].startswith("red_flags")
    assert all(keys.index(key) < keys.index("pain_regions") for key in RED_FLAGS[:5])
    assert keys.index("pain_regions") < keys.index("average_0_10")
    kinds = {question.kind for question in default_questionnaire().questions}
    assert not kinds & {Kind.SHORT_TEXT, Kind.LONG_TEXT}


def test_every_red_flag_question_says_why_and_takes_not_sure() -> None:
    for key in RED_FLAGS:
        question = default_questionnaire().question(key)
        assert question is not None
        assert question.why
        assert question.option(NOT_SURE) is not None
        assert question.required


def test_no_step_promises_how_many_questions_follow() -> None:
    promised = re.compile(r"\b(one|two|three|last) (more |last )?questions?\b", re.IGNORECASE)
    assert not [step.title for step in default_questionnaire().steps if promised.search(step.title)]


def test_no_answer_stands_under_a_heading_that_says_the_same() -> None:
    for question in default_questionnaire().questions:
        assert not [option.key for option in question.options if option.group == option.text]


def test_the_walk_on_heels_and_toes_warns_whoever_fell() -> None:
    question = default_questionnaire().question("red_flags_legs")
    assert question is not None
    assert "Do not try this after a fall, or if you cannot stand on the leg" in question.hint


def test_a_length_of_time_may_stay_open() -> None:
    question = default_questionnaire().question("duration_weeks")
    assert question is not None
    assert (question.unit, question.not_sure_label) == ("weeks", "I'm not sure")


# --- how far the questions go ----------------------------------------------------------------


def test_an_emergency_ends_the_questions_at_once() -> None:
    decision = mild_but(red_flags_bladder=["saddle_numbness"])
    assert decision.ended_early
    assert decision.path == ("red_flags_bladder",)


def test_same_day_care_ends_them_when_no_emergency_can_follow() -> None:
    assert mild_but(red_flags_legs=["leg_weakness_new"]).path[-1] == "leg_symptoms"


def test_a_soon_ends_them_when_nothing_can_raise_it() -> None:
    path = mild_but(red_flags_illness=["cancer_history"], course="stable").path
    assert path[-1] == "course"
    assert "average_0_10" not in path


def test_nobody_with_cancer_misses_the_question_how_it_changed() -> None:
    changes = {"red_flags_illness": ["cancer_history"], "age": 30, "duration_weeks": 40}
    assert "course" in mild_but(**changes).path


def test_self_tests_are_asked_where_they_tell_something() -> None:
    path = mild_but().path
    assert "piriformis_stretch" in path
    assert not {"ober", "slr", "single_leg_hop", "mirror_hips"} & set(path)


def test_no_hop_is_asked_of_anyone_who_should_not_hop() -> None:
    runner = {
        "pain_regions": ["groin"],
        "onset": "after_training_change",
        "positions_worse": ["running"],
    }
    assert "single_leg_hop" in mild_but(**runner).path
    walking_hurts = runner | {"positions_worse": ["running", "walking"]}
    for safer in (walking_hurts, runner | {"red_flags_pattern": ["osteoporosis"]}):
        assert "single_leg_hop" not in mild_but(**safer).path


# --- booking or self-help --------------------------------------------------------------------


def care(**changes: Any) -> int:
    return dict(mild_but(**changes).totals).get("care", 0)


@pytest.mark.parametrize(
    ("points", "changes"),
    [
        (0, {}),
        (0, {"duration_weeks": 6}),
        (1, {"duration_weeks": 7}),
        (1, {"duration_weeks": 12}),
        (2, {"duration_weeks": 13}),
        (1, {"average_0_10": 4}),
        (1, {"average_0_10": 6}),
        (2, {"average_0_10": 7}),
        (0, {"function_limits": ["sport"]}),
        (1, {"function_limits": ["sport", "stairs"]}),
        (2, {"function_limits": ["sport", "stairs", "sleep"]}),
        (2, {"function_limits": ["work"]}),
        (2, {"function_limits": ["self_care", "work", "sleep"]}),
        (1, {"tried": ["rest"], "tried_helped": "no"}),
        (0, {"tried": ["rest"], "tried_helped": "yes"}),
        (2, {"tried": ["rest", "heat_ice"], "tried_helped": "temporarily"}),
        (2, {"tried": ["massage"], "tried_helped": "a_little"}),
        (1, {"leg_symptoms": ["tingling_above_knee", "numbness_above_knee"]}),
        (1, {"pain_regions": ["buttock", "hip_outer"], "moving_pain": True}),
        (3, {"average_0_10": 7, "worst_0_10": 8}),
    ],
)
def test_care_points_follow_the_clinics_table(points: int, changes: dict[str, Any]) -> None:
    assert care(**changes) == points


def test_answers_that_name_no_cause_count_one_point_for_care() -> None:
    vague = {"positions_worse": [], "positions_better": [], "pain_regions": ["low_back_one_side"]}
    assert mild_but(**vague).top_cause is None
    assert care(**vague) == 1


@pytest.mark.parametrize(
    ("route", "changes"),
    [
        pytest.param(Route.SELF_HELP, {}, id="mild and recent"),
        pytest.param(
            Route.SELF_HELP,
            {"duration_weeks": 13, "function_limits": ["sport", "stairs"]},
            id="three points",
        ),
        pytest.param(
            Route.BOOKING,
            {"duration_weeks": 13, "function_limits": ["work"]},
            id="four points",
        ),
        pytest.param(Route.BOOKING, {"average_0_10": 8}, id="severe"),
        pytest.param(Route.BOOKING, {"duration_weeks": 52}, id="a year"),
        pytest.param(
            Route.BOOKING,
            {"tried": ["physical_therapy"], "tried_helped": "a_little"},
            id="failed professional care",
        ),
        pytest.param(
            Route.BOOKING, {"tried": ["surgery"], "tried_helped": "yes"}, id="an operation"
        ),
        pytest.param(
            Route.BOOKING, {"average_0_10": None, "worst_0_10": None}, id="severity not stated"
        ),
        pytest.param(Route.BOOKING, {"average_0_10": NOT_SURE, "worst_0_10": None}, id="not sure"),
        pytest.param(Route.BOOKING, {"duration_weeks": None}, id="duration not stated"),
        pytest.param(Route.BOOKING, {"duration_weeks": NOT_SURE}, id="duration not sure"),
        pytest.param(Route.BOOKING, {"function_limits": None}, id="function not stated"),
        pytest.param(Route.BOOKING, {"red_flags_bladder": None}, id="a safety question skipped"),
        pytest.param(
            Route.BOOKING,
            {"pain_regions": ["knee"], "positions_worse": [], "positions_better": []},
            id="no cause stands out",
        ),
        pytest.param(Route.SELF_HELP, {"average_0_10": None}, id="only the worst pain, mild"),
        pytest.param(
            Route.BOOKING, {"average_0_10": None, "worst_0_10": 8}, id="only the worst pain, severe"
        ),
        pytest.param(
            Route.SELF_HELP,
            {"average_0_10": None, "worst_0_10": None, "current_0_10": 3},
            id="only the pain now, mild",
        ),
        pytest.param(
            Route.BOOKING,
            {"average_0_10": None, "worst_0_10": None, "current_0_10": 8},
            id="only the pain now, severe",
        ),
    ],
)
def test_the_route_follows_the_clinics_thresholds(route: Route, changes: dict[str, Any]) -> None:
    assert mild_but(**changes).route is route


def test_whoever_has_severe_pain_now_is_told_to_say_so_whatever_an_average_day_is_like() -> None:
    average = default_questionnaire().question("average_0_10")
    assert average is not None
    assert "8 or more right now" in average.hint


def test_self_help_is_looked_at_again_after_two_or_five_weeks() -> None:
    assert mild_but().review_after_days == 14
    assert mild_but(duration_weeks=8).review_after_days == 35


def test_booking_names_the_kind_of_visit() -> None:
    assert mild_but(average_0_10=8).service == "first-visit"


def test_the_whole_path_can_be_walked_page_by_page() -> None:
    questionnaire = default_questionnaire()
    raw: dict[str, Any] = {}
    pages = 0
    while (step := walk(questionnaire, read_answers(questionnaire, raw)[0]).next_step) is not None:
        found = walk(questionnaire, read_answers(questionnaire, raw)[0])
        for question in found.asked_on(step.key):
            raw.setdefault(question.key, [] if question.kind.takes_several else 3)
            if question.kind.takes_options and not question.kind.takes_several:
                raw[question.key] = question.options[0].key
        raw |= {"age": 40}
        pages += 1
        assert pages < 20
    assert pages >= 12
