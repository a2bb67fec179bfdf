"""The models of the intake, one file each; the page that hosts it comes last."""

from intake.models.accountability import (
    AccessEntry,
    DailyCount,
    DeletionRecord,
    PrivacyRequest,
)
from intake.models.case import SignOff, WorkedCase
from intake.models.desk import Alert, AlertNotice, DutyPerson, SavedFilter, SubmissionEvent
from intake.models.desk_settings import DeskSettings
from intake.models.questionnaire import Questionnaire
from intake.models.replay import Replay, ReplayChange, ReplayState
from intake.models.second_look import SecondLook
from intake.models.settings import ClinicSettings
from intake.models.submission import Submission
from intake.models.version import FrozenError, QuestionnaireVersion, definition_of
from intake.pages import IntakePage

__all__ = [
    "AccessEntry",
    "Alert",
    "AlertNotice",
    "ClinicSettings",
    "DailyCount",
    "DeletionRecord",
    "DeskSettings",
    "DutyPerson",
    "FrozenError",
    "IntakePage",
    "PrivacyRequest",
    "Questionnaire",
    "QuestionnaireVersion",
    "Replay",
    "ReplayChange",
    "ReplayState",
    "SavedFilter",
    "SecondLook",
    "SignOff",
    "Submission",
    "SubmissionEvent",
    "WorkedCase",
    "definition_of",
]
