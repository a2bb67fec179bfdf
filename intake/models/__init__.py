"""The models of the intake, one file each; the page that hosts it comes last."""

from intake.models.case import SignOff, WorkedCase
from intake.models.questionnaire import Questionnaire
from intake.models.replay import Replay, ReplayChange, ReplayState
from intake.models.second_look import SecondLook
from intake.models.settings import ClinicSettings
from intake.models.submission import Submission
from intake.models.version import FrozenError, QuestionnaireVersion, definition_of
from intake.pages import IntakePage

__all__ = [
    "ClinicSettings",
    "FrozenError",
    "IntakePage",
    "Questionnaire",
    "QuestionnaireVersion",
    "Replay",
    "ReplayChange",
    "ReplayState",
    "SecondLook",
    "SignOff",
    "Submission",
    "WorkedCase",
    "definition_of",
]
