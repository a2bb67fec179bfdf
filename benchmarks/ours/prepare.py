"""Fills our site's database and says which requests belong to which entry."""

import html
import re
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from benchmarks.ours import booking
from benchmarks.ours.people import CSRF, TURNS, Raw, emergency, form_body, unflagged, whole_path
from causes.models import CausePage
from clinic_site.demo.seed import causes, questionnaire, site
from intake import conf
from intake.actions import record_answers, start_submission
from intake.engine.answers import read_answers
from intake.engine.path import walk
from intake.engine.types import Kind, Questionnaire, Step
from intake.models import QuestionnaireVersion

Json = dict[str, Any]


def prepare(*, pool: int) -> Json:
    """Return the requests by name and what `verify` needs; `pool` clients for each decision."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    for part in (site, causes, questionnaire):
        part.seed(now=now)
    version = QuestionnaireVersion.objects.select_related("questionnaire").latest("published_at")
    article = _article()
    facts = Clients(version).facts(pool)
    facts["requests"] |= article["requests"] | booking.prepare(pool=pool)
    return facts | {"article": article["article"]}


class Clients:
    """People on their way through one version of the questionnaire."""

    def __init__(self, version: QuestionnaireVersion) -> None:
        self.version = version
        self.definition: Questionnaire = version.definition
        self.answers = whole_path(self.definition)

    def facts(self, pool: int) -> Json:
        """Return the requests of every intake entry, and the people behind them."""
        steps = self._steps()
        first, last = steps[0], steps[-1]
        at_start, at_end = self._client({}), self._client(self.answers)
        flagged_step, flagged = emergency(self.definition)
        patients = [self._client({}) for _ in range(pool)]
        deciders = [self._client(self.answers) for _ in range(pool)]
        chosen = {
            "step_first": first,
            "step_map": next(s for s in steps if _has_map(s)),
            "step_longest": max(steps, key=self._options),
        }
        requests = {name: [self._get(step, at_end)] for name, step in chosen.items()}
        requests["answer_first"] = list(self._posts(first, at_start))
        requests["answer_last"] = list(self._posts(last, at_end))
        requests["answer_emergency"] = [
            self._post(flagged_step, token, flagged) for token in patients
        ]
        requests["decide"] = [self._decide(token) for token in deciders]
        people = {
            "answer_first": {"token": at_start, "base": {}, "turns": self._turns(first)},
            "answer_last": {"token": at_end, "base": self.answers, "turns": self._turns(last)},
            "answer_emergency": {"tokens": patients},
            "decide": {"tokens": deciders},
        }
        return {"requests": requests, "people": people}

    def _steps(self) -> list[Step]:
        found = walk(self.definition, read_answers(self.definition, self.answers)[0])
        return [step for step, _asked in found.shown]

    def _asked(self, step: Step) -> tuple[Any, ...]:
        return tuple(q for q in step.questions if q.key in self.answers)

    def _options(self, step: Step) -> int:
        return max(len(question.options) for question in self._asked(step))

    def _client(self, answers: Raw) -> str:
        submission, token = start_submission(version=self.version, consent_text="I agree.")
        if answers:
            record_answers(submission=submission, answers=answers)
        return token

    def _get(self, step: Step, token: str) -> Json:
        words = [question.text for question in self._asked(step)]
        words += [option.text for question in self._asked(step) for option in question.options]
        return {
            "method": "GET",
            "path": reverse("intake:step", args=[step.key]),
            "cookies": {conf.cookie_name(): token},
            "contains": [html.escape(word) for word in words],
        }

    def _turns(self, step: Step) -> list[Raw]:
        return [
            {question.key: unflagged(question, turn) for question in self._asked(step)}
            for turn in range(TURNS)
        ]

    def _posts(self, step: Step, token: str) -> Iterator[Json]:
        for answers in self._turns(step):
            yield self._post(step.key, token, answers)

    def _post(self, step: str, token: str, answers: Raw) -> Json:
        return _sent(reverse("intake:step", args=[step]), token, form_body(answers))

    def _decide(self, token: str) -> Json:
        result = reverse("intake:result")
        return _sent(reverse("intake:check"), token, form_body({})) | {"contains": [result]}


def _sent(path: str, token: str, body: str) -> Json:
    cookies = {conf.cookie_name(): token, "csrftoken": CSRF}
    return {"method": "POST", "path": path, "cookies": cookies, "body": body, "status": 302}


def _has_map(step: Step) -> bool:
    return any(question.kind is Kind.BODY_MAP for question in step.questions)


def _article() -> Json:
    """Return the requests of the longest article, with the words its page has to hold."""
    article = max(CausePage.objects.live(), key=lambda page: len(str(page.body)))
    words = [html.escape(article.title), html.escape(article.summary)]
    for block in (*article.body, *article.sources):
        words += _headings(block.value)
    words += [html.escape(row.related.title) for row in article.related_causes.all()]
    page = {"method": "GET", "path": article.url, "contains": words}
    # A query never comes from the kept answers: a link with a campaign's mark, for example.
    cold = {**page, "path": f"{article.url}?from=benchmark"}
    requests = {"article_cold": [cold], "article_warm": [page]}
    return {"requests": requests, "article": {"pk": article.pk, "path": article.url}}


def _headings(value: Any) -> list[str]:
    named = [value.get(name) for name in ("heading", "title", "label")]
    return [html.escape(re.sub(r"\s+", " ", text)) for text in named if text]
