"""Try it: an editor walks through a draft as a client would, and nothing is stored."""

import json
import re
from copy import deepcopy
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.admin.models import FormState

from intake import casework
from intake.admin.account import account
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.models import Questionnaire, Submission
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

CHANGE = ("intake.change_questionnaire",)


class Trial:
    """Somebody who tries a questionnaire; `answers` and `step` are what the page carries."""

    def __init__(self, client: Client, questionnaire: Questionnaire) -> None:
        self.client = client
        self.url = reverse("intake_admin:try", args=[questionnaire.pk])
        self.answers: dict[str, Any] = {}
        self.step = ""
        self.text = ""

    def opens(self, query: str = "") -> str:
        return self._read(self.client.get(self.url + query))

    def answers_step(self, **typed: Any) -> str:
        fields = {f"q-{key}": value for key, value in typed.items()}
        return self.sends(go="continue", **fields)

    def sends(self, **data: Any) -> str:
        return self._read(self.client.post(self.url, self._state() | data))

    def glances(self, **typed: Any) -> str:
        fields = {f"q-{key}": value for key, value in typed.items()}
        answer = self.client.post(self.url, self._state() | {"live": "yes", **fields})
        return unescape(answer.content.decode())

    def _state(self) -> dict[str, Any]:
        return {"answers": json.dumps(self.answers), "step": self.step, "source": "draft"}

    def _read(self, answer: HttpResponse) -> str:
        assert answer.status_code in (200, 422), answer.status_code
        self.text = unescape(answer.content.decode())
        found = re.search(r'name="answers" value="([^"]*)"', answer.content.decode())
        if found:
            self.answers = json.loads(unescape(found[1]))
            self.step = re.search(r'name="step" value="([^"]*)"', self.text)[1]
        return self.text


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factory.staff(*CHANGE))
    return client


@pytest.fixture
def questionnaire() -> Questionnaire:
    return factory.published().questionnaire


@pytest.fixture
def trial(editor: Client, questionnaire: Questionnaire) -> Trial:
    return Trial(editor, questionnaire)


def edited(questionnaire: Questionnaire, definition: dict[str, Any]) -> None:
    """Save a draft with another content; what clients are asked stays."""
    draft = factory.draft(definition)
    newest = questionnaire.get_latest_revision_as_object()
    for name in ("steps", "rules", "totals", "point_rules", "red_flag_rules"):
        setattr(newest, name, getattr(draft, name))
    newest.save_revision()


def walks_to_the_end(trial: Trial, answers: dict[str, Any] | None = None) -> str:
    trial.opens()
    for _ in range(12):
        if not trial.step:
            return trial.text
        asked = re.findall(r'name="q-([a-z_]+)"', trial.text)
        trial.answers_step(
            **{k: v for k, v in (answers or factory.SELF_HELP).items() if k in asked}
        )
    raise AssertionError("The questions never ended")


# --- the walk ----------------------------------------------------------------------------------


def test_it_shows_the_first_step_with_the_clients_own_parts(trial: Trial) -> None:
    text = trial.opens()
    assert trial.step == "safety"
    assert 'class="c-tile"' in text
    assert "I cannot hold my bladder" in text
    assert '<template shadowrootmode="open">' in text


def test_a_walk_leads_over_every_step_to_the_result_and_stores_nothing(
    trial: Trial, no_writes: Any
) -> None:
    trial.opens()  # warms what Wagtail caches on the first request
    sessions = Session.objects.count()
    with no_writes():
        text = walks_to_the_end(trial)
        trial.glances()
        trial.sends(go="back")
        trial.sends(go="again")
    assert "Keep moving gently" in text or "Start today" in text
    assert not Submission.objects.exists()
    assert not FormState.objects.exists()
    assert Session.objects.count() == sessions


def test_the_trial_decides_what_a_client_would_get(trial: Trial) -> None:
    assert 'data-try-now="Self-help, Not urgent"' in walks_to_the_end(trial)
    assert 'data-try-now="Visit, Not urgent"' in walks_to_the_end(trial, factory.BOOKING)


def test_a_missing_answer_is_asked_for_in_the_words_of_the_form(trial: Trial) -> None:
    trial.opens()
    text = trial.answers_step()
    assert trial.step == "safety"
    assert "Select what you have noticed, or “None of these”" in text


def test_an_emergency_ends_the_questions_at_once(trial: Trial) -> None:
    trial.opens()
    text = trial.answers_step(red_flags=["bladder"])
    assert trial.step == ""
    assert "Call 911 now" in text
    assert 'data-try-now="Medical care, Emergency"' in text
    assert "The questions had ended: a red flag was known." in text
    assert "I cannot hold my bladder" in text


def test_a_text_that_is_too_long_is_refused_and_kept_on_the_page(trial: Trial) -> None:
    walks = dict(factory.SELF_HELP)
    trial.answers = walks
    trial.sends(jump="words")
    assert trial.step == "words"
    text = trial.answers_step(story="Zebrafish " * 1024)
    assert trial.step == "words"
    assert "Zebrafish Zebrafish" in text
    assert "Shorten" in text


def test_back_leads_one_step_back_and_from_the_result_to_the_last_questions(trial: Trial) -> None:
    walks_to_the_end(trial)
    trial.sends(go="back")
    assert trial.step == "words"
    trial.sends(go="back")
    assert trial.step == "closer"
    assert trial.answers["sitting"] == "worse"


def test_a_click_on_a_step_leads_there_with_the_answers_kept(trial: Trial) -> None:
    walks_to_the_end(trial)
    trial.sends(jump="severity")
    assert trial.step == "severity"
    assert trial.answers == {**factory.SELF_HELP}


def test_no_step_behind_an_unanswered_one_can_be_reached(trial: Trial) -> None:
    trial.opens()
    trial.sends(jump="severity")
    assert trial.step == "safety"


def test_starting_again_forgets_the_answers(trial: Trial) -> None:
    walks_to_the_end(trial)
    trial.sends(go="again")
    assert (trial.answers, trial.step) == ({}, "safety")


@pytest.mark.parametrize(
    "sent", ["{", "[]", "null", '{"a": {"b": 1}}', '{"average": NaN}', '{"a": "\\ud800"}']
)
def test_answers_somebody_tampered_with_are_read_as_none(trial: Trial, sent: str) -> None:
    trial.sends(answers=sent, step="nowhere")
    assert (trial.answers, trial.step) == ({}, "safety")


# --- what stands beside it ---------------------------------------------------------------------


def test_the_account_names_points_rules_and_what_is_not_asked_and_why(trial: Trial) -> None:
    text = walks_to_the_end(trial)
    assert re.search(r"Piriformis syndrome</th><td[^>]*>5<", text)
    assert "Asked only when “Where it hurts” includes “Groin”." in text
    assert "holds and decides" in text
    assert "does not hold" in text
    assert "The pain is mild and the cause stands out." in text


def test_a_step_that_asks_only_some_says_so() -> None:
    definition = factory.small_definition()
    raw = {**factory.SELF_HELP, "pain_regions": ["buttock", "groin"], "duration_weeks": 2}
    found = account(definition, read_answers(definition, raw)[0])
    closer = next(step for step in found.steps if step.key == "closer")
    assert closer.rows[1].why == "“A closer look” asks at most 1 question, and another came first."


def test_a_question_is_judged_by_what_was_known_when_its_turn_came() -> None:
    raw = factory.small()
    raw["steps"].insert(
        1,
        {
            "key": "early",
            "title": "Early",
            "ask_at_most": 1,
            "questions": [
                {"key": "first", "kind": "short_text", "text": "First?", "required": False},
                {
                    "key": "second",
                    "kind": "short_text",
                    "text": "Second?",
                    "show_if": {"total": "care", "at_least": 1},
                },
            ],
        },
    )
    definition = codec.from_json(raw)
    found = account(definition, read_answers(definition, factory.BOOKING)[0])
    second = found.steps[1].rows[1]
    assert second.why == "Asked only when “Need for hands-on care” is 1 point or more."


def test_the_account_follows_what_is_typed_before_continue(trial: Trial, no_writes: Any) -> None:
    trial.opens()
    with no_writes():
        text = trial.glances(red_flags=["bladder"])
    assert 'data-try-now="Medical care, Emergency"' in text
    assert "<html" not in text
    assert '"red_flags": ["bladder"]' in text


def test_what_does_not_fit_yet_is_left_out_of_the_account(trial: Trial) -> None:
    trial.answers = {k: factory.SELF_HELP[k] for k in ("red_flags", "pain_regions")}
    trial.sends()
    assert trial.step == "began"
    assert "no answer yet" in trial.glances(duration_weeks="abc")
    assert "3 weeks" in trial.glances(duration_weeks="3 weeks")


def test_the_result_says_which_single_answers_would_change_it(trial: Trial) -> None:
    text = walks_to_the_end(trial)
    assert "What would change this result" in text
    changes = [json.loads(sent) for sent in re.findall(r'name="change" value="(\{.*?\})"', text)]
    assert {"red_flags": ["bladder"]} in changes
    text = trial.sends(change=json.dumps({"red_flags": ["bladder"]}))
    assert 'data-try-now="Medical care, Emergency"' in text


# --- what is tried -----------------------------------------------------------------------------


def test_the_newest_draft_is_tried_and_not_what_clients_are_asked(
    trial: Trial, questionnaire: Questionnaire
) -> None:
    edited(questionnaire, factory.with_text(factory.small(), "red_flags", "A new wording?"))
    assert "A new wording?" in trial.opens()
    assert "Do you have any of these?" in trial.opens("?version=1")


def test_an_unknown_version_falls_back_to_the_draft(trial: Trial) -> None:
    trial.opens("?version=99")
    assert trial.step == "safety"


def test_answers_that_no_longer_fit_are_dropped_with_a_sentence(
    trial: Trial, questionnaire: Questionnaire
) -> None:
    walks_to_the_end(trial)
    trial.sends(jump="severity")
    changed = deepcopy(factory.small())
    del changed["steps"][3]["questions"][1]
    changed["red_flag_rules"] = []
    edited(questionnaire, changed)
    text = trial.sends()
    assert "no longer fits what is tried here" in text
    assert "night_pain" in text
    assert "night_pain" not in trial.answers


def test_a_step_that_was_removed_meanwhile_leads_on(
    trial: Trial, questionnaire: Questionnaire
) -> None:
    walks_to_the_end(trial)
    trial.sends(jump="words")
    edited(questionnaire, factory.small(steps=factory.SMALL["steps"][:-1]))
    trial.sends(go="continue")
    assert trial.step == ""


def test_a_worked_case_fills_in_its_answers(trial: Trial, questionnaire: Questionnaire) -> None:
    values = {"name": "calm", "route": "self_help", "answers": factory.SELF_HELP}
    case = casework.add_case(questionnaire=questionnaire, values=values)
    text = trial.sends(go="case", case=case.pk)
    assert 'data-try-now="Self-help, Not urgent"' in text
    trial.sends(go="case", case="999")
    assert trial.answers == {}


def test_a_draft_without_questions_says_how_to_begin(
    trial: Trial, questionnaire: Questionnaire
) -> None:
    edited(questionnaire, factory.small(steps=[]))
    assert "This draft has no question yet." in trial.opens()


def test_a_draft_that_cannot_be_read_says_why_and_leads_to_the_editor(
    trial: Trial, questionnaire: Questionnaire
) -> None:
    broken = questionnaire.get_latest_revision_as_object()
    broken.point_rules[0].value["when"]["parts"][1].value["at_least"] = None
    broken.save_revision()
    text = trial.opens()
    assert "This draft cannot be read yet: not a condition" in text
    assert "Put it right in the editor" in text
    assert 'data-try-now="Self-help, Not urgent"' not in text


def test_only_who_may_change_questionnaires_may_try_them(
    client: Client, questionnaire: Questionnaire
) -> None:
    client.force_login(factory.staff("intake.view_submission"))
    url = reverse("intake_admin:try", args=[questionnaire.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, {"live": "yes"}).status_code == 403
    client.force_login(factory.staff(*CHANGE))
    missing = reverse("intake_admin:try", args=[questionnaire.pk + 1])
    assert client.get(missing).status_code == 404
