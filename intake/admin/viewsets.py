"""What staff see in the admin: questionnaires to edit, submissions to read."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.ui.tables import DateColumn, LiveStatusTagColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from intake.admin import submission_verbs as verbs
from intake.admin.access_report import AccessLogViewSet
from intake.admin.alerts import DutyViewSet
from intake.admin.bulk import BulkView, SavedFilterView
from intake.admin.desk_forms import DeskForm
from intake.admin.editor import QuestionnaireCreateView, QuestionnaireEditView
from intake.admin.refusals import QuestionnaireWorkflowActionView
from intake.admin.submission_page import (
    SubmissionAgainView,
    SubmissionInspectView,
    SubmissionPrintView,
    SubmissionSeenView,
)
from intake.admin.worklist import WorklistView
from intake.models import Questionnaire, Submission

VERBS: dict[str, type[View]] = {
    "print": SubmissionPrintView,
    "seen": SubmissionSeenView,
    "stage": verbs.StageView,
    "close": verbs.CloseView,
    "assign": verbs.AssignView,
    "note": verbs.NoteView,
    "call": verbs.CallView,
    "override": verbs.OverrideView,
    "hold": verbs.HoldView,
    "case": verbs.CaseView,
}
"""What is done from the page of a submission, by the last part of its address."""


class QuestionnaireIndexView(IndexView):
    """The list of questionnaires, with the way to bring one in from a file."""

    @property
    def header_more_buttons(self) -> list[Button]:
        """What Wagtail offers, then the import for those who may add questionnaires."""
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("add"):
            label, url = _("Import"), reverse("intake_import")
            buttons.append(Button(label, url=url, icon_name="upload", priority=90))
        return buttons


class QuestionnaireViewSet(SnippetViewSet):
    """The questionnaires, with drafts, moderation, locking and preview."""

    model = Questionnaire
    icon = "form"
    menu_label = _("Questionnaires")
    menu_order = 20
    menu_hook = "register_clinic_menu_item"
    copy_view_enabled = False
    index_view_class = QuestionnaireIndexView
    add_view_class = QuestionnaireCreateView
    edit_view_class = QuestionnaireEditView
    workflow_action_view_class = QuestionnaireWorkflowActionView
    create_template_name = "intake/admin/questionnaire_create.html"
    edit_template_name = "intake/admin/questionnaire_edit.html"
    list_display = [
        "title",
        LiveStatusTagColumn(),
        DateColumn("last_published_at", label=_("Last published"), sort_key="last_published_at"),
    ]
    search_fields = ["title", "key"]
    search_backend_name = None


class SubmissionViewSet(ModelViewSet):
    """Submissions are read and worked on, never typed: a worklist and a page each."""

    model = Submission
    icon = "clipboard-list"
    menu_label = _("Submissions")
    menu_order = 10
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["reference"]
    inspect_view_class = SubmissionInspectView
    form_fields = ["reference"]

    @cached_property
    def index_view(self) -> Any:
        """The worklist."""
        return self.construct_view(WorklistView)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Offer the list and the page; nothing that adds, edits, deletes or copies."""
        page = f"inspect/<{self.pk_path_converter}:pk>/"
        return [
            path("", self.index_view, name="index"),
            path("bulk/", BulkView.as_view(), name="bulk"),
            path("filters/", SavedFilterView.as_view(), name="filters"),
            path(page, self.inspect_view, name="inspect"),
            *(
                path(f"{page}{name}/", self.construct_view(view, again=self.again), name=name)
                for name, view in VERBS.items()
            ),
        ]

    def again(self, sent: DeskForm) -> Any:
        """Return the page of a submission with a form on it as it was sent."""
        kwargs = self.get_inspect_view_kwargs(sent=sent)
        return self.construct_view(SubmissionAgainView, **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses that do not exist."""
        absent = ("add", "edit", "delete", "history", "usage", "index_results")
        names = {f"{name}_url_name": None for name in absent}
        return {**super().get_common_view_kwargs(**kwargs), **names}


class ClinicGroup(ViewSetGroup):
    """The "Clinic" menu; other apps add themselves through `register_clinic_menu_item`."""

    menu_label = _("Clinic")
    menu_icon = "calendar-alt"
    menu_order = 150
    items = (SubmissionViewSet, DutyViewSet, AccessLogViewSet)
    submenu_hook = "register_clinic_menu_item"
