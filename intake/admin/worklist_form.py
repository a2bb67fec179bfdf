"""What the worklist may be narrowed to, as a form whose values stand in the address."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.admin.people import name_of
from intake.models import QuestionnaireVersion, Submission
from intake.models.submission import ROUTES, URGENCIES
from intake.models.version import definition_of
from intake.stages import Stage

ME, NOBODY = "me", "nobody"
ANY = [("", _("Any"))]


def cause_titles() -> dict[str, str]:
    """Return cause key → title, in the words clients are asked in now."""
    versions = QuestionnaireVersion.objects.asked_now().values_list("pk", flat=True)
    definitions = [definition_of(pk) for pk in versions]
    return {cause.key: cause.title for each in reversed(definitions) for cause in each.causes}


class WorklistForm(forms.Form):
    """The filters. What is not understood is left out, so that an old address still works."""

    stage = forms.ChoiceField(required=False, choices=Stage.choices, widget=forms.HiddenInput)
    route = forms.ChoiceField(label=_("Leads to"), required=False, choices=[*ANY, *ROUTES])
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[*ANY, *URGENCIES])
    cause = forms.ChoiceField(label=_("First cause"), required=False)
    assigned = forms.ChoiceField(label=_("Assigned to"), required=False)
    since = forms.DateField(
        label=_("Completed from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, people: Iterable[Any], causes: dict[str, str] | None) -> None:
        """Offer causes to those who may read answers; `causes` is None for the others."""
        super().__init__(data)
        if causes is None:
            del self.fields["cause"]
        else:
            by_title = sorted(causes.items(), key=lambda item: item[1].casefold())
            _offer(self, "cause", [*ANY, *by_title])
        names = [(str(person.pk), name_of(person)) for person in people]
        _offer(self, "assigned", [*ANY, (ME, _("Me")), (NOBODY, _("Nobody")), *names])
        self.is_valid()

    @property
    def stage_asked(self) -> Stage | None:
        """The one stage asked for; None means everything that is open."""
        value = self.cleaned_data.get("stage")
        return Stage(value) if value else None

    @property
    def said(self) -> dict[str, str]:
        """The filters that are set, as an address says them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value
        }

    @property
    def query(self) -> str:
        """The filters as the part of an address behind the question mark."""
        return urlencode(self.said)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the stage is asked for."""
        return bool(self.said.keys() - {"stage"})

    def narrow(self, submissions: Any, user: Any) -> Any:
        """Return the submissions asked for, in the order in which they are to be seen to."""
        stage, data = self.stage_asked, self.cleaned_data
        found = submissions.open() if stage is None else submissions.in_stage(stage)
        if route := data.get("route"):
            found = found.leading_to(route)
        if urgency := data.get("urgency"):
            found = found.as_urgent_as(urgency)
        if cause := data.get("cause"):
            found = found.with_first_cause(cause)
        if assigned := data.get("assigned"):
            person = {ME: user.pk, NOBODY: None}.get(assigned, assigned)
            found = found.looked_after_by(person)
        found = found.completed_between(_begin(data.get("since")), _end(data.get("until")))
        return found.latest_done() if stage and stage.is_closed else found.urgent_first()

    def found_among(self, keys: Iterable[int], user: Any) -> Any:
        """Return those of some submissions a member of staff may see, at whatever stage."""
        visible = Submission.objects.visible_to(user).completed()
        return visible.with_keys(keys).urgent_first()


def _offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _begin(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _end(day: date | None) -> datetime | None:
    return _begin(day + timedelta(days=1)) if day else None
