"""People whose answers the journeys give: question key → option key, several, or typed text."""

from typing import Any

Answers = dict[str, Any]

MILD_DANCER: Answers = {
    "age": "26",
    "pain_regions": ["groin", "thigh_front"],
    "side": "left",
    "onset": "after_training_change",
    "duration_weeks": "4 weeks",
    "average_0_10": "3",
    "positions_worse": ["kicking_lifting_knee", "stairs"],
    "positions_better": ["rest"],
    "moving_pain": "no",
    "sensations": ["popping_front_hip"],
    "thomas": "thigh_up",
    "single_leg_hop": "ok",
    "toe_touch": "reaches_toes",
    "tried": ["rest"],
    "tried_helped": "a_little",
    "function_limits": ["sport"],
}
"""Mild, recent, clear: the route is self-help with the iliopsoas article."""

DESK_WORKER: Answers = {
    **MILD_DANCER,
    "age": "38",
    "duration_weeks": "5 months",
    "average_0_10": "5",
    "tried": ["physical_therapy", "core_strengthening"],
    "tried_helped": "no",
    "function_limits": ["sitting", "work"],
}
"""Five months, moderate, professional care failed: the route is a visit."""

NUMB_BETWEEN_THE_LEGS: Answers = {"red_flags_bladder": ["saddle_numbness"]}
"""An emergency on the first page."""

FEVERISH: Answers = {"red_flags_illness": ["fever"]}
"""A sign that needs medical care the same day."""
