"""What a questionnaire says about its own safety, and about clients who come back."""

from dataclasses import dataclass
from enum import StrEnum


class Progress(StrEnum):
    """How a client is when coming back after self-help."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What follows when a client comes back after self-help.

    within_days: for how many days the link may be used; 0 offers no second look.
    person_when: the answers that send the client to a person. service: what to book then.
    """

    within_days: int = 30
    person_when: tuple[Progress, ...] = (Progress.SAME, Progress.WORSE, Progress.NOT_SURE)
    reason: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Hazard:
    """A way in which the questionnaire could harm, and what is done against it."""

    harm: str
    cause: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class Safety:
    """What the safety file says besides the questions: for what, not for what, the hazards."""

    intended_use: str = ""
    not_for: str = ""
    hazards: tuple[Hazard, ...] = ()
