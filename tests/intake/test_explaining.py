"""Clients read which of their answers decided, in their own words, and where to read on."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from causes.models import CausePage
from intake import explaining
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.engine.types import Decision
from intake.engine.types import Questionnaire as Definition
from tests.engine.default import default_questionnaire
from tests.factories import intake as factory
from tests.intake.walker import RESULT, Walker, links, main_text, soup

KEY = "piriformis-syndrome"
BODY = [
    {
        "type": "section",
        "value": {"heading": "Where you feel it", "text": "<p>Here.</p>", "speaks_of": ["where"]},
    },
    {
        "type": "self_test",
        "value": {
            "title": "Sit down",
            "steps": ["Sit."],
            "suggests": "It.",
            "stop_if": "Stop.",
            "speaks_of": ["check_sitting", "where"],
        },
    },
]


def told(**changes: Any) -> dict[str, Any]:
    """The small questionnaire whose questions know what pieces speak of them."""
    definition = factory.small(**changes)
    for step in definition["steps"]:
        for question in step["questions"]:
            topic = {"pain_regions": "where", "sitting": "check_sitting"}.get(question["key"])
            if topic:
                question["about"] = topic
    return definition


def decided(answers: dict[str, Any], **changes: Any) -> tuple[Definition, Decision]:
    definition = codec.from_json(told(**changes))
    return definition, decide(definition, read_answers(definition, answers)[0])


def said(answers: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    definition, decision = decided(answers, **changes)
    found = explaining.because(definition, decision, {})
    return [(because.question, because.answer) for because in found]


def test_the_route_comes_first_and_then_what_pointed_to_the_cause() -> None:
    assert said(factory.BOOKING) == [
        ("How long", "26 weeks"),
        ("Strength", "8"),
        ("Where it hurts", "Buttock"),
        ("Sitting", "Yes, soon"),
    ]


def test_each_question_is_named_once_with_all_that_counted() -> None:
    answers = {**factory.SELF_HELP, "pain_regions": ["buttock", "groin"], "lunge": "pulls"}
    questions = [question for question, _ in said(answers)]
    assert len(questions) == len(set(questions))
    both = {"red_flags": ["bladder", "fever"]}
    assert said(both) == [("Warning signs", "I cannot hold my bladder, Fever with the pain")]


def test_an_urgent_result_names_only_its_warning_signs() -> None:
    assert said(factory.SAME_DAY) == [("Warning signs", "Fever with the pain")]


def test_never_more_than_four_and_two_where_there_are_two() -> None:
    for answers in (factory.SELF_HELP, factory.BOOKING):
        assert 2 <= len(said(answers)) <= 4


def test_one_decider_is_joined_by_the_answer_with_most_points() -> None:
    rules = [
        {
            "key": "strong",
            "reason": "Strong.",
            "route": "booking",
            "when": {"question": "average", "at_least": 7},
        }
    ]
    answers = {**factory.BOOKING, "night_pain": "yes", "pain_regions": ["foot"]}
    answers.pop("sitting")
    assert said(answers, rules=rules) == [("Strength", "8"), ("Pain at night", "Yes")]


def test_an_answer_knows_the_piece_that_speaks_of_it() -> None:
    definition, decision = decided(factory.SELF_HELP)
    found = explaining.because(definition, decision, {"where": "felt"})
    assert [(b.question, b.anchor) for b in found] == [("Where it hurts", "felt"), ("Sitting", "")]


def test_both_checks_that_turn_the_hip_lead_to_its_card() -> None:
    asked = default_questionnaire()
    for key in ("figure4", "piriformis_stretch"):
        question = asked.question(key)
        assert question is not None
        assert question.about == "check_hip_turn"


class TestOnTheResult:
    @pytest.fixture
    def article(self, db: None) -> CausePage:
        factory.published(told())
        return factory.article(KEY, body=json.dumps(BODY))

    def result(self, client: Any, answers: dict[str, Any]) -> Any:
        factory.intake_page(factory.current())
        return Walker(client).finish(answers)

    @pytest.mark.parametrize("answers", [factory.SELF_HELP, factory.BOOKING])
    def test_answers_lead_to_the_paragraph_about_them(
        self, client: Any, article: CausePage, answers: dict[str, Any]
    ) -> None:
        response = self.result(client, answers)
        for anchor in ("where-you-feel-it", "check-sit-down"):
            assert f"{article.url}#{anchor}" in links(response)
            assert soup(client.get(article.url)).find(id=anchor)

    def test_links_name_what_they_are_about(self, client: Any, article: CausePage) -> None:
        page = soup(self.result(client, factory.SELF_HELP))
        named = [" ".join(a.get_text().split()) for a in page.select(".intake-because a")]
        assert named == [
            "What the article says about “Where it hurts”",
            "What the article says about “Sitting”",
        ]

    def test_without_an_article_the_answers_are_plain_text(self, client: Any, db: None) -> None:
        factory.published(told())
        response = self.result(client, factory.SELF_HELP)
        assert "Where it hurts: Buttock" in main_text(response)
        assert not soup(response).select(".intake-because a")

    def test_an_article_without_such_pieces_is_not_linked_by_answers(
        self, client: Any, db: None
    ) -> None:
        factory.published(told())
        factory.article(KEY)
        assert not soup(self.result(client, factory.SELF_HELP)).select(".intake-because a")

    def test_the_article_a_rule_names_is_the_one_to_read(self, client: Any, db: None) -> None:
        rules = told()["rules"]
        rules[1]["article"] = "sleep"
        factory.published(told(rules=rules))
        factory.article(KEY)
        own = factory.article("sleep", title="Sleeping with back pain")
        response = self.result(client, factory.SELF_HELP)
        assert own.url in links(response)
        assert "Start today with the article on Sleeping with back pain" in main_text(response)

    def test_a_questionnaire_without_causes_shows_only_the_rules_article(
        self, client: Any, db: None
    ) -> None:
        rules = [
            {
                "key": "mild",
                "reason": "It is mild.",
                "route": "self_help",
                "article": "sleep",
                "when": {"question": "average", "below": 7},
            }
        ]
        steps = [factory.SAFETY, factory.WHERE, factory.BEGAN, factory.SEVERITY]
        plain = json.loads(json.dumps(steps).replace(f'"{KEY}": 3', "").replace(
            '"iliopsoas-syndrome": 3', ""
        ))  # fmt: skip
        factory.published(
            factory.small(rules=rules, steps=plain, totals=factory.small()["totals"][2:],
                          point_rules=[])
        )  # fmt: skip
        own = factory.article("sleep", title="Sleeping with back pain")
        answers = {k: v for k, v in factory.SELF_HELP.items() if k != "sitting"}
        response = self.result(client, answers)
        assert own.url in links(response)
        assert "not clear" not in main_text(response)
        assert "often seen with" not in main_text(response)

    def test_the_result_costs_the_same_whatever_the_article_speaks_of(
        self, client: Any, article: CausePage, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        self.result(client, factory.SELF_HELP)
        with CaptureQueriesContext(connection) as few:
            client.get(RESULT)
        pieces = [
            {
                "type": "section",
                "value": {"heading": f"Part {n}", "text": "<p>x</p>", "speaks_of": ["where"]},
            }
            for n in range(30)
        ]
        article.body = json.dumps(pieces)
        article.save_revision().publish()
        with django_assert_num_queries(len(few)):
            assert f"{article.url}#part-0" in links(client.get(RESULT))
