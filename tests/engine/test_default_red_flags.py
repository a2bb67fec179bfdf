"""The red flags of the default questionnaire: every level, alone and in combination."""

from typing import Any

import pytest

from intake.engine.types import NOT_SURE, Route, Urgency
from tests.engine.default import default_questionnaire, mild_but

RED_FLAGS = [question.key for question in default_questionnaire().questions if question.can_flag]
NOW, TODAY, SOON = Urgency.EMERGENCY_NOW, Urgency.SAME_DAY, Urgency.SEE_PHYSICIAN_SOON

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
    ("level", "changes"),
    [
        pytest.param(TODAY, {"leg_symptoms": ["both_legs"]}, id="both legs"),
        pytest.param(TODAY, {"pain_regions": ["abdomen"], "age": 61}, id="belly after 60"),
        pytest.param(
            SOON,
            {"red_flags_illness": ["recent_infection_or_procedure"]},
            id="an infection",
        ),
        pytest.param(SOON, {"age": 72, "average_0_10": 7}, id="severe at 72"),
    ],
)
def test_a_pain_of_unknown_age_counts_as_recent(level: Urgency, changes: dict[str, Any]) -> None:
    assert mild_but(duration_weeks=NOT_SURE, **changes).urgency is level


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
