"""The page of the diary, and what all of its pages share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from intake.access_log import Action
from intake.booking.admin.diary.choice import DiaryChoice, read_diary_choice
from intake.booking.admin.diary.sheet import heading_of, sheet_of
from intake.booking.admin.scoped import note_many

VIEW = "intake_booking.view_appointment"
ADD = "intake_booking.add_appointment"
CHANGE = "intake_booking.change_appointment"
OVERBOOK = "intake_booking.overbook"


# An error report says where it broke, never who has a visit.
@method_decorator([never_cache, sensitive_variables()], name="dispatch")
class DiaryMixin(WagtailAdminTemplateMixin):
    """A page of the diary, for those who have all of `needs`; no client is named in its title."""

    needs: tuple[str, ...] = (VIEW,)
    header_icon = "calendar"
    page_title: str | Promise = _("Diary")
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who has the permissions."""
        if not request.user.has_perms(self.needs):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def back_url(self) -> str:
        """The address of the part of the diary this page belongs to."""
        return reverse("intake_diary:diary")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead from the diary to here."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.back_url, "label": _("Diary")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the reader may do, and when the page was opened."""
        user = self.request.user
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "may_book": user.has_perm(ADD),
            "may_change": user.has_perm(CHANGE),
            "opened_at": timezone.now().isoformat(),
            "back_url": self.back_url,
        }


class DiaryView(DiaryMixin, TemplateView):
    """A day or a week of one place."""

    template_name = "intake_booking/admin/diary/diary.html"

    @cached_property
    def choice(self) -> DiaryChoice | None:
        """Which part is asked for, None while there is no place."""
        return read_diary_choice(self.request.GET, timezone.now())

    def get_page_subtitle(self) -> str:
        """Say the day in the title of the window."""
        return heading_of(self.choice) if self.choice else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End at the diary itself."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sheet, or where to add the first place."""
        context = super().get_context_data(**kwargs)
        if self.choice is None:
            may_add = self.request.user.has_perm("intake_booking.add_location")
            return context | {"add_url": reverse("location:add") if may_add else ""}
        user = self.request.user
        sheet = sheet_of(self.choice, timezone.now(), user, with_free=context["may_book"])
        note_many(self.request, Action.VIEW, "diary", sheet.visit_count, str(self.choice.day))
        return context | {
            "sheet": sheet,
            "choice": self.choice,
            "may_note": user.has_perm("intake_booking.add_daynote"),
            "may_change_notes": user.has_perm("intake_booking.change_daynote"),
        }


class DiaryMenuItem(MenuItem):
    """The diary in the menu, for those who may see appointments."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to whom the diary opens."""
        return request.user.has_perm(VIEW)


def diary_menu_item() -> MenuItem:
    """Return the first entry of the "Clinic" menu."""
    return DiaryMenuItem(
        _("Diary"), reverse("intake_diary:diary"), name="diary", icon_name="calendar", order=5
    )
