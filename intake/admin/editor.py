"""The questionnaire's editor: what its scripts need, and the problems of the saved draft."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.widgets import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView

from causes.models import CausePage
from intake.admin.refusals import RefusalMixin
from intake.admin.tools import QuestionnaireToolMixin, tabs, tool_buttons
from intake.publishing import prove
from intake.services import services

WORDS = {
    "quoted": _("“%(text)s”"),
    "missing": _("%(key)s (missing)"),
    "blank": _("…"),
    "and": _("and"),
    "or": _("or"),
    "points": _("points"),
    "at_least": _("%(low)s or more"),
    "below": _("under %(high)s"),
    "between": _("from %(low)s to under %(high)s"),
    "is_answered": _("%(question)s is answered"),
    "is_not_answered": _("%(question)s is not answered"),
    "includes": _("%(question)s includes %(options)s"),
    "includes_several": _("%(question)s includes at least %(count)s of %(options)s"),
    "includes_not": _("%(question)s does not include %(options)s"),
    "includes_fewer": _("%(question)s includes fewer than %(count)s of %(options)s"),
    "is": _("%(question)s is %(options)s"),
    "is_not": _("%(question)s is not %(options)s"),
    "leads": _("%(causes)s leads"),
    "leads_not": _("%(causes)s does not lead"),
    "close": _("%(causes)s is at most %(within)s points behind the first cause"),
    "close_not": _("%(causes)s is more than %(within)s points behind the first cause"),
    "group": _("(%(words)s)"),
    "not": _("it is not so that %(words)s"),
    "always": _("Always asked."),
    "never": _("Never holds: add a condition below."),
    "ask_when": _("Ask this when %(words)s."),
    "holds_when": _("This holds when %(words)s."),
    "label_when": _("– when %(words)s"),
    "no_totals": _("Points can be given once “Causes and points” lists a cause or a score."),
    "no_question": _("There is no earlier question"),
    "no_choice": _("There is no earlier question with answers to pick"),
    "no_number": _("There is no earlier question that asks for a number"),
    "no_total": _("There is no cause or score yet"),
    "no_cause": _("There is no cause yet"),
    "no_option": _("Choose a question first"),
    "no_article": _("There is no article yet"),
    "no_service": _("There is no kind of visit yet"),
    "choose_question": _("Choose a question"),
    "choose_choice": _("Choose a question"),
    "choose_number": _("Choose a question"),
    "choose_total": _("Choose a cause or score"),
    "choose_article": _("The article of the cause that stands out"),
    "choose_service": _("The clinic’s usual visit"),
}
"""Sentences that the editor's scripts fill in."""


def editor_data(problems_url: str = "") -> dict[str, Any]:
    """Return what the editor's scripts read from the page."""
    articles = CausePage.objects.live().exclude(cause_key="").order_by("title")
    return {
        "words": {name: str(words) for name, words in WORDS.items()},
        "articles": list(articles.values_list("cause_key", "title").distinct()),
        "services": services.named(),
        "problems_url": problems_url,
    }


# --- views -----------------------------------------------------------------------------------


class QuestionnaireCreateView(RefusalMixin, CreateView):
    """The editor of a questionnaire that does not exist yet."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the scripts need."""
        return super().get_context_data(**kwargs) | {"editor_data": editor_data()}


class QuestionnaireEditView(RefusalMixin, EditView):
    """The editor, with its problems and links to the pages around the questionnaire."""

    @property
    def header_more_buttons(self) -> list[HeaderButton]:
        """The tools, then what Wagtail offers."""
        return [*tool_buttons(self.object.pk), *super().header_more_buttons]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the scripts need, and the problems of the draft as last saved."""
        url = reverse("intake_admin:problems", args=[self.object.pk])
        saved = self.object.get_latest_revision_as_object()
        more = {
            "editor_data": editor_data(url),
            "proof": prove(saved),
            "tabs": tabs(self.object.pk),
        }
        return super().get_context_data(**kwargs) | more


class ProblemsView(QuestionnaireToolMixin, TemplateView):
    """The problems of the last saved draft, as a part of the editor."""

    template_name = "intake/admin/_problems.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return only what the part needs."""
        return {"proof": prove(self.draft)}
