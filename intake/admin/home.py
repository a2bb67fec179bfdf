"""The panel of the home page that says which urgent results nobody has begun with."""

from typing import Any

from wagtail.admin.ui.components import Component

from intake import scoping
from intake.admin.presenters import submission_url
from intake.models import Submission

MOST_SHOWN = 5


class UrgentPanel(Component):
    """Urgent results still marked as new, those the reader may see; nothing where there is none."""

    name = "urgent_unseen"
    template_name = "intake/admin/_home_urgent.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the first few and how many there are."""
        user = parent_context["request"].user
        if not user.has_perm(scoping.VIEW):
            return {"may_see": False}
        unseen = Submission.objects.visible_to(user).urgent_unseen()
        shown = [(submission, submission_url(submission)) for submission in unseen[:MOST_SHOWN]]
        return {"may_see": True, "shown": shown, "number": unseen.count()}
