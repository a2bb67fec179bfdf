"""Somebody in front of the scoring sheet, and what the draft holds afterwards."""

from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from intake.models import Questionnaire
from intake.score_cells import Place
from intake.scoresheet import Edit, save_scores

SITTING = Place("sitting", "worse", "piriformis-syndrome")
LUNGE = Place("lunge", "pulls", "iliopsoas-syndrome")
FEVER = Place("red_flags", "fever", "")
WEEKS = Place("duration_weeks", "12..", "care")
COMBINATION = Place("", "long_and_groin", "iliopsoas-syndrome")


class Sheet:
    """Somebody in front of the sheet, whose browser sends what it showed with a few changes."""

    def __init__(self, questionnaire: Questionnaire, user: User) -> None:
        self.url = reverse("intake_admin:scores", args=[questionnaire.pk])
        self.client = Client()
        self.client.force_login(user)
        self.data: dict[str, str] = {}

    def open(self) -> HttpResponse:
        response = self.client.get(self.url)
        self.read(response)
        return response

    def read(self, response: HttpResponse) -> None:
        """Take the form as a browser without JavaScript would send it."""
        form = soup(response).select_one("form[data-scores-form]")
        self.data = {}
        for control in form.select("input[name]"):
            self.data[control["name"]] = control.get("value", "")
        for control in form.select("select[name]"):
            chosen = control.select_one("option[selected]")
            self.data[control["name"]] = chosen["value"] if chosen else ""

    def save(self, changes: dict[Place, str], *, whole: bool = True) -> HttpResponse:
        """Send the whole form, or as the script does only what was changed."""
        typed = {place.name: text for place, text in changes.items()}
        kept = {name: text for name, text in self.data.items() if not name.startswith("cell/")}
        return self.client.post(self.url, (self.data if whole else kept) | typed)


def fresh(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.get(pk=questionnaire.pk)


def draft_of(questionnaire: Questionnaire) -> Questionnaire:
    found: Questionnaire = fresh(questionnaire).get_latest_revision_as_object()
    return found


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse) -> str:
    return " ".join(soup(response).get_text(" ").split())


def shown(response: HttpResponse, place: Place) -> str:
    control = soup(response).find(attrs={"name": place.name})
    return str(control.get("value", ""))


def points(questionnaire: Questionnaire, place: Place) -> Any:
    """Return what the draft gives at a place, as the engine reads it."""
    definition = draft_of(questionnaire).definition()
    if not place.question:
        rule = next(rule for rule in definition.point_rules if rule.key == place.answer)
        return dict(rule.points).get(place.total, 0)
    question = definition.question(place.question)
    assert question
    scored = question.option(place.answer) or question.bands[0]
    return dict(scored.points).get(place.total, 0) if place.total else scored.flag


def change_draft(questionnaire: Questionnaire, place: Place, old: Any, new: Any, by: Any) -> None:
    saved = save_scores(
        questionnaire=questionnaire,
        cells=[Edit(place, old, new)],
        base_revision_id=fresh(questionnaire).latest_revision_id,
        by=by,
    )
    assert not saved.refusals
