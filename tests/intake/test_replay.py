"""A draft that decides stored submissions again: what it counts, keeps and never tells."""

import json
import logging
import traceback
from collections import Counter
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from intake import replaying
from intake.engine.codec import DefinitionError
from intake.engine.routing import decide
from intake.engine.types import Questionnaire as Definition
from intake.models import QuestionnaireVersion, Replay, ReplayChange, ReplayState, Submission
from intake.tasks import replay_submissions
from tests.factories import intake as factory
from tests.intake.replays import asked_for, harmless, replayed, save_draft, store_many, stricter

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(version: QuestionnaireVersion) -> list[Submission]:
    """One submission for each way through the questionnaire, and an unfinished one."""
    factory.started(factory.SELF_HELP)
    return [
        factory.completed(answers)
        for answers in (factory.SELF_HELP, factory.BOOKING, factory.UNCLEAR, factory.SAME_DAY)
    ] + [factory.started(factory.EMERGENCY)[0]]


# --- what it finds ---------------------------------------------------------------------------


def test_a_draft_that_decides_alike_changes_nothing(
    version: QuestionnaireVersion, five: list[Submission]
) -> None:
    replay = replayed(version.questionnaire)
    assert (replay.state, replay.total, replay.done, replay.changed) == (ReplayState.DONE, 5, 5, 0)
    assert replay.counts["routes"] == replay.counts["urgencies"] == replay.counts["causes"] == {}
    assert replay.finished_at


def test_what_ends_differently_is_counted_by_route_urgency_and_cause(
    version: QuestionnaireVersion, five: list[Submission]
) -> None:
    replay = replayed(save_draft(version, harmless(stricter(), "red_flags", "fever")))
    assert replay.changed == 2
    assert replay.counts["routes"] == {"self_help → booking": 1, "urgent → booking": 1}
    assert replay.counts["urgencies"] == {"same_day → none": 1}
    assert replay.counts["causes"] == {" → piriformis-syndrome": 1}
    changes = replay.changes.worst_first()
    assert [change.submission for change in changes] == [five[3], five[0]]
    assert [(change.route, change.urgency, change.top_cause) for change in changes] == [
        ("booking", "none", "piriformis-syndrome"),
        ("booking", "none", "piriformis-syndrome"),
    ]


def test_the_counts_equal_a_recount_one_by_one(version: QuestionnaireVersion) -> None:
    store_many(version, 43)
    draft = save_draft(version, harmless(stricter(), "red_flags", "fever"))
    replay = replayed(draft, slice_size=10)
    routes: Counter[str] = Counter()
    changed = set()
    for submission in Submission.objects.completed():
        definition: Definition = draft.definition()
        decision = decide(definition, submission.read_answers())
        now = (decision.route.value, decision.urgency.value, decision.top_cause or "")
        if now != (submission.route, submission.urgency, submission.top_cause):
            changed.add(submission.pk)
        if decision.route.value != submission.route:
            routes[f"{submission.route} → {decision.route.value}"] += 1
    assert replay.done == 43
    assert replay.changed == len(changed)
    assert replay.counts["routes"] == dict(routes)
    assert set(replay.changes.values_list("submission", flat=True)) == changed


def test_only_the_newest_are_decided_again(
    version: QuestionnaireVersion, five: list[Submission]
) -> None:
    draft = save_draft(version, stricter())
    replay = replaying.run_replay(replay=asked_for(draft, most=2), slice_size=1)
    assert (replay.total, replay.done, replay.changed) == (2, 2, 0)


def test_old_versions_and_translations_belong_to_the_family(version: QuestionnaireVersion) -> None:
    factory.completed()
    newer = factory.published(factory.with_text(factory.small(), "average", "How strong is it?"))
    factory.completed(version=newer)
    locale = Locale.objects.create(language_code="de")
    translation = newer.questionnaire.copy_for_translation(locale)
    translation.live = True
    translation.save()
    translation.save_revision().publish()
    german = QuestionnaireVersion.objects.current_of(translation.pk)
    factory.completed(version=german)
    factory.completed(version=factory.published(factory.small(key="another")))
    assert replayed(save_draft(newer, stricter())).done == 3
    assert replayed(translation).done == 3


def test_what_the_draft_asks_besides_is_told(version: QuestionnaireVersion) -> None:
    factory.completed(factory.UNCLEAR)
    definition = stricter()
    definition["steps"][4]["questions"][0].pop("show_if")
    assert replayed(save_draft(version, definition)).counts["incomplete"] == 1


def test_nothing_stored_is_decided_in_no_time(version: QuestionnaireVersion) -> None:
    replay = replayed(version.questionnaire)
    assert (replay.state, replay.done) == (ReplayState.DONE, 0)


# --- asked for, cancelled, broken off --------------------------------------------------------


def test_it_runs_once_the_request_is_stored(
    version: QuestionnaireVersion,
    five: list[Submission],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        replay = replaying.request_replay(questionnaire=version.questionnaire, most=3)
        assert replay.state == ReplayState.WAITING
    replay.refresh_from_db()
    assert (replay.state, replay.done) == (ReplayState.DONE, 3)


def test_a_second_request_shows_the_one_under_way(version: QuestionnaireVersion) -> None:
    first = asked_for(version.questionnaire)
    assert asked_for(version.questionnaire, most=7) == first
    assert asked_for(save_draft(version, stricter())) != first
    replaying.run_replay(replay=first)
    assert asked_for(version.questionnaire) != first


def test_without_a_worker_no_more_are_decided_than_a_request_can_wait_for(
    version: QuestionnaireVersion,
) -> None:
    assert not replaying.has_worker()
    assert asked_for(version.questionnaire, most=10_000).most == replaying.MOST_IN_A_REQUEST


def test_a_draft_that_cannot_be_read_is_refused(version: QuestionnaireVersion) -> None:
    definition = factory.small()
    draft = save_draft(version, definition)
    draft.unclear_points = {"care": "many"}
    with pytest.raises(DefinitionError):
        replaying.request_replay(questionnaire=draft)
    assert not Replay.objects.exists()


def test_what_was_cancelled_before_it_began_never_runs(
    version: QuestionnaireVersion, five: list[Submission]
) -> None:
    replay = asked_for(version.questionnaire)
    replaying.cancel_replay(replay=replay)
    replay_submissions.call(replay.pk)
    replay.refresh_from_db()
    assert (replay.state, replay.done) == (ReplayState.CANCELLED, 0)


def test_a_cancel_is_heard_after_the_slice(
    version: QuestionnaireVersion, five: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = asked_for(save_draft(version, stricter()))
    seen = []

    def decide_and_cancel(*args: Any) -> Any:
        seen.append(1)
        if len(seen) == 3:
            replaying.cancel_replay(replay=replay)
        return decide(*args)

    monkeypatch.setattr(replaying, "decide", decide_and_cancel)
    replaying.run_replay(replay=replay, slice_size=2)
    replay.refresh_from_db()
    assert (replay.state, replay.done, len(seen)) == (ReplayState.CANCELLED, 2, 4)


def test_one_that_has_ended_cannot_be_cancelled_or_run_again(version: QuestionnaireVersion) -> None:
    replay = replayed(version.questionnaire)
    assert replaying.cancel_replay(replay=replay).state == ReplayState.DONE
    factory.completed()
    assert replaying.run_replay(replay=replay).done == 0


def test_one_that_breaks_off_says_so_and_can_be_asked_for_again(
    version: QuestionnaireVersion, five: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_args: Any) -> None:
        raise ValueError(f"{factory.MARKER} was not expected")

    replay = asked_for(version.questionnaire)
    with monkeypatch.context() as broken:
        broken.setattr(replaying, "decide", break_off)
        with pytest.raises(replaying.ReplayStoppedError) as told:
            replaying.run_replay(replay=replay)
    assert factory.MARKER not in "".join(traceback.format_exception(told.value))
    replay.refresh_from_db()
    assert replay.state == ReplayState.FAILED
    assert replay.finished_at
    again = replayed(version.questionnaire)
    assert (again.state, again.done) == (ReplayState.DONE, 5)


def test_a_worker_that_is_told_to_end_leaves_no_replay_running(
    version: QuestionnaireVersion, five: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_args: Any) -> None:
        raise SystemExit(1)

    replay = asked_for(version.questionnaire)
    monkeypatch.setattr(replaying, "decide", end)
    with pytest.raises(SystemExit):
        replaying.run_replay(replay=replay)
    replay.refresh_from_db()
    assert replay.state == ReplayState.FAILED


def test_a_submission_that_no_key_opens_stops_nothing(
    version: QuestionnaireVersion, five: list[Submission]
) -> None:
    other = Fernet.generate_key().decode()
    with override_settings(CLINIC_INTAKE_ENCRYPTION_KEYS=[other]):
        factory.completed()
    replay = replayed(version.questionnaire)
    assert (replay.state, replay.done, replay.counts["unreadable"]) == (ReplayState.DONE, 6, 1)


# --- privacy ---------------------------------------------------------------------------------


def test_a_changed_submission_vanishes_with_the_submission(
    version: QuestionnaireVersion, five: list[Submission]
) -> None:
    replay = replayed(save_draft(version, stricter()))
    assert replay.changes.count() == 1
    five[0].delete()
    assert not ReplayChange.objects.exists()
    replay.refresh_from_db()
    assert replay.changed == 1


def test_a_submission_erased_while_the_draft_decides_is_simply_gone(
    version: QuestionnaireVersion, five: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = asked_for(save_draft(version, stricter()))

    def decide_and_erase(*args: Any) -> Any:
        Submission.objects.filter(pk=five[0].pk).delete()
        return decide(*args)

    monkeypatch.setattr(replaying, "decide", decide_and_erase)
    replaying.run_replay(replay=replay)
    replay.refresh_from_db()
    assert replay.state == ReplayState.DONE
    assert not replay.changes.exists()


def test_a_replay_and_its_task_hold_no_answer(
    version: QuestionnaireVersion,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    factory.completed({**factory.SELF_HELP, "story": f"{factory.MARKER} bit me"})
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        replay = replaying.request_replay(questionnaire=save_draft(version, stricter()))
    replay.refresh_from_db()
    assert replay.changed == 1
    stored = json.dumps(list(Replay.objects.values()), default=str)
    stored += json.dumps(list(ReplayChange.objects.values()), default=str)
    assert factory.MARKER not in stored + caplog.text
    assert set(replay.counts) == {"routes", "urgencies", "causes", "unreadable", "incomplete"}


def test_the_task_of_a_replay_that_is_gone_does_nothing(version: QuestionnaireVersion) -> None:
    replay = asked_for(version.questionnaire)
    number = replay.pk
    replay.delete()
    replay_submissions.call(number)


# --- what it costs ---------------------------------------------------------------------------


def test_a_slice_costs_the_same_queries_however_many_change(
    version: QuestionnaireVersion,
) -> None:
    draft = save_draft(version, stricter())
    costs = []
    for wanted in (3, 30):
        store_many(version, 5 * wanted)
        replay = asked_for(draft)
        with CaptureQueriesContext(connection) as queries:
            replaying.run_replay(replay=replay)
        replay.refresh_from_db()
        assert replay.changed >= wanted
        costs.append(len(queries))
    assert costs[0] == costs[1]
