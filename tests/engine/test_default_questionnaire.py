"""The default questionnaire: its weights, its red flags, its thresholds, its lengths."""

import re
from typing import Any

import pytest

from intake.engine.answers import read_answers
from intake.engine.lint import lint
from intake.engine.measure import before_emergency, longest_path
from intake.engine.path import walk
from intake.engine.types import NOT_SURE, Kind, Route, Urgency
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

NOW, TODAY, SOON = Urgency.EMERGENCY_NOW, Urgency.SAME_DAY, Urgency.SEE_PHYSICIAN_SOON


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


def test_the_self_check_finds_nothing() -> None:
    assert lint(default_questionnaire()) == ()


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


# --- red flags -------------------------------------------------------------------------------

LEVELS = [
    (NOW, "red_flags_bladder", "bladder_retention"),
    (NOW, "red_flags_bladder", "bladder_incontinence"),
    (NOW, "red_flags_bladder", "bowel_incontinence"),
    (NOW, "red_flags_bladder", "saddle_numbness"),
    (NOW, "red_flags_bladder", "sexual_numbness_new"),
    (NOW, "red_flags_legs", "both_legs_symptoms"),
    (NOW, "red_flags_legs", "both_legs_weakness"),
    (NOW, "red_flags_legs", "cannot_bear_weight"),
    (NOW, "red_flags_legs", "leg_short_turned_out"),
    (NOW, "red_flags_legs", "cold_pale_leg"),
    (TODAY, "red_flags_legs", "leg_weakness_new"),
    (TODAY, "red_flags_legs", "gait_unsteady"),
    (TODAY, "red_flags_legs", "painful_weight_bearing_new"),
    (TODAY, "red_flags_legs", "one_leg_swelling"),
    (NOW, "red_flags_sudden", "major_trauma"),
    (NOW, "red_flags_sudden", "sudden_back_and_abdomen_pain"),
    (NOW, "red_flags_sudden", "pulsing_abdomen"),
    (NOW, "red_flags_sudden", "fainting_collapse"),
    (NOW, "red_flags_sudden", "chest_pain_breathless"),
    (NOW, "red_flags_sudden", "new_neuro_elsewhere"),
    (NOW, "red_flags_sudden", "pregnancy_bleeding"),
    (TODAY, "red_flags_sudden", "minor_trauma_bone_risk"),
    (TODAY, "red_flags_sudden", "new_abdominal_pain_with_back_pain"),
    (TODAY, "red_flags_illness", "fever"),
    (TODAY, "red_flags_illness", "chills_sweats"),
    (TODAY, "red_flags_illness", "feels_very_unwell"),
    (SOON, "red_flags_illness", "cancer_history"),
    (SOON, "red_flags_illness", "weight_loss_unexplained"),
    (SOON, "red_flags_illness", "lump_mass"),
    (SOON, "red_flags_illness", "bowel_change_new"),
    (SOON, "red_flags_pattern", "night_pain_unrelieved"),
    (SOON, "red_flags_pattern", "constant_no_relief"),
    (SOON, "red_flags_pattern", "groin_pain_with_limp"),
    (SOON, "red_flags_pattern", "groin_pain_with_impact_worsening"),
    (SOON, "red_flags_pattern", "hip_replacement_new_pain"),
    (SOON, "red_flags_pattern", "long_steroid_use"),
    (SOON, "red_flags_pattern", "first_episode_over_60"),
    (SOON, "red_flags_pattern", "age_under_18"),
]


@pytest.mark.parametrize(("level", "question", "option"), LEVELS)
def test_a_red_flag_has_its_level(level: Urgency, question: str, option: str) -> None:
    decision = mild_but(**{question: [option]})
    assert (decision.route, decision.urgency) == (Route.URGENT, level)
    assert decision.reasons[0].cites[0].options == (option,)


def test_every_red_flag_option_is_in_the_table_of_levels() -> None:
    flagged = {
        (question.key, option.key)
        for question in default_questionnaire().questions
        for option in question.options
        if option.flag.rank and option.key != NOT_SURE
    }
    assert flagged == {(question, option) for _level, question, option in LEVELS}


@pytest.mark.parametrize("question", RED_FLAGS)
def test_not_sure_on_a_red_flag_is_never_no(question: str) -> None:
    longer = {"duration_weeks": 20} if question == "red_flags_stiffness" else {}
    emergency = question in ("red_flags_bladder", "red_flags_legs", "red_flags_sudden")
    decision = mild_but(**{question: NOT_SURE}, **longer)
    assert decision.urgency is (TODAY if emergency else SOON)


STIFF = ["wakes_second_half_night", "better_with_movement_not_rest", "nsaid_strong_relief"]
COMBINATIONS: list[tuple[str, Urgency, dict[str, Any]]] = [
    (
        "cancer and unsteady legs",
        NOW,
        {"red_flags_illness": ["cancer_history"], "red_flags_legs": ["gait_unsteady"]},
    ),
    (
        "cancer and a numb leg",
        NOW,
        {"red_flags_illness": ["cancer_history"], "leg_symptoms": ["numbness_below_knee"]},
    ),
    (
        "cancer and a tight band around the body",
        NOW,
        {"red_flags_illness": ["cancer_history"], "red_flags_sudden": ["trunk_band_pain"]},
    ),
    (
        "ill, and a hip too sore to stand on",
        NOW,
        {
            "red_flags_illness": ["feels_very_unwell"],
            "red_flags_legs": ["painful_weight_bearing_new"],
        },
    ),
    (
        "cancer and pain at night",
        TODAY,
        {
            "red_flags_illness": ["cancer_history"],
            "red_flags_pattern": ["night_pain_unrelieved"],
        },
    ),
    (
        "cancer and pain that grows",
        TODAY,
        {"red_flags_illness": ["cancer_history"], "course": "worsening"},
    ),
    (
        "cancer and pain that stays the same",
        SOON,
        {"red_flags_illness": ["cancer_history"], "course": "stable"},
    ),
    (
        "night pain and constant pain",
        TODAY,
        {"red_flags_pattern": ["night_pain_unrelieved", "constant_no_relief"]},
    ),
    (
        "a recent infection and diabetes",
        TODAY,
        {
            "red_flags_illness": ["recent_infection_or_procedure"],
            "risk_factors": ["diabetes"],
        },
    ),
    (
        "a recent infection and nothing else",
        SOON,
        {"red_flags_illness": ["recent_infection_or_procedure"]},
    ),
    ("a fall at 75", TODAY, {"age": 75, "onset": "after_fall"}),
    (
        "a lift with thin bones",
        TODAY,
        {"onset": "after_lift_twist", "red_flags_pattern": ["osteoporosis"]},
    ),
    (
        "a misstep after years on steroids",
        TODAY,
        {"onset": "after_misstep", "red_flags_pattern": ["long_steroid_use"]},
    ),
    ("a bad accident lately", TODAY, {"onset": "after_major_trauma"}),
    ("new severe pain at 75", SOON, {"age": 75, "average_0_10": 7}),
    ("belly pain at 65", TODAY, {"age": 65, "pain_regions": ["abdomen", "low_back_central"]}),
    (
        "groin pain with impact, and walking hurts",
        TODAY,
        {
            "red_flags_pattern": ["groin_pain_with_impact_worsening"],
            "positions_worse": ["running", "walking"],
        },
    ),
    (
        "a hop that hurts in the groin",
        SOON,
        {
            "pain_regions": ["groin"],
            "onset": "after_training_change",
            "positions_worse": ["running"],
            "single_leg_hop": "groin_pain",
        },
    ),
    ("an ache in both legs for years", SOON, {"leg_symptoms": ["both_legs"], "duration_weeks": 99}),
    ("both legs lately", TODAY, {"leg_symptoms": ["both_legs"]}),
    ("seventeen years old", SOON, {"age": 17}),
    (
        "four signs of inflammation, begun before 45",
        SOON,
        {
            "pain_regions": ["low_back_central"],
            "duration_weeks": 20,
            "red_flags_stiffness": [*STIFF, "family_spondyloarthritis"],
        },
    ),
    (
        "three signs, buttock pain on the map",
        SOON,
        {"duration_weeks": 20, "red_flags_stiffness": STIFF},
    ),
    (
        "three signs, begun before 35",
        SOON,
        {
            "pain_regions": ["low_back_central"],
            "age": 30,
            "duration_weeks": 20,
            "red_flags_stiffness": STIFF,
        },
    ),
    (
        "ten years of four signs at 50",
        SOON,
        {
            "age": 50,
            "duration_weeks": 520,
            "red_flags_stiffness": [*STIFF, "psoriasis_ibd_uveitis"],
        },
    ),
]


@pytest.mark.parametrize(
    ("level", "changes"),
    [pytest.param(level, changes, id=name) for name, level, changes in COMBINATIONS],
)
def test_a_combination_has_its_level(level: Urgency, changes: dict[str, Any]) -> None:
    assert mild_but(**changes).urgency is level


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"age": 72, "duration_weeks": 104}, id="age alone"),
        pytest.param({"red_flags_pattern": ["osteoporosis"]}, id="thin bones alone"),
        pytest.param({"red_flags_illness": ["immune_suppressed"]}, id="weak immunity alone"),
        pytest.param({"onset": "after_fall"}, id="a fall at 40"),
        pytest.param({"onset": "after_major_trauma", "duration_weeks": 300}, id="an old accident"),
        pytest.param({"positions_worse": ["rolling_in_bed", "night"]}, id="waking when turning"),
        pytest.param(
            {
                "pain_regions": ["low_back_central"],
                "duration_weeks": 20,
                "red_flags_stiffness": STIFF,
            },
            id="three signs of inflammation",
        ),
        pytest.param(
            {
                "age": 58,
                "duration_weeks": 20,
                "red_flags_stiffness": [*STIFF, "psoriasis_ibd_uveitis"],
            },
            id="signs of inflammation begun after 45",
        ),
    ],
)
def test_these_are_no_red_flag(changes: dict[str, Any]) -> None:
    assert mild_but(**changes).urgency is Urgency.NONE


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
