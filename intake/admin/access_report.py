"""The access log: who looked at which record, or did something with it; read, never changed."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from intake import subjects
from intake.admin.paging import AuditPaginator
from intake.models import AccessEntry

SEE_LOG = "intake.view_accessentry"


class AccessFilterSet(WagtailFilterSet):
    """By person, what was done, reference code, client and day."""

    username = CharFilter(label=_("Who (user name)"), lookup_expr="iexact")
    reference = CharFilter(label=_("Reference"), lookup_expr="iexact")
    client = CharFilter(
        label=_("Client"),
        method="about_client",
        help_text=_("Any reference code of a client: finds what was done with all their records."),
    )
    at = DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)

    class Meta:
        model = AccessEntry
        fields = ["username", "action", "reference", "client", "at"]

    def about_client(self, queryset: Any, name: str, value: str) -> Any:
        """Narrow to every record of the client of one."""
        return queryset.about(subjects.references_beside(value.strip().upper()))


class AccessIndexView(generic.IndexView):
    """Newest first, counted no further than a limit; no export beside the log itself."""

    any_permission_required = ["view"]
    paginator_class = AuditPaginator
    results_template_name = "intake/admin/access_log_results.html"

    def get_base_queryset(self) -> Any:
        """Return all entries in the order of the index."""
        return AccessEntry.objects.newest_first()

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Refuse: the log stays in the house."""
        raise PermissionDenied


class AccessLogViewSet(ModelViewSet):
    """The report in the "Clinic" menu."""

    model = AccessEntry
    icon = "view"
    menu_label = _("Access log")
    menu_order = 95
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = AccessIndexView
    filterset_class = AccessFilterSet
    list_per_page = 50
    search_backend_name = None
    list_display = [
        DateColumn("at", label=_("When")),
        Column("username", label=_("Who")),
        Column("action", label=_("What"), accessor="get_action_display"),
        Column("kind", label=_("Kind of record")),
        Column("reference", label=_("Reference")),
        Column("count", label=_("How many")),
    ]
    form_fields = ["reference"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses that do not exist."""
        absent = ("add", "edit", "delete", "history", "usage", "inspect")
        names = {f"{name}_url_name": None for name in absent}
        return {**super().get_common_view_kwargs(**kwargs), **names}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Offer the list; nothing that writes."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


def log_url(reference: str) -> str:
    """Return the address of the log of the client of a record."""
    return f"{reverse('accessentry:index')}?{urlencode({'client': reference})}"


def record_buttons(user: Any, kind: str, reference: str) -> list[HeaderButton]:
    """Return the ways from a record to its log and to its erasure, for those who may."""
    buttons = []
    if user.has_perm(SEE_LOG):
        words = _("Who looked at this client?")
        buttons.append(HeaderButton(words, url=log_url(reference), icon_name="view"))
    if kind and user.has_perms(ERASES):
        url = reverse("intake_erase", args=[kind, reference])
        buttons.append(HeaderButton(_("Erase this client"), url=url, icon_name="bin"))
    return buttons


ERASES = ("intake.erase_submission", "intake.see_all_submissions")
"""Who may erase one client has to see all: an erasure takes records of several people along."""
