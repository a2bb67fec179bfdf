"""From an article, staff see what leads to it and how many clients came, and no more."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from causes.models import CausePage
from intake.engine.types import Route
from intake.landings import landings
from intake.models import Submission
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

KEY = "piriformis-syndrome"


@pytest.fixture
def article() -> CausePage:
    factory.published()
    return factory.article(KEY)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor"))
    return client


def url(article: CausePage) -> str:
    return reverse("intake_routes_here", args=[article.pk])


def page(client: Client, article: CausePage) -> BeautifulSoup:
    response = client.get(url(article))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(page: BeautifulSoup, caption: str) -> list[list[str]]:
    for table in page.find_all("table"):
        if caption in table.caption.get_text():
            return [
                [" ".join(cell.get_text().split()) for cell in row.find_all("td")]
                for row in table.tbody.find_all("tr")
            ]
    return []


def counts(page: BeautifulSoup) -> dict[str, str]:
    return {
        part.dt.get_text(): part.dd.get_text()
        for part in page.select(".intake-routes__counts > div")
    }


def by_rule() -> dict[str, Any]:
    rules = factory.small()["rules"]
    rules[1]["article"] = "sleep"
    return factory.small(rules=rules)


def test_the_button_stands_in_the_header_of_articles_only(
    editor: Client, article: CausePage
) -> None:
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert url(article) in shown.content.decode()
    hub = article.get_parent()
    hidden = editor.get(reverse("wagtailadmin_pages:edit", args=[hub.pk]))
    assert "Routes here" not in hidden.content.decode()


def test_it_names_the_answers_with_most_points_first(editor: Client, article: CausePage) -> None:
    found = rows(page(editor, article), "Answers that give points")
    assert found == [
        ["Where it hurts", "Buttock", "3"],
        ["Sitting", "Yes, soon", "2"],
        ["Sitting", "No", "-1"],
    ]


def test_it_says_combinations_and_rules_as_sentences(editor: Client) -> None:
    factory.published()
    other = page(editor, factory.article("iliopsoas-syndrome"))
    combination = rows(other, "Combinations")[0]
    assert combination == [
        "“Where it hurts” includes “Groin”, and “How long” is 12 weeks or more",
        "1",
    ]
    rule = rows(other, "Rules that send")[0]
    assert rule[0] == "The pain is mild and the cause stands out."
    assert "“Need for hands-on care” is under 3 points" in rule[1]
    assert rule[2] == "Self-help"


def test_it_names_the_rules_that_name_the_article(editor: Client) -> None:
    factory.published(by_rule())
    found = rows(page(editor, factory.article("sleep")), "Rules that name this article")
    assert [row[2] for row in found] == ["Self-help"]


def test_it_leads_to_the_questionnaire_only_who_may_change_it(article: CausePage) -> None:
    everybody = Client()
    everybody.force_login(User.objects.create_superuser("all"))
    assert page(everybody, article).select_one("#way-1 a")
    pages_only = Client()
    pages_only.force_login(factory.staff(groups=("Editors",)))
    assert not page(pages_only, article).select_one("#way-1 a")


def test_only_who_may_edit_the_article_sees_it(client: Client, article: CausePage) -> None:
    client.force_login(factory.staff("intake.view_submission"))
    assert client.get(url(article)).status_code in (302, 403)
    assert "has to stay" not in client.get(url(article), follow=True).content.decode()


def test_an_article_nothing_leads_to_says_how_to_change_that(editor: Client) -> None:
    lonely = page(editor, factory.article("lonely"))
    words = " ".join(lonely.get_text().split())
    assert "No published questionnaire leads here" in words
    assert "has the key “lonely”" in words


def test_a_page_that_is_no_article_is_not_found(editor: Client, article: CausePage) -> None:
    assert (
        editor.get(reverse("intake_routes_here", args=[article.get_parent().pk])).status_code == 404
    )


class TestTheNumbers:
    def come(self, times: int, answers: dict[str, Any] = factory.SELF_HELP, **ago: int) -> None:
        for _ in range(times):
            submission = factory.completed(answers)
            if ago:
                moment = timezone.now() - datetime.timedelta(**ago)
                Submission.objects.filter(pk=submission.pk).update(completed_at=moment)

    def test_small_numbers_are_not_told(self, editor: Client, article: CausePage) -> None:
        assert counts(page(editor, article)) == {
            "Self-help": "fewer than 5",
            "Visit": "fewer than 5",
        }
        self.come(4)
        assert counts(page(editor, article))["Self-help"] == "fewer than 5"
        self.come(1)
        assert counts(page(editor, article))["Self-help"] == "5"

    def test_they_are_told_by_route(self, editor: Client, article: CausePage) -> None:
        self.come(5)
        self.come(6, factory.BOOKING)
        self.come(7, factory.EMERGENCY)
        assert counts(page(editor, article)) == {"Self-help": "5", "Visit": "6"}

    def test_who_came_before_last_month_does_not_count(self, article: CausePage) -> None:
        self.come(5, days=31)
        self.come(2, days=29)
        found = landings(KEY, "en", timezone.now())
        assert found == {Route.SELF_HELP: 2, Route.BOOKING: 0}

    def test_another_language_counts_for_its_own_article(self, article: CausePage) -> None:
        self.come(5)
        assert landings(KEY, "fr", timezone.now()) == {Route.SELF_HELP: 0, Route.BOOKING: 0}

    def test_who_was_sent_by_a_rule_counts_once(self) -> None:
        factory.published(by_rule())
        self.come(3)
        self.come(2, factory.BOOKING)
        assert landings("sleep", "en", timezone.now()) == {Route.SELF_HELP: 3, Route.BOOKING: 0}
        assert landings(KEY, "en", timezone.now()) == {Route.SELF_HELP: 3, Route.BOOKING: 2}

    def test_no_answer_and_no_reference_is_on_the_page(
        self, editor: Client, article: CausePage
    ) -> None:
        self.come(5)
        words = page(editor, article).get_text()
        for submission in Submission.objects.all():
            assert submission.reference not in words

    def test_the_page_costs_the_same_for_many_clients(
        self, editor: Client, article: CausePage, rows_of: Callable[[int], None]
    ) -> None:
        costs = []
        for number in (3, 27):
            rows_of(number)
            page(editor, article)
            with CaptureQueriesContext(connection) as queries:
                page(editor, article)
            costs.append(len(queries))
        assert costs[0] == costs[1]

    @pytest.fixture
    def rows_of(self) -> Callable[[int], None]:
        return self.come
