"""What leads to an article: questionnaires, answers, rules, and how many clients came."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.permissions import policy_registry

from causes.models import CausePage
from intake.article_guard import Way, ways_to
from intake.engine.sentences import condition_words, stretch_words
from intake.engine.types import Band, Option, Question, Route, Rule
from intake.landings import FEWEST_TOLD, landings
from intake.models import Questionnaire
from intake.models.submission import ROUTES

ROUTE_WORDS = dict(ROUTES)


@dataclass(frozen=True, slots=True)
class Giver:
    """An answer, or a combination of answers, and the points it gives."""

    question: str
    answer: str
    points: int


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words and where it leads."""

    reason: str
    when: str
    route: str


@dataclass(frozen=True, slots=True)
class WayView:
    """One questionnaire that leads to the article, most points first."""

    title: str
    url: str
    cause: str
    givers: tuple[Giver, ...]
    combinations: tuple[Giver, ...]
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class Landing:
    """How many clients came by one route; small numbers are not told."""

    route: str
    count: str


def routes_here_button(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the page from the header of an article, to those who may edit it."""
    if issubclass(page.specific_class, CausePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Routes here"),
            url=reverse("intake_routes_here", args=[page.pk]),
            icon_name="arrow-right",
            priority=62,
        )


class RoutesHereView(WagtailAdminTemplateMixin, TemplateView):
    """What leads to one article, for those who may edit it."""

    template_name = "intake/admin/routes_here.html"
    page_title = gettext_lazy("Routes here")
    header_icon = "arrow-right"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may edit the article."""
        if not self.article.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def article(self) -> CausePage:
        """The article as clients read it, or a 404."""
        return get_object_or_404(CausePage.objects.select_related("locale"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the article."""
        return self.article.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead over the editor of the article to here."""
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.article.pk])
        above = self.article.get_parent()
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailadmin_explore", args=[above.pk]), "label": above.title},
            {"url": edit_url, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the ways and the numbers."""
        key, language = self.article.cause_key, self.article.locale.language_code
        policy = policy_registry.get_by_type(Questionnaire)
        may_open = policy.user_has_permission(self.request.user, "change")
        counts = landings(key, language, timezone.now())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["article"] = self.article
        context["ways"] = [way_view(way, key, linked=may_open) for way in ways_to(key, language)]
        context["landings"] = [
            Landing(str(ROUTE_WORDS[route.value]), _told(count)) for route, count in counts.items()
        ]
        return context


def way_view(way: Way, key: str, *, linked: bool) -> WayView:
    """Return one questionnaire's way to an article in words."""
    definition = way.definition
    viewset = Questionnaire.snippet_viewset
    address = reverse(viewset.get_url_name("edit"), args=[way.questionnaire_id]) if linked else ""
    combinations = [
        Giver("", condition_words(definition, rule.when), points)
        for rule in definition.point_rules
        for points in _points(rule.points, key)
    ]
    return WayView(
        title=definition.title,
        url=address,
        cause=way.cause.title if way.cause else "",
        givers=tuple(_most_first(_givers(definition.questions, key))),
        combinations=tuple(_most_first(combinations)),
        rules=tuple(_rule(way, rule) for rule in definition.rules if _leads(way, rule, key)),
    )


def _givers(questions: tuple[Question, ...], key: str) -> Iterator[Giver]:
    for question in questions:
        for scored in question.scored:
            for points in _points(scored.points, key):
                yield Giver(question.label, _answer(question, scored), points)


def _points(points: tuple[tuple[str, int], ...], key: str) -> Iterator[int]:
    return (value for total, value in points if total == key and value)


def _answer(question: Question, scored: Option | Band) -> str:
    if isinstance(scored, Option):
        return scored.text
    return stretch_words(scored.at_least, scored.below, question.unit)


def _most_first(givers: Any) -> list[Giver]:
    return sorted(givers, key=lambda giver: -giver.points)


def _leads(way: Way, rule: Rule, key: str) -> bool:
    """Whether a rule leads to the article: it names it, or sends to the leading cause's."""
    to_leading = rule.route is Route.SELF_HELP and not rule.article and way.cause is not None
    return rule.article == key or to_leading


def _rule(way: Way, rule: Rule) -> RuleRow:
    when = condition_words(way.definition, rule.when)
    return RuleRow(rule.reason or rule.key, when, str(ROUTE_WORDS[rule.route.value]))


def _told(count: int) -> str:
    if count >= FEWEST_TOLD:
        return str(count)
    return _("fewer than %(number)d") % {"number": FEWEST_TOLD}
