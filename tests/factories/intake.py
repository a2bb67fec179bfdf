"""A small but complete questionnaire, and clients who answer it.

Its four ways: EMERGENCY, SELF_HELP, BOOKING and UNCLEAR are whole sets of answers as a form or
a file gives them, question key → raw value.
"""

import itertools
import json
from copy import deepcopy
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from causes.models import CauseIndexPage, CausePage
from intake import actions, freeze
from intake.engine import codec
from intake.engine.types import Questionnaire as Definition
from intake.management.commands import load_questionnaire
from intake.models import IntakePage, Questionnaire, QuestionnaireVersion, Submission

Json = dict[str, Any]

KEY = "small"
MARKER = "Zebrafish"
PASSWORD = "a long enough password"

NONE_OF_THESE = {"key": "none_of_these", "text": "None of these", "exclusive": True}
NOT_SURE = {"key": "not_sure", "text": "I am not sure", "exclusive": True}

SAFETY: Json = {
    "key": "safety",
    "title": "Warning signs",
    "intro": "These come first because they matter most.",
    "questions": [
        {
            "key": "red_flags",
            "kind": "multiple_choice",
            "text": "Do you have any of these?",
            "short": "Warning signs",
            "why": "Some signs need help at once.",
            "error": "Select what you have noticed, or “None of these”",
            "options": [
                {
                    "key": "bladder",
                    "text": "I cannot hold my bladder",
                    "flag": "emergency_now",
                    "hint": "New since the pain began",
                },
                {"key": "fever", "text": "Fever with the pain", "flag": "same_day"},
                {"key": "cancer", "text": "Cancer, ever", "group": "Before this pain"},
                NOT_SURE,
                NONE_OF_THESE,
            ],
        }
    ],
}
WHERE: Json = {
    "key": "where",
    "title": "Where it hurts",
    "questions": [
        {
            "key": "pain_regions",
            "kind": "body_map",
            "text": "Where does it hurt?",
            "short": "Where it hurts",
            "error": "Select where it hurts",
            "options": [
                {"key": "buttock", "text": "Buttock", "points": {"piriformis-syndrome": 3}},
                {"key": "groin", "text": "Groin", "points": {"iliopsoas-syndrome": 3}},
                {"key": "foot", "text": "Foot"},
                {"key": "none_of_these", "text": "Somewhere else", "exclusive": True},
            ],
        }
    ],
}
BEGAN: Json = {
    "key": "began",
    "title": "How long",
    "questions": [
        {
            "key": "duration_weeks",
            "kind": "number",
            "text": "How long have you had the pain?",
            "short": "How long",
            "hint": "For example 6 weeks.\nA guess is fine.",
            "minimum": 0,
            "maximum": 5200,
            "unit": "weeks",
            "not_sure_label": "I am not sure",
            "bands": [{"at_least": 12, "points": {"care": 2}}],
        }
    ],
}
SEVERITY: Json = {
    "key": "severity",
    "title": "How strong",
    "questions": [
        {
            "key": "average",
            "kind": "scale",
            "text": "How strong is the pain on most days?",
            "short": "Strength",
            "minimum": 0,
            "maximum": 10,
            "low_label": "no pain",
            "high_label": "the worst pain",
            "not_sure_label": "I am not sure",
            "bands": [{"at_least": 7, "points": {"care": 2}}],
        },
        {
            "key": "night_pain",
            "kind": "yes_no",
            "text": "Does the pain wake you at night?",
            "short": "Pain at night",
            "options": [
                {"key": "yes", "text": "Yes", "points": {"care": 1}},
                {"key": "no", "text": "No"},
                {"key": "not_sure", "text": "Not sure"},
            ],
        },
    ],
}
CLOSER: Json = {
    "key": "closer",
    "title": "A closer look",
    "ask_at_most": 1,
    "questions": [
        {
            "key": "sitting",
            "kind": "single_choice",
            "text": "Does sitting on a hard chair bring the pain on?",
            "short": "Sitting",
            "options": [
                {
                    "key": "worse",
                    "text": "Yes, soon",
                    "points": {"piriformis-syndrome": 2},
                },
                {"key": "same", "text": "No", "points": {"piriformis-syndrome": -1}},
            ],
            "show_if": {"leading": ["piriformis-syndrome"], "within": 1},
        },
        {
            "key": "lunge",
            "kind": "single_choice",
            "text": "Does a deep lunge pull in the groin?",
            "short": "Lunge",
            "options": [
                {"key": "pulls", "text": "Yes, it pulls", "points": {"iliopsoas-syndrome": 2}},
                {"key": "free", "text": "No, it is free"},
            ],
            "show_if": {"question": "pain_regions", "includes": ["groin"]},
        },
    ],
}
WORDS: Json = {
    "key": "words",
    "title": "In your words",
    "questions": [
        {
            "key": "work",
            "kind": "short_text",
            "text": "What work do you do?",
            "short": "Work",
            "required": False,
        },
        {
            "key": "story",
            "kind": "long_text",
            "text": "What else should we know?",
            "short": "Anything else",
            "required": False,
        },
    ],
}
SMALL: Json = {
    "key": KEY,
    "title": "Small check",
    "totals": [
        {"key": "piriformis-syndrome", "title": "Piriformis syndrome", "kind": "cause"},
        {"key": "iliopsoas-syndrome", "title": "Iliopsoas syndrome", "kind": "cause"},
        {"key": "care", "title": "Need for hands-on care", "kind": "care"},
    ],
    "steps": [SAFETY, WHERE, BEGAN, SEVERITY, CLOSER, WORDS],
    "point_rules": [
        {
            "key": "long_and_groin",
            "reason": "Groin pain that has lasted.",
            "points": {"iliopsoas-syndrome": 1},
            "when": {
                "all": [
                    {"question": "pain_regions", "includes": ["groin"]},
                    {"question": "duration_weeks", "at_least": 12},
                ]
            },
        }
    ],
    "red_flag_rules": [
        {
            "key": "cancer_at_night",
            "reason": "Cancer before, and pain at night.",
            "urgency": "see_physician_soon",
            "when": {
                "all": [
                    {"question": "red_flags", "includes": ["cancer"]},
                    {"question": "night_pain", "includes": ["yes"]},
                ]
            },
        }
    ],
    "rules": [
        {
            "key": "lasting",
            "reason": "The pain has lasted or is strong.",
            "route": "booking",
            "service": "first-visit",
            "when": {"total": "care", "at_least": 3},
        },
        {
            "key": "mild",
            "reason": "The pain is mild and the cause stands out.",
            "route": "self_help",
            "review_after_days": 14,
            "when": {
                "all": [
                    {"total": "care", "below": 3},
                    {"any": [
                        {"total": "piriformis-syndrome", "at_least": 4},
                        {"total": "iliopsoas-syndrome", "at_least": 4},
                    ]},
                    {"not": {"question": "pain_regions", "includes": ["foot"]}},
                ]
            },
        },
    ],
    "naming": {"minimum": 4, "margin": 1, "floor": 2, "unclear_points": {"care": 1}},
    "self_help_needs": [["average"], ["duration_weeks"]],
    "default_reason": "It is best that a person looks.",
}  # fmt: skip

SELF_HELP: Json = {
    "red_flags": ["none_of_these"],
    "pain_regions": ["buttock"],
    "duration_weeks": 3,
    "average": 3,
    "night_pain": "no",
    "sitting": "worse",
}
BOOKING: Json = {**SELF_HELP, "duration_weeks": 26, "average": 8}
UNCLEAR: Json = {
    **{key: value for key, value in SELF_HELP.items() if key != "sitting"},
    "pain_regions": ["foot"],
}
EMERGENCY: Json = {"red_flags": ["bladder"]}
SAME_DAY: Json = {**SELF_HELP, "red_flags": ["fever"]}

_numbers = itertools.count(1)


def small(**changes: Any) -> Json:
    """Return the small definition as JSON, with some of its outermost values changed."""
    return deepcopy(SMALL) | changes


def default() -> Json:
    """Return the questionnaire that ships with the plugin, as JSON."""
    found: Json = json.loads(load_questionnaire.DEFAULT.read_text(encoding="utf-8"))
    return found


def small_definition(**changes: Any) -> Definition:
    """Return the small definition as the engine reads it."""
    return codec.from_json(small(**changes))


def with_text(definition: Json, question: str, text: str) -> Json:
    """Return a definition in which one question has other words."""
    changed = deepcopy(definition)
    for step in changed["steps"]:
        for item in step["questions"]:
            if item["key"] == question:
                item["text"] = text
    return changed


def draft(definition: Json | None = None, **fields: Any) -> Questionnaire:
    """Return an unsaved questionnaire as an editor has it on the screen."""
    values = freeze.to_fields(codec.from_json(definition or small()))
    questionnaire = Questionnaire(locale=Locale.get_default(), live=False)
    for name, value in {**values, **fields}.items():
        is_stream = name in actions.STREAMS and not isinstance(value, str)
        setattr(questionnaire, name, json.dumps(value) if is_stream else value)
    return questionnaire


def published(definition: Json | None = None) -> QuestionnaireVersion:
    """Publish a definition; return the version clients are asked now."""
    questionnaire, _ = actions.load_questionnaire(definition=definition or small(), replace=True)
    version = QuestionnaireVersion.objects.current_of(questionnaire.pk)
    assert version is not None
    return version


def started(answers: Json | None = None, **changes: Any) -> tuple[Submission, str]:
    """Begin a submission, with some answers; return it with its secret token."""
    version = changes.pop("version", None) or current()
    submission, token = actions.start_submission(version=version, **changes)
    if answers:
        actions.record_answers(submission=submission, answers=answers)
    return submission, token


def completed(answers: Json = SELF_HELP, **changes: Any) -> Submission:
    """Answer everything and decide."""
    submission, _ = started(answers, **changes)
    return actions.complete_submission(submission=submission)


def current() -> QuestionnaireVersion:
    """Return the published small questionnaire, publishing it if need be."""
    return QuestionnaireVersion.objects.current_for_key(KEY) or published()


def intake_page(version: QuestionnaireVersion | None = None, **fields: Any) -> IntakePage:
    """Put a live intake page at /intake/ of the default site."""
    values = {
        "title": "Find out what to do",
        "slug": "intake",
        "questionnaire": version.questionnaire if version else None,
    } | fields
    return root_page().add_child(instance=IntakePage(**values))


def root_page() -> Page:
    """Return the page at / of the default site."""
    return Site.objects.get(is_default_site=True).root_page


def article(cause_key: str = "piriformis-syndrome", **fields: Any) -> CausePage:
    """Put a live article about a cause under a hub."""
    hub = CauseIndexPage.objects.first() or root_page().add_child(
        instance=CauseIndexPage(title="Lower back and hip pain", slug=f"pain-{next(_numbers)}")
    )
    values = {
        "title": f"About {cause_key}",
        "slug": cause_key,
        "cause_key": cause_key,
        "summary": "What it is and what helps.",
        "last_reviewed": timezone.localdate(),
    } | fields
    return hub.add_child(instance=CausePage(**values))


def staff(*permissions: str, groups: tuple[str, ...] = ()) -> User:
    """Create a person who may enter the admin and has these permissions, and no others."""
    user = User.objects.create_user(f"staff-{next(_numbers)}", password=PASSWORD)
    wanted = ["wagtailadmin.access_admin", *permissions]
    for permission in wanted:
        app, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    for name in groups:
        user.groups.add(Group.objects.get(name=name))
    return user
