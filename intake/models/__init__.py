"""The models of the intake, one file each; the page that hosts it comes last."""

from intake.models.questionnaire import Questionnaire
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
    "Submission",
    "definition_of",
]
