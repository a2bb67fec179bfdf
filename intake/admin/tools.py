"""The pages around one questionnaire: what they share, and how they are reached."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import HeaderButton
from wagtail.permissions import policy_registry

from intake.models import Questionnaire


@dataclass(frozen=True, slots=True)
class Tool:
    """One page about a questionnaire; `name` is its address's name in `intake_admin`."""

    name: str
    label: str | Promise
    icon: str

    def url(self, pk: int) -> str:
        """Return the address of this page for one questionnaire."""
        return reverse(f"intake_admin:{self.name}", args=[pk])


TOOLS: tuple[Tool, ...] = (
    Tool("proof", _("Proof"), "circle-check"),
    Tool("scores", _("Scoring sheet"), "table"),
    Tool("try", _("Try it"), "view"),
    Tool("cases", _("Worked cases"), "tasks"),
    Tool("flow", _("Flow"), "order"),
    Tool("replays", _("Replay"), "rotate"),
    Tool("versions", _("Versions"), "history"),
)
"""In the order in which an editor needs them."""


def tool_buttons(pk: int) -> list[HeaderButton]:
    """Return the links from the editor of a questionnaire to its tools."""
    return [
        HeaderButton(label=tool.label, url=tool.url(pk), icon_name=tool.icon, priority=number)
        for number, tool in enumerate(TOOLS)
    ]


def may_edit(user: Any, questionnaire: Questionnaire) -> bool:
    """Tell whether somebody may open the editor: by permission, or as its reviewer now."""
    if policy_registry.get_by_type(Questionnaire).user_has_permission(user, "change"):
        return True
    task = questionnaire.current_workflow_task
    return bool(task and task.user_can_access_editor(questionnaire, user))


@dataclass(frozen=True, slots=True)
class Tab:
    """A tool as the others link to it."""

    label: str | Promise
    url: str
    icon: str
    current: bool


def tabs(pk: int, *, current: str = "") -> list[Tab]:
    """Return the links between the pages around a questionnaire; none is current in the editor."""
    return [Tab(tool.label, tool.url(pk), tool.icon, tool.name == current) for tool in TOOLS]


class QuestionnaireToolMixin(WagtailAdminTemplateMixin):
    """A page about one questionnaire, for those who may change questionnaires.

    `stored` is the row clients are asked from; `draft` is the newest edit, saved or not
    published. Subclasses set `tool` to the name of their Tool.
    """

    tool = ""
    header_icon = "form"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may change questionnaires."""
        if not may_edit(request.user, self.stored):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def stored(self) -> Questionnaire:
        """The questionnaire as stored, or a 404."""
        return get_object_or_404(Questionnaire, pk=self.kwargs["pk"])

    @cached_property
    def draft(self) -> Questionnaire:
        """The newest edit of the questionnaire."""
        draft: Questionnaire = self.stored.get_latest_revision_as_object()
        return draft

    @property
    def edit_url(self) -> str:
        """The address of the editor."""
        return str(AdminURLFinder(self.request.user).get_edit_url(self.stored))

    def get_page_subtitle(self) -> str:
        """Name the questionnaire behind the page's own title."""
        return str(self.draft)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead from the list over the editor to here."""
        viewset = Questionnaire.snippet_viewset
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(viewset.get_url_name("list")), "label": _("Questionnaires")},
            {"url": self.edit_url, "label": str(self.draft)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the questionnaire and the links to the other tools."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["questionnaire"] = self.draft
        context["edit_url"] = self.edit_url
        context["tabs"] = tabs(self.stored.pk, current=self.tool)
        return context
