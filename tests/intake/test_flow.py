"""The drawing of a draft: steps, conditions, exits, rules, and what the check says of them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake.admin.flow import draw, exits_of, question_flags
from intake.engine import codec
from intake.engine.lint import lint
from intake.engine.types import Urgency
from intake.models import Questionnaire
from tests.factories import intake as factory
from tests.intake.walker import main_text, soup


def drawn(**changes: Any) -> Any:
    return draw(factory.small_definition(**changes))


# --- the drawing -----------------------------------------------------------------------------


def test_the_steps_come_in_order_with_their_questions() -> None:
    drawing = drawn()
    assert [box.number for box in drawing.steps] == [1, 2, 3, 4, 5, 6]
    assert [box.step.key for box in drawing.steps][:2] == ["safety", "where"]
    assert drawing.steps[1].questions[0].question.key == "pain_regions"


def test_a_condition_is_a_sentence_and_everyone_is_asked_without_one() -> None:
    steps = {box.step.key: box for box in drawn().steps}
    assert steps["where"].questions[0].asked_when == ""
    assert "Piriformis syndrome" in steps["closer"].questions[0].asked_when


def test_a_limited_step_says_how_many_it_asks() -> None:
    steps = {box.step.key: box for box in drawn().steps}
    assert steps["closer"].limit == 1
    assert steps["where"].limit == 0


def test_an_exit_stands_beside_the_step_that_raises_it_the_most_urgent_first() -> None:
    exits = exits_of(factory.small_definition(), 0)
    assert [found.level for found in exits] == [
        "emergency_now", "same_day", "see_physician_soon",
    ]  # fmt: skip
    assert exits[0].by == ("I cannot hold my bladder",)


def test_not_sure_about_a_red_flag_is_never_drawn_as_no() -> None:
    question = factory.small_definition().question("red_flags")
    assert question is not None
    assert (Urgency.SEE_PHYSICIAN_SOON, "I am not sure") in question_flags(question)


def test_a_combination_stands_beside_the_last_step_it_reads() -> None:
    steps = {box.step.key: box for box in drawn().steps}
    assert steps["severity"].exits[0].by == ("Cancer before, and pain at night.",)


def test_a_red_flag_on_points_stands_beside_the_last_step_that_gives_some() -> None:
    rule = {
        "key": "much_care",
        "reason": "Much care.",
        "urgency": "see_physician_soon",
        "when": {"total": "care", "at_least": 4},
    }
    steps = {box.step.key: box for box in drawn(red_flag_rules=[rule]).steps}
    assert steps["severity"].exits[0].by == ("Much care.",)


def test_rules_come_in_order_and_say_where_they_lead() -> None:
    rules = drawn().rules
    assert [(box.rule.key, box.leads_to) for box in rules] == [
        ("lasting", "Visit"), ("mild", "Self-help"),
    ]  # fmt: skip
    assert rules[0].when == "“Need for hands-on care” is 3 points or more"


def test_a_rule_names_its_visit_and_its_article_as_people_do() -> None:
    rules = [rule | {"service": "first", "article": "sleep"} for rule in factory.SMALL["rules"]]
    definition = factory.small_definition(rules=rules)
    known = draw(definition, visits={"first": "First visit"}, articles={"sleep": "Better sleep"})
    assert {(box.visit, box.article) for box in known.rules} == {("First visit", "Better sleep")}
    gone = draw(definition)
    assert {(box.visit, box.article) for box in gone.rules} == {("first", "sleep")}


def test_a_problem_stands_where_it_is() -> None:
    definition = factory.small()
    definition["steps"][1]["questions"][0]["show_if"] = {
        "question": "average", "at_least": 3,
    }  # fmt: skip
    drawing = draw(codec.from_json(definition))
    problems = drawing.steps[1].questions[0].problems
    assert problems
    assert problems[0].level == "error"


def test_every_problem_is_somewhere_in_the_drawing() -> None:
    drawing = drawn(totals=[], rules=[])
    wanted = {problem.message for problem in lint(drawing.definition)}
    elsewhere = [problem.message for problem in drawing.elsewhere]
    shown = {message for message in wanted if any(words.endswith(message) for words in elsewhere)}
    for box in (*drawing.steps, *drawing.rules):
        shown |= {problem.message for problem in box.problems}
    for step in drawing.steps:
        for item in step.questions:
            shown |= {problem.message for problem in item.problems}
    assert wanted
    assert wanted == shown


def test_a_problem_that_stands_at_no_box_says_what_it_is_about() -> None:
    unused = {"key": "unused", "title": "Stiff neck", "kind": "cause"}
    drawing = drawn(totals=[*factory.SMALL["totals"], unused])
    said = "“Stiff neck”: No answer gives points to it. Give it points or remove it."
    assert said in {problem.message for problem in drawing.elsewhere}


# --- the page --------------------------------------------------------------------------------


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    return client


def flow(client: Client, questionnaire: Questionnaire) -> Any:
    return client.get(reverse("intake_admin:flow", args=[questionnaire.pk]))


def test_the_page_is_an_ordered_list_with_headings(editor: Client) -> None:
    response = flow(editor, factory.published().questionnaire)
    page = soup(response)
    lists = page.select("ol.intake-flow")
    assert len(lists) == 2
    assert len(lists[0].find_all("li", recursive=False)) == 6
    headings = [heading.get_text(" ", strip=True) for heading in lists[0].find_all("h3")]
    assert headings[0] == "1 Warning signs"
    assert "In every other case" in lists[1].find_all("li", recursive=False)[-1].get_text()
    assert not page.select("[style]")


def test_the_page_says_how_long_the_way_is(editor: Client) -> None:
    words = main_text(flow(editor, factory.published().questionnaire))
    assert "The longest way has" in words
    assert "An emergency is known after one question at the latest." in words
    assert "Asks at most one of these 2 questions" in words


def test_the_draft_is_drawn_and_not_what_is_published(editor: Client) -> None:
    questionnaire = factory.published().questionnaire
    changed = factory.draft(factory.with_text(factory.small(), "pain_regions", "Where exactly?"))
    questionnaire.steps = changed.steps
    questionnaire.save_revision()
    assert "Where exactly?" in main_text(flow(editor, questionnaire))


def test_the_page_names_an_article_by_its_title(editor: Client) -> None:
    factory.article("sleep", title="Better sleep")
    rules = [rule | {"article": "sleep"} for rule in factory.SMALL["rules"][1:]]
    draft = factory.draft(factory.small(rules=rules))
    draft.save()
    assert "Article: Better sleep" in main_text(flow(editor, draft))


def test_a_draft_without_questions_says_what_will_appear(editor: Client) -> None:
    empty = factory.draft(factory.small(steps=[], rules=[], red_flag_rules=[], point_rules=[]))
    empty.save()
    assert "No questions yet" in main_text(flow(editor, empty))


def test_the_shipped_questionnaire_can_be_drawn(editor: Client) -> None:
    draft = factory.draft(factory.default())
    draft.save()
    words = main_text(flow(editor, draft))
    assert "The longest way has 20 questions." in words
    assert "Emergency: ends here at once" in words
