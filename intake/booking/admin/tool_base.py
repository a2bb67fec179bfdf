"""What the single pages of booking in the "Clinic" menu share."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from intake.booking.admin.set_up_base import CLINIC_MENU


class PermittedMenuItem(MenuItem):
    """A menu item for those who may do something with a kind of row."""

    def __init__(self, *args: Any, model: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model, self.permission = model, permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader may."""
        policy = policy_registry.get_by_type(self.model)
        return bool(policy.user_has_permission(request.user, self.permission))


class ToolViewSet(ViewSet):
    """One page in the "Clinic" menu, shown to those whom its view lets in."""

    menu_hook = CLINIC_MENU
    view_class: Any

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        """Return the menu item, for those who may open the page."""
        return PermittedMenuItem(
            label=self.menu_label,
            url=self.menu_url,
            name=self.menu_name,
            icon_name=self.menu_icon,
            order=order or self.menu_order,
            model=self.view_class.model,
            permission=self.view_class.permission_required,
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the page."""
        return [path("", self.construct_view(self.view_class), name="index")]
