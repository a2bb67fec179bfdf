"""The page that asks before an export, and sends the file: shared by all that can be exported."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput

from intake import exporting
from intake.export_formats import FORMATS, Format
from intake.exporting import Export

ANY = [("", gettext_lazy("Any"))]
DAY_WRONG = {"invalid": gettext_lazy("Enter a day such as 2027-03-09")}


class ExportForm(forms.Form):
    """From which day to which, and as what kind of file; a kind of row adds its own filters."""

    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=AdminDateInput,
        error_messages=DAY_WRONG,
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=AdminDateInput,
        error_messages=DAY_WRONG,
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[(each.key, each.label) for each in FORMATS.values()],
        initial=next(iter(FORMATS)),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Select a kind of file")
        ),
    )

    def __init__(self, data: Any, *, user: Any, initial: Any = None) -> None:
        """`user` is whom the rows are for: some columns are not for everybody."""
        super().__init__(data, initial=initial)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a last day that is not before the first day"))
        return cleaned

    def export(self) -> Export:
        """Return what was asked for, of what the user may see."""
        raise NotImplementedError

    def export_that_fits(self) -> Export | None:
        """Return what was asked for, or None with an error that says why it cannot be sent."""
        export = self.export()
        rows, most = len(export.keys), self.file_format.most_rows
        if not rows:
            self.add_error(None, _("Change the days or the filters: nothing matches them."))
        elif most is not None and rows > most:
            words = ngettext(
                "Select another kind of file, or fewer days: a spreadsheet holds %(count)s row.",
                "Select another kind of file, or fewer days: a spreadsheet holds %(count)s rows.",
                most,
            )
            self.add_error("format", words % {"count": f"{most:,}"})
        return export if self.is_valid() else None

    @property
    def file_format(self) -> Format:
        """The kind of file that was asked for."""
        return FORMATS[self.cleaned_data["format"]]

    @property
    def first_instant(self) -> datetime | None:
        """The beginning of the first day, by the clinic's clocks."""
        return _begins(self.cleaned_data["since"])

    @property
    def end_instant(self) -> datetime | None:
        """The end of the last day, by the clinic's clocks."""
        until = self.cleaned_data["until"]
        return _begins(until + timedelta(days=1)) if until else None


def _begins(day: date | None) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


# An error report says where it broke, never what a client answered.
@method_decorator(sensitive_variables(), name="dispatch")
class ExportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks what to export and as what; a POST sends the file while it is being read."""

    model: Any
    permission_required = "export"
    header_icon = "download"
    template_name = "intake/admin/export.html"
    form_class: type[ExportForm]
    index_url: Any = ""
    index_label: Any = ""
    filename = ""
    note: Any = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way from the list to this page."""
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": self.index_label},
            {"url": "", "label": self.page_title},
        ]

    @cached_property
    def form(self) -> ExportForm:
        """What is asked for; the filters of a list stand in the address that leads here."""
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, user=self.request.user, initial=self.request.GET.dict())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"form": self.form, "note": self.note, "back_url": self.index_url}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the file, or say what to change."""
        export = self.form.export_that_fits() if self.form.is_valid() else None
        if export is None:
            return self.render_to_response(self.get_context_data())
        form = self.form.file_format
        parts = exporting.begin(export=export, form=form, by=request.user)
        name = f"{self.filename}-{timezone.localdate():%Y-%m-%d}.{form.key}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            # A proxy that gathers an answer before it hands it on would undo the streaming.
            "X-Accel-Buffering": "no",
        }
        return StreamingHttpResponse(parts, content_type=form.media_type, headers=headers)
