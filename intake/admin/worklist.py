"""The worklist: submissions in the order in which the staff should see to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise, cached_property
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import Button

from intake import lookups
from intake.admin import presenters
from intake.admin.paging import CappedPaginator
from intake.admin.people import name_of, who_see_submissions
from intake.admin.private_search import PARAMETER, PrivateSearch
from intake.admin.worklist_form import WorklistForm, cause_titles
from intake.desk_actions import KIND
from intake.models import SavedFilter, Submission, SubmissionEvent
from intake.models.submission import ROUTES
from intake.stages import ClosedBecause, Stage

PER_PAGE = 30
ROUTE_NAMES = dict(ROUTES)


@dataclass(frozen=True, slots=True)
class Row:
    """One submission of the list; `override` is where the staff sent the client instead."""

    submission: Submission
    url: str
    stage: str | Promise
    is_new: bool
    override: str | Promise
    cause: str
    assigned: str
    waits: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One stage, or everything that is open."""

    label: str | Promise
    query: str
    current: bool


def rows_of(submissions: Iterable[Submission], causes: dict[str, str] | None) -> Iterator[Row]:
    """Yield the rows of a page; one query for all of them. Causes None: they are not shown."""
    shown = list(submissions)
    overrides = SubmissionEvent.objects.overrides(submission.pk for submission in shown)
    for submission in shown:
        stage = Stage(submission.stage)
        override = overrides.get(submission.pk, submission.route)
        yield Row(
            submission=submission,
            url=presenters.submission_url(submission),
            stage=ClosedBecause(submission.closed_because).label
            if submission.closed_because
            else stage.label,
            is_new=stage.is_new,
            override=ROUTE_NAMES[override] if override != submission.route else "",
            cause=(causes or {}).get(submission.top_cause, submission.top_cause) if causes else "",
            assigned=name_of(submission.assigned_to),
            waits=_waits(submission),
        )


def _waits(submission: Submission) -> str:
    done = submission.completed_at
    if done is None or Stage(submission.stage).is_closed:
        return ""
    return timesince(done, timezone.now(), depth=1)


@method_decorator(never_cache, name="dispatch")
class WorklistView(PrivateSearch, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The list: references, routes, people and times; no answers. A POST searches."""

    model = Submission
    any_permission_required = ["view"]
    index_url_name = ""
    page_title = gettext_lazy("Submissions")
    header_icon = "clipboard-list"
    template_name = "intake/admin/worklist.html"
    search_kind = KIND
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def index_url(self) -> str:  # type: ignore[override]
        """The address of the list without any filter."""
        return presenters.worklist_url()

    def find(self, words: str) -> list[int]:
        """Return the keys of what belongs to these words, of those the reader may see."""
        by_reference = Submission.objects.for_reference(words.upper())
        keys = [by_reference.pk] if by_reference else lookups.find(words)
        visible = Submission.objects.visible_to(self.request.user).completed()
        return visible.with_keys(keys).newest_keys(lookups.MOST)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """The export of what the filters leave, for those who may."""
        if not self.request.user.has_perm("intake.export_submission"):
            return []
        url = f"{reverse('intake_export')}?{self.form.query}"
        return [Button(_("Export"), url=url, icon_name="download")]

    @cached_property
    def causes(self) -> dict[str, str] | None:
        """Cause key → title for those who may read answers, else None."""
        return cause_titles() if self.request.user.has_perm("intake.read_answers") else None

    @cached_property
    def people(self) -> list[Any]:
        """Who may be given a submission."""
        return who_see_submissions()

    @cached_property
    def form(self) -> WorklistForm:
        """The filters of the address."""
        return WorklistForm(self.request.GET, people=self.people, causes=self.causes)

    @property
    def submissions(self) -> Any:
        """What the list shows, in order."""
        user = self.request.user
        if self.found is not None:
            return self.form.found_among(self.found, user).without_answers()
        visible = Submission.objects.visible_to(user)
        return self.form.narrow(visible, user).without_answers()

    def tabs(self) -> Iterator[Tab]:
        """Yield the stages, each with the other filters kept."""
        said = {name: value for name, value in self.form.said.items() if name != "stage"}
        asked = self.form.stage_asked
        searching = self.found is not None
        for stage in (None, *Stage):
            label = stage.label if stage else _("Open")
            data = said | ({"stage": stage.value} if stage else {})
            query = WorklistForm(data, people=self.people, causes=self.causes).query
            yield Tab(label, query, not searching and stage == asked)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the list."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    @property
    def here(self) -> str:
        """What stands behind the question mark, without what the list does not know."""
        known = {*self.form.fields, "p", PARAMETER}
        said = {name: value for name, value in self.request.GET.items() if name in known}
        return urlencode(said)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows of one page, the filters, and what may be done with what is selected."""
        paginator = CappedPaginator(self.submissions, PER_PAGE)
        page: Page[Any] = paginator.get_page(self.request.GET.get("p"))
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "rows": list(rows_of(page, self.causes)),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "items_count": paginator.count,
            "index_url": self.index_url,
            "form": self.form,
            "tabs": list(self.tabs()),
            "is_found": self.found is not None,
            "shows_causes": self.causes is not None,
            "may_work": user.has_perm("intake.work_submission"),
            "people": [(person.pk, name_of(person)) for person in self.people],
            "stages": Stage.choices,
            "reasons": ClosedBecause.choices,
            "saved": SavedFilter.objects.of(user),
            "here": self.here,
        }
