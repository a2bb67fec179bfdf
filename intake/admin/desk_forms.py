"""The forms on the page of a submission; each asks for what one verb of the desk needs."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.admin.people import name_of, who_see_submissions
from intake.models import Submission
from intake.models.submission import ROUTES
from intake.stages import FOLLOWERS, ClosedBecause, Stage

LONGEST = 4000
NOBODY = "nobody"
YES, NO = "yes", "no"
SHORTEN = _("Shorten it to %(limit_value)s characters or fewer")
MOVED_ON = _("Look again: somebody moved this submission on meanwhile")


def _words(label: Any, missing: Any, *, help_text: Any = "", required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing, "max_length": SHORTEN},
    )


class DeskForm(forms.Form):
    """A form about one submission; `verb` is the last part of the address it is sent to."""

    verb = ""

    def __init__(self, submission: Submission, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s")
        self.submission = submission
        self.offer()

    def offer(self) -> None:
        """Fill in what depends on the submission."""

    @property
    def url(self) -> str:
        """The address the form is sent to."""
        return reverse(f"submission:{self.verb}", args=[self.submission.pk])

    @property
    def problem(self) -> str:
        """The first thing to put right, as a sentence."""
        return next((str(error) for each in self.errors.values() for error in each), "")

    def choose(self, name: str, choices: list[Any]) -> None:
        """Offer these choices in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class StageForm(DeskForm):
    """Where the work goes next: only where the table of stages lets it."""

    verb = "stage"
    stage = forms.ChoiceField(
        label=_("Move to"),
        error_messages={
            "required": _("Select the stage it moves to"),
            "invalid_choice": MOVED_ON,
        },
    )
    reason = _words(
        _("Note about it"),
        "",
        required=False,
        help_text=_("Everybody who works at the desk reads this: nothing about health here."),
    )

    def offer(self) -> None:
        followers = FOLLOWERS[Stage(self.submission.stage)]
        wanted = [stage for stage in Stage if stage in followers and not stage.is_closed]
        self.choose("stage", [(stage.value, stage.label) for stage in wanted])


class CloseForm(DeskForm):
    """Why nothing is left to do."""

    verb = "close"
    because = forms.ChoiceField(
        label=_("Close because"),
        choices=[("", _("Select")), *ClosedBecause.choices],
        error_messages={"required": _("Select why it is closed")},
    )


class AssignForm(DeskForm):
    """Who looks after it."""

    verb = "assign"
    person = forms.ChoiceField(
        label=_("Assigned to"),
        error_messages={"required": _("Select who looks after it")},
    )

    def offer(self) -> None:
        self.people = {str(person.pk): person for person in who_see_submissions()}
        names = [(pk, name_of(person)) for pk, person in self.people.items()]
        self.choose("person", [(NOBODY, _("Nobody")), *names])
        self.initial["person"] = str(self.submission.assigned_to_id or NOBODY)

    @property
    def person_chosen(self) -> Any:
        """Who looks after it from now on, None for nobody."""
        return self.people.get(self.cleaned_data["person"])


class NoteForm(DeskForm):
    """What the next one should know."""

    verb = "note"
    text = _words(
        _("Write a note"),
        _("Enter the note"),
        help_text=_("Read by those who may read answers. Clients can ask to see it."),
    )


class CallForm(DeskForm):
    """What came of a call."""

    verb = "call"
    reached = forms.ChoiceField(
        label=_("The call"),
        choices=[(YES, _("Reached")), (NO, _("Not reached"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what came of the call")},
    )
    text = _words(
        _("Note about the call"),
        "",
        required=False,
        help_text=_("Everybody who works at the desk reads this: nothing about health here."),
    )

    @property
    def was_reached(self) -> bool:
        """Whether somebody spoke to the client."""
        return bool(self.cleaned_data["reached"] == YES)


class OverrideForm(DeskForm):
    """Where the client should go instead, and why."""

    verb = "override"
    route = forms.ChoiceField(
        label=_("Should lead to"),
        choices=ROUTES,
        error_messages={"required": _("Select where it should lead")},
    )
    reason = _words(
        _("Why"),
        _("Enter why it should lead elsewhere"),
        help_text=_("What the client was told stays as it was."),
    )


class HoldForm(DeskForm):
    """Why a submission is kept, or is kept no longer."""

    verb = "hold"
    reason = _words(_("Why"), _("Enter why"))
