"""“Export submissions”: for those who may, and only what they may see."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from intake.admin.export_page import ANY, ExportForm, ExportView
from intake.exporting import Export
from intake.models import Submission
from intake.models.submission import ROUTES, URGENCIES
from intake.stages import Stage
from intake.submission_export import chosen, export_of

READ = "intake.read_answers"


class SubmissionExportForm(ExportForm):
    """Which submissions, by what the worklist can be narrowed to."""

    route = forms.ChoiceField(label=_("Leads to"), required=False, choices=[*ANY, *ROUTES])
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[*ANY, *URGENCIES])
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[*ANY, *Stage.choices])
    with_answers = forms.BooleanField(
        label=_("With the answers, a column for each question"),
        required=False,
        help_text=_(
            "Health data. Keep the file where only those who treat the clients can open it."
        ),
    )
    field_order = ["since", "until", "route", "urgency", "stage", "with_answers", "format"]

    def __init__(self, data: Any, *, user: Any, initial: Any = None) -> None:
        """Offer the answers to those who may read them."""
        super().__init__(data, user=user, initial=initial)
        self.fields["since"].label = _("Completed from")
        if not user.has_perm(READ):
            del self.fields["with_answers"]

    def export(self) -> Export:
        """Return the finished submissions that were asked for."""
        asked = self.cleaned_data
        found = chosen(
            self.user,
            since=self.first_instant,
            before=self.end_instant,
            route=asked["route"],
            urgency=asked["urgency"],
            stage=asked["stage"],
        )
        return export_of(
            found,
            clinical=self.user.has_perm(READ),
            with_answers=asked.get("with_answers", False),
        )


class SubmissionExportView(ExportView):
    """The page, and the file."""

    model = Submission
    page_title = _("Export submissions")
    form_class = SubmissionExportForm
    index_url = reverse_lazy("submission:index")
    index_label = _("Submissions")
    filename = "submissions"
    note = _(
        "Times are those of the clinic, whatever your profile says; the headings name the zone."
    )
