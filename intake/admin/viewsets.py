"""What staff see in the admin: questionnaires to edit, submissions to read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from intake.admin import presenters
from intake.admin.alerts import DutyViewSet
from intake.admin.editor import QuestionnaireCreateView, QuestionnaireEditView
from intake.admin.refusals import QuestionnaireWorkflowActionView
from intake.models import Questionnaire, Submission


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


class UrgencyColumn(Column):
    """How soon care is needed: a status where it is, a plain word where it is not."""

    cell_template_name = "intake/admin/_urgency_cell.html"


class SubmissionFilterSet(WagtailFilterSet):
    """Filters of the list of submissions."""

    completed_at = DateFromToRangeFilter(label=_("Completed"), widget=DateRangePickerWidget)

    class Meta:
        model = Submission
        fields = ["route", "urgency", "completed_at"]


class SubmissionIndexView(generic.IndexView):
    """The list: references, routes and times; no answers."""

    def get_base_queryset(self) -> Any:
        return Submission.objects.completed().latest_first()

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Refuse: health data leaves the list by no side door such as `?export=csv`."""
        raise PermissionDenied


# An error report says where it broke, never what a client answered.
@method_decorator(sensitive_variables(), name="dispatch")
class SubmissionInspectView(generic.InspectView):
    """One submission: its decision, and its answers for those who may read them."""

    template_name = "intake/admin/submission.html"
    page_title = _("Submission")

    def get_object(self) -> Any:
        """Return a finished submission, as the list does; an unfinished one is not for staff."""
        return get_object_or_404(Submission.objects.completed().with_version(), pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["record"] = presenters.submission_record(
            self.object,
            with_answers=self.request.user.has_perm("intake.read_answers"),
            with_safety_file=self.request.user.has_perm("intake.change_questionnaire"),
            second_looks=self.object.second_looks.all(),
        )
        return context


class SubmissionViewSet(ModelViewSet):
    """Submissions are read, never typed: a list and a page each."""

    model = Submission
    icon = "clipboard-list"
    menu_label = _("Submissions")
    menu_order = 10
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["reference"]
    index_view_class = SubmissionIndexView
    inspect_view_class = SubmissionInspectView
    filterset_class = SubmissionFilterSet
    list_per_page = 30
    list_display = [
        TitleColumn(
            "reference",
            label=_("Reference"),
            get_url=lambda submission: presenters.submission_url(submission),
        ),
        UrgencyColumn("get_urgency_display", label=_("Urgency"), accessor="get_urgency_display"),
        Column("get_route_display", label=_("Leads to"), accessor="get_route_display"),
        DateColumn("completed_at", label=_("Completed"), width="20%"),
    ]
    form_fields = ["reference"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Offer the list and the page; nothing that adds, edits, deletes or copies."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses that do not exist."""
        absent = ("add", "edit", "delete", "history", "usage")
        names = {f"{name}_url_name": None for name in absent}
        return {**super().get_common_view_kwargs(**kwargs), **names}


class ClinicGroup(ViewSetGroup):
    """The "Clinic" menu; other apps add themselves through `register_clinic_menu_item`."""

    menu_label = _("Clinic")
    menu_icon = "calendar-alt"
    menu_order = 150
    items = (SubmissionViewSet, DutyViewSet)
    submenu_hook = "register_clinic_menu_item"
