"""The pages of replays: who sees what, how one is begun, watched, cancelled and read."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake import replaying
from intake.admin import replay_words
from intake.models import QuestionnaireVersion, Replay, ReplayState, Submission
from tests.factories import intake as factory
from tests.intake.replays import asked_for, harmless, replayed, save_draft, store_many, stricter
from tests.intake.walker import main_text, soup

pytestmark = pytest.mark.django_db

EDITOR = ("intake.change_questionnaire",)
FRONT_DESK = (*EDITOR, "intake.view_submission", "intake.see_all_submissions")
CLINICIAN = (*FRONT_DESK, "intake.read_answers")
STORY = f"{factory.MARKER} bit me"


def signed_in(*permissions: str) -> Client:
    client = Client()
    client.force_login(factory.staff(*permissions))
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"intake_admin:{name}", args=args)


@pytest.fixture
def mild(version: QuestionnaireVersion) -> Submission:
    """A client who was sent to self-help."""
    return factory.completed({**factory.SELF_HELP, "story": STORY})


@pytest.fixture
def feverish(version: QuestionnaireVersion) -> Submission:
    """A client who was sent to a doctor the same day."""
    return factory.completed(factory.SAME_DAY)


@pytest.fixture
def replay(mild: Submission, feverish: Submission, version: QuestionnaireVersion) -> Replay:
    """A replay of a draft that sends both to a visit."""
    return replayed(save_draft(version, harmless(stricter(), "red_flags", "fever")))


def replay_url(replay: Replay, name: str = "replay") -> str:
    return page(name, replay.questionnaire_id, replay.pk)


def change_url(replay: Replay, submission: Submission) -> str:
    return page("replay_change", replay.questionnaire_id, replay.pk, submission.pk)


# --- who may come in -------------------------------------------------------------------------


def test_only_who_may_change_questionnaires_comes_in(replay: Replay, mild: Submission) -> None:
    addresses = [
        page("replays", replay.questionnaire_id),
        replay_url(replay),
        replay_url(replay, "replay_progress"),
        change_url(replay, mild),
    ]
    for client in (
        signed_in(),
        signed_in("intake.view_submission", "intake.read_answers", "intake.see_all_submissions"),
    ):
        for address in addresses:
            assert client.get(address).status_code in (302, 403), address
        assert client.post(replay_url(replay, "replay_cancel")).status_code in (302, 403)
    for address in addresses:
        assert "/admin/login/" in Client().get(address)["Location"]


def test_a_replay_of_another_questionnaire_is_not_found(replay: Replay) -> None:
    other = factory.published(factory.small(key="another")).questionnaire
    client = signed_in(*CLINICIAN)
    assert client.get(page("replay", other.pk, replay.pk)).status_code == 404
    assert client.get(page("replay", replay.questionnaire_id, replay.pk + 1)).status_code == 404


def test_who_may_not_see_submissions_gets_no_list_and_no_small_number(
    replay: Replay, mild: Submission
) -> None:
    client = signed_in(*EDITOR)
    words = main_text(client.get(replay_url(replay)))
    assert "Too few to say anything without pointing at single people; take 20" in words
    assert "self-help to visit" not in words
    assert "Piriformis" not in words
    assert mild.reference not in words
    assert client.get(change_url(replay, mild)).status_code in (302, 403)
    assert "2 of 2" not in main_text(client.get(page("replays", replay.questionnaire_id)))


def test_groups_of_five_and_more_are_numbers_for_everybody(version: QuestionnaireVersion) -> None:
    store_many(version, 30)
    replay = replayed(save_draft(version, stricter()))
    words = main_text(signed_in(*EDITOR).get(replay_url(replay)))
    assert "6 of 30 change; 6 from self-help to visit" in words


def test_a_small_number_of_many_is_hidden_too(version: QuestionnaireVersion) -> None:
    store_many(version, 20)
    replay = replayed(save_draft(version, stricter()))
    words = main_text(signed_in(*EDITOR).get(replay_url(replay)))
    assert "Fewer than 5 of 20 change; fewer than 5 from self-help to visit" in words


def test_a_draft_written_to_ask_for_one_person_gets_no_answer(
    version: QuestionnaireVersion,
) -> None:
    store_many(version, 19)
    editor = signed_in(*EDITOR)
    told = {
        main_text(editor.get(replay_url(replayed(save_draft(version, draft))))).partition("Asked")[
            0
        ]
        for draft in (stricter(), factory.with_text(factory.small(), "average", "How bad?"))
    }
    assert len(told) == 1


def test_that_nobody_moves_is_no_more_told_than_that_few_do(
    version: QuestionnaireVersion,
) -> None:
    store_many(version, 20)
    replay = replayed(
        save_draft(version, factory.with_text(factory.small(), "average", "How bad?"))
    )
    words = main_text(signed_in(*EDITOR).get(replay_url(replay)))
    assert "Fewer than 5 of 20 change" in words


def test_the_front_desk_sees_where_each_leads_but_nothing_clinical(
    replay: Replay, mild: Submission
) -> None:
    client = signed_in(*FRONT_DESK)
    assert mild.reference in main_text(client.get(replay_url(replay)))
    words = main_text(client.get(change_url(replay, mild)))
    assert "Self-help" in words
    assert "Visit" in words
    for hidden in ("Buttock", "Piriformis", STORY, "The pain is mild"):
        assert hidden not in words


def test_a_clinician_sees_both_decisions_with_the_answers_and_their_points(
    replay: Replay, mild: Submission
) -> None:
    words = main_text(signed_in(*CLINICIAN).get(change_url(replay, mild)))
    for shown in (
        "Buttock", STORY, "Piriformis syndrome +3",
        "The pain is mild and the cause stands out.", "The pain has lasted or is strong.",
        "Self-help", "Visit", mild.reference,
    ):  # fmt: skip
        assert shown in words


def test_an_answer_that_the_draft_does_not_ask_for_is_shown_as_not_counted(
    version: QuestionnaireVersion, mild: Submission
) -> None:
    definition = stricter()
    definition["steps"][4]["questions"].pop(0)
    definition["steps"][3]["questions"].append(
        {
            "key": "tried",
            "kind": "yes_no",
            "text": "Have you tried anything?",
            "short": "Tried before",
            "options": [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}],
        }
    )
    replay = replayed(save_draft(version, definition))
    words = main_text(signed_in(*CLINICIAN).get(change_url(replay, mild)))
    assert "not counted: the draft does not ask it here" in words
    assert "The draft also asks: Tried before" in words
    overview = main_text(signed_in(*CLINICIAN).get(replay_url(replay)))
    assert "1 did not say everything the draft asks" in overview


# --- begin, watch, cancel --------------------------------------------------------------------


def test_without_submissions_the_page_says_what_will_be_here(version: QuestionnaireVersion) -> None:
    response = signed_in(*EDITOR).get(page("replays", version.questionnaire_id))
    assert "Nobody has come to the end of this questionnaire yet" in main_text(response)
    assert not soup(response).select("form.intake-replay-form")


def test_a_replay_is_begun_by_a_form_and_shown(
    mild: Submission, version: QuestionnaireVersion, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(*CLINICIAN)
    address = page("replays", version.questionnaire_id)
    [field] = soup(client.get(address)).select("input[name=most]")
    assert (field["value"], field["max"]) == ("1000", str(replaying.MOST_IN_A_REQUEST))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, {"most": "50"})
    replay = Replay.objects.get()
    assert response["Location"] == replay_url(replay)
    assert "1 ends as before" in main_text(client.get(response["Location"]))
    assert "1 ends as before" in main_text(client.get(address))


@pytest.mark.parametrize("typed", ["", "0", "-3", "many", "1e9", "999999"])
def test_a_number_that_cannot_be_asked_for_is_refused(
    typed: str, mild: Submission, version: QuestionnaireVersion
) -> None:
    response = signed_in(*EDITOR).post(page("replays", version.questionnaire_id), {"most": typed})
    assert response.status_code == 422
    assert "Enter a number from 1 to 2,000" in main_text(response)
    assert not Replay.objects.exists()


def test_looking_begins_nothing(mild: Submission, version: QuestionnaireVersion) -> None:
    client = signed_in(*CLINICIAN)
    replay = asked_for(version.questionnaire)
    for name in ("replay", "replay_progress", "replay_cancel"):
        client.get(replay_url(replay, name))
    replay.refresh_from_db()
    assert replay.state == ReplayState.WAITING
    assert client.get(replay_url(replay, "replay_cancel")).status_code == 405


def test_one_under_way_is_watched_with_and_without_javascript(
    version: QuestionnaireVersion,
) -> None:
    store_many(version, 10)
    replay = asked_for(save_draft(version, stricter()))
    Replay.objects.filter(pk=replay.pk).update(
        state=ReplayState.RUNNING, done=5_000, total=10_000, changed=12
    )
    client = signed_in(*CLINICIAN)
    response = client.get(replay_url(replay))
    found = soup(response)
    assert "5,000 of 10,000 decided again; 12 change so far." in main_text(response)
    [bar] = found.select("progress")
    assert (bar["value"], bar["max"]) == ("5000", "10000")
    assert found.find("a", string="Look again")
    assert found.select(f"[data-replay='{replay_url(replay, 'replay_progress')}']")
    state = client.get(replay_url(replay, "replay_progress")).json()
    assert (state["under_way"], state["done"], state["total"]) == (True, 5_000, 10_000)
    assert state["words"] == "5,000 of 10,000 decided again; 12 change so far."


def test_a_button_cancels_it(version: QuestionnaireVersion) -> None:
    store_many(version, 10)
    replay = asked_for(version.questionnaire)
    Replay.objects.filter(pk=replay.pk).update(state=ReplayState.RUNNING, done=5, total=10)
    client = signed_in(*EDITOR)
    response = client.post(replay_url(replay, "replay_cancel"), follow=True)
    assert "Cancelled after 5 of 10" in main_text(response)
    assert not soup(response).select("[data-replay]")


def test_one_that_broke_off_says_so(mild: Submission, version: QuestionnaireVersion) -> None:
    replay = asked_for(version.questionnaire)
    Replay.objects.filter(pk=replay.pk).update(state=ReplayState.FAILED, done=5, total=10)
    words = main_text(signed_in(*EDITOR).get(replay_url(replay)))
    assert "It broke off after 5 of 10" in words


def test_one_that_nobody_begins_asks_for_the_worker(
    mild: Submission, version: QuestionnaireVersion
) -> None:
    replay = asked_for(version.questionnaire)
    client = signed_in(*EDITOR)
    assert client.get(replay_url(replay, "replay_progress")).json()["advice"] == ""
    long_ago = timezone.now() - 2 * replay_words.PATIENCE[ReplayState.WAITING]
    Replay.objects.filter(pk=replay.pk).update(requested_at=long_ago)
    state = client.get(replay_url(replay, "replay_progress")).json()
    assert "whether its worker is running" in state["advice"]


# --- what it says ----------------------------------------------------------------------------


def test_the_less_urgent_come_first_and_stand_out(
    replay: Replay, mild: Submission, feverish: Submission
) -> None:
    response = signed_in(*CLINICIAN).get(replay_url(replay))
    found = soup(response)
    words = main_text(response)
    assert "2 of 2 change; 1 from medical care to visit; 1 from self-help to visit" in words
    [alarm] = found.select(".intake-replay-alarm")
    assert "1 from same day to not urgent" in alarm.get_text(" ", strip=True)
    rows = [row.get_text(" ", strip=True) for row in found.select("#changed ~ div tbody tr")]
    assert rows[0].startswith(feverish.reference)
    assert "less urgent" in rows[0]
    assert rows[1].startswith(mild.reference)


def test_a_count_narrows_the_list_to_its_submissions(replay: Replay, mild: Submission) -> None:
    client = signed_in(*CLINICIAN)
    [link] = [
        a["href"]
        for a in soup(client.get(replay_url(replay))).select("td a[href^='?from=']")
        if "self_help" in a["href"]
    ]
    response = client.get(replay_url(replay) + link.partition("#")[0])
    assert "From self-help to visit" in main_text(response)
    assert len(soup(response).select("#changed ~ div tbody tr")) == 1
    nowhere = client.get(replay_url(replay) + "?from=<script>&to=booking")
    assert "Submissions that end differently" in main_text(nowhere)


def test_a_changed_draft_makes_older_replays_say_so(
    replay: Replay, version: QuestionnaireVersion, mild: Submission
) -> None:
    client = signed_in(*CLINICIAN)
    changed = "The draft has changed since this replay"
    for address in (replay_url(replay), change_url(replay, mild)):
        assert changed not in main_text(client.get(address))
    save_draft(version, factory.small())
    for address in (replay_url(replay), change_url(replay, mild)):
        assert changed in main_text(client.get(address))
    assert "the draft has changed since" in main_text(
        client.get(page("replays", replay.questionnaire_id))
    )


def test_an_erased_submission_is_gone_from_the_list(replay: Replay, mild: Submission) -> None:
    client = signed_in(*CLINICIAN)
    address = change_url(replay, mild)
    mild.delete()
    assert client.get(address).status_code == 404
    words = main_text(client.get(replay_url(replay)))
    assert "1 of them was erased since." in words


def test_pages_ask_as_much_at_three_rows_as_at_thirty(version: QuestionnaireVersion) -> None:
    client = signed_in(*CLINICIAN)
    costs: dict[str, list[int]] = {"replay": [], "replays": []}
    for count in (15, 90):
        store_many(version, count)
        draft = save_draft(version, stricter())
        replay = replayed(draft)
        Replay.objects.bulk_create(
            Replay(
                questionnaire_id=draft.pk, sha256="0" * 64, content="{}", most=1, done=1, total=1
            )
            for _ in range(count // 5)
        )
        for name, address in (
            ("replay", replay_url(replay)),
            ("replays", page("replays", draft.pk)),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            costs[name].append(len(queries))
    assert all(low == high for low, high in costs.values()), costs
