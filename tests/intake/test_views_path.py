"""Going back, changing, jumping ahead, answering twice."""

import pytest

from intake.models import Submission
from tests.factories import intake as factory
from tests.intake.walker import (
    CHECK,
    RESULT,
    START,
    Walker,
    form_data,
    links,
    main_text,
    soup,
    step_url,
)

# --- back, change, jump ----------------------------------------------------------------------


def test_going_back_loses_nothing(walker: Walker) -> None:
    walker.start()
    walker.answer("safety", factory.SELF_HELP)
    walker.answer("where", factory.SELF_HELP)
    response = walker.get(step_url("where"))
    checked = soup(response).select("main input[checked]")
    assert [box["value"] for box in checked] == ["buttock"]
    assert soup(response).select_one("a.c-back")["href"] == step_url("safety")
    assert soup(walker.get(step_url("safety"))).select_one("a.c-back")["href"] == START


def test_typed_numbers_and_texts_are_shown_again(walker: Walker) -> None:
    walker.walk_to_check({**factory.SELF_HELP, "duration_weeks": "1,5 years", "work": "Baker"})
    assert soup(walker.get(step_url("began"))).select_one("#q-duration_weeks")["value"] == "78"
    assert soup(walker.get(step_url("words"))).select_one("#q-work")["value"] == "Baker"
    sure = soup(walker.get(step_url("severity"))).select("input[checked]")
    assert [box["value"] for box in sure] == ["3", "no"]


def test_the_check_page_shows_every_answer_with_a_way_to_change_it(walker: Walker) -> None:
    walker.walk_to_check({**factory.SELF_HELP, "work": "Baker"})
    response = walker.get(CHECK)
    words = main_text(response)
    for said in ("None of these", "Buttock", "3 weeks", "Yes, soon", "Baker"):
        assert said in words
    changes = [url for url in links(response) if url.endswith("?change=1")]
    assert step_url("severity") + "?change=1" in changes


def test_a_change_leads_back_to_the_check_page(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    url = step_url("began") + "?change=1"
    assert soup(walker.get(url)).select_one("a.c-back")["href"] == CHECK
    assert soup(walker.get(url)).select_one("main form[method=post]")["action"] == url
    assert walker.client.post(url, form_data({"duration_weeks": "4"}))["Location"] == CHECK
    assert "4 weeks" in main_text(walker.get(CHECK))


def test_a_change_that_opens_a_question_leads_to_that_question(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    response = walker.answer("where", {"pain_regions": ["groin"]}, "?change=1")
    assert response["Location"] == step_url("closer")
    assert "deep lunge" in main_text(walker.get(step_url("closer")))


def test_an_answer_that_is_no_longer_on_the_path_does_not_count(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    walker.answer("where", {"pain_regions": ["groin"]}, "?change=1")
    walker.answer("closer", {"lunge": "free"})
    walker.client.post(CHECK)
    assert "sitting" in walker.submission.answers
    assert "Sitting" not in main_text(walker.get(RESULT))


def test_a_change_to_an_emergency_stops_at_once(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    response = walker.answer("safety", factory.EMERGENCY, "?change=1")
    assert response["Location"] == RESULT


@pytest.mark.parametrize("url", [step_url("words"), step_url("nowhere"), CHECK, RESULT])
def test_jumping_ahead_leads_to_the_first_open_question(walker: Walker, url: str) -> None:
    walker.start()
    response = walker.get(url)
    assert (response.status_code, response["Location"]) == (302, step_url("safety"))


def test_answers_posted_ahead_of_the_path_are_not_kept(walker: Walker) -> None:
    walker.start()
    response = walker.answer("severity", factory.SELF_HELP)
    assert response["Location"] == step_url("safety")
    assert walker.submission.answers == {}


def test_only_the_questions_that_were_asked_are_kept(walker: Walker) -> None:
    walker.start()
    walker.answer("safety", {**factory.SELF_HELP, "unknown": "x"})
    assert walker.submission.answers.keys() == {"red_flags"}


def test_an_error_is_said_on_top_and_at_the_field_and_keeps_what_was_typed(
    walker: Walker,
) -> None:
    walker.start()
    walker.answer("safety", factory.SELF_HELP)
    walker.answer("where", factory.SELF_HELP)
    response = walker.answer("began", {"duration_weeks": "ages"})
    page = soup(response)
    assert response.status_code == 422
    assert page.title.text.strip().startswith("Error:")
    assert page.select_one(".c-error-summary a")["href"] == "#q-duration_weeks"
    field = page.select_one("#q-duration_weeks")
    assert field["value"] == "ages"
    assert field["aria-invalid"] == "true"
    assert all(page.find(id=name) for name in field["aria-describedby"].split())


# --- twice, and in two places ----------------------------------------------------------------


def test_a_double_click_on_continue_is_harmless(walker: Walker) -> None:
    walker.start()
    first = walker.answer("safety", factory.SELF_HELP)
    second = walker.answer("safety", factory.SELF_HELP)
    assert first["Location"] == second["Location"] == step_url("where")
    assert walker.submission.answers == {"red_flags": ["none_of_these"]}


def test_a_double_click_on_the_last_button_shows_one_result(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    for _ in range(2):
        assert walker.client.post(CHECK)["Location"] == RESULT
    assert Submission.objects.completed().count() == 1


def test_two_tabs_of_one_browser_fill_one_set_of_answers(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    walker.answer("began", {"duration_weeks": "5"})
    walker.answer("severity", {"average": "2", "night_pain": "no"})
    answers = walker.submission.answers
    assert (answers["duration_weeks"], answers["average"]) == (5, 2)


def test_a_tab_left_open_leads_to_the_result_once_there_is_one(walker: Walker) -> None:
    walker.finish(factory.SELF_HELP)
    assert walker.answer("began", {"duration_weeks": "500"})["Location"] == RESULT
    assert walker.get(step_url("began"))["Location"] == RESULT
    assert walker.get(CHECK)["Location"] == RESULT
    assert walker.submission.answers["duration_weeks"] == 3
