"""What all lists and forms share that a clinic sets up before anybody can book."""

from typing import Any

from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from intake.booking.admin.views import KeptDeleteView

CLINIC_MENU = "register_clinic_menu_item"


class SetUpIndexView(generic.IndexView):
    """A list that says, while it is empty, what belongs here and how to begin."""

    results_template_name = "intake_booking/admin/set_up_results.html"
    empty_words = ""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what an empty list says."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"empty_words": self.empty_words}


class SetUpViewSet(ModelViewSet):
    """What the clinic sets up before anybody can book."""

    menu_hook = CLINIC_MENU
    copy_view_enabled = False
    index_view_class = SetUpIndexView
    delete_view_class = KeptDeleteView
    search_backend_name = None
    empty_words: Any = ""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the list what it says while it is empty."""
        words: dict[str, Any] = super().get_index_view_kwargs(**kwargs)
        return words | {"empty_words": self.empty_words}
