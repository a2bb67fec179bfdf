"""Who comes back after self-help, and is not better, is sent to a person."""

import datetime
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import conf, second_look
from intake.engine.safety import Progress
from intake.models import Alert, SecondLook, Submission
from intake.second_look import look_again
from tests.factories import intake as factory
from tests.intake.walker import RESULT, Walker, cache_words, links, main_text, soup

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
POLICY = {
    "within_days": 30,
    "person_when": ["same", "worse", "not_sure"],
    "reason": "It has not got better, so somebody should look.",
    "service": "",
}


def publish(**changes: Any) -> None:
    factory.published(factory.small(second_look=POLICY | changes))


@pytest.fixture
def submission() -> Submission:
    publish()
    factory.intake_page(factory.current())
    return factory.completed()


def url(submission: Submission) -> str:
    return reverse("intake:again", args=[second_look.link_token(submission)])


def now_url(submission: Submission) -> str:
    return reverse("intake:again_now", args=[second_look.link_token(submission)])


def tell(client: Client, submission: Submission, progress: str) -> HttpResponse:
    """Say how it is, and read the page that follows."""
    response = client.post(url(submission), {"q-progress": progress})
    assert response["Location"] == now_url(submission)
    return client.get(response["Location"])


def later(**delta: int) -> Any:
    """Everything happens later."""
    return patch.object(timezone, "now", return_value=timezone.now() + datetime.timedelta(**delta))


class TestTheDecision:
    @pytest.mark.parametrize("progress", [Progress.SAME, Progress.WORSE, Progress.NOT_SURE])
    def test_not_better_leads_to_a_person(self, submission: Submission, progress: Progress) -> None:
        look = look_again(submission=submission, progress=progress, now=timezone.now())
        assert look.needs_person

    def test_better_goes_on_alone(self, submission: Submission) -> None:
        look = look_again(submission=submission, progress=Progress.BETTER, now=timezone.now())
        assert not look.needs_person

    def test_the_clinic_may_say_who_needs_a_person(self) -> None:
        publish(person_when=["worse"])
        submission = factory.completed()
        for progress, person in ((Progress.SAME, False), (Progress.WORSE, True)):
            assert look_again(submission=submission, progress=progress).needs_person is person

    @pytest.mark.parametrize("person_when", [["same"], ["worse"], ["not_sure"]])
    def test_not_sure_never_counts_as_better(self, person_when: list[str]) -> None:
        publish(person_when=person_when)
        look = look_again(submission=factory.completed(), progress=Progress.NOT_SURE)
        assert look.needs_person

    def test_the_same_answer_within_a_minute_is_kept_once(self, submission: Submission) -> None:
        now = timezone.now()
        first = look_again(submission=submission, progress=Progress.SAME, now=now)
        second = look_again(
            submission=submission,
            progress=Progress.SAME,
            now=now + datetime.timedelta(seconds=59),
        )
        assert second == first
        look_again(submission=submission, progress=Progress.SAME, now=now + DAY)
        look_again(submission=submission, progress=Progress.WORSE, now=now + DAY)
        assert SecondLook.objects.count() == 3

    def test_the_old_decision_stays_as_it_was(self, submission: Submission) -> None:
        before = Submission.objects.values().get()
        look_again(submission=submission, progress=Progress.WORSE)
        assert Submission.objects.values().get() == before

    def test_the_rule_is_that_of_the_version_the_client_answered(
        self, submission: Submission
    ) -> None:
        publish(person_when=["worse"])
        assert look_again(submission=submission, progress=Progress.SAME).needs_person


class TestTheLink:
    def test_the_result_of_self_help_shows_it(self, submission: Submission) -> None:
        page = soup(Walker(Client()).finish(factory.SELF_HELP))
        latest = Submission.objects.order_by("-pk")[0]
        field = page.find("input", id="come-back-address")
        assert field is not None
        assert field["value"] == f"http://testserver{url(latest)}"
        assert page.find("label", attrs={"for": "come-back-address"})
        assert page.find(class_="intake-on-paper").get_text() == field["value"]

    @pytest.mark.parametrize("answers", [factory.BOOKING, factory.SAME_DAY, factory.EMERGENCY])
    def test_no_other_result_offers_it(
        self, submission: Submission, answers: dict[str, Any]
    ) -> None:
        response = Walker(Client()).finish(answers)
        assert "/again/" not in response.content.decode()
        latest = Submission.objects.order_by("-pk")[0]
        assert Client().get(url(latest)).status_code == 404

    def test_nor_where_the_clinic_offers_none(self) -> None:
        publish(within_days=0)
        factory.intake_page(factory.current())
        response = Walker(Client()).finish(factory.SELF_HELP)
        assert "/again/" not in response.content.decode()
        assert "come back and book a visit" in main_text(response)

    def test_it_works_on_another_device_for_as_long_as_the_clinic_says(
        self, submission: Submission
    ) -> None:
        with later(days=29, hours=23):
            assert Client().get(url(submission)).status_code == 200
            assert tell(Client(), submission, "same").status_code == 200

    def test_it_works_all_day_on_the_last_day_a_client_is_told(
        self, submission: Submission
    ) -> None:
        told = second_look.last_day(submission)
        assert told is not None
        night = datetime.datetime.combine(told, datetime.time.max, timezone.get_current_timezone())
        assert second_look.is_open(submission, night)
        assert not second_look.is_open(submission, night + DAY)
        assert f"works until {told:%A} {told.day} {told:%B}" in main_text(
            tell(Client(), submission, "better")
        )

    def test_after_that_it_says_so_kindly(self, submission: Submission) -> None:
        with later(days=30, minutes=1):
            for method in (Client().get, Client().post):
                response = method(url(submission), {"q-progress": "worse"})
                assert response.status_code == 404
                assert "This link does not work any more" in main_text(response)
                assert "/intake/" in links(response)
        assert not SecondLook.objects.exists()

    def test_a_changed_or_invented_link_opens_nothing(self, submission: Submission) -> None:
        token = second_look.link_token(submission)
        other = factory.completed()
        swapped = token.replace(submission.reference, other.reference)
        elsewhere = signing.Signer(salt="another room").sign(submission.reference)
        for bad in (swapped, elsewhere, token[:-1], submission.reference, "x" * 500):
            response = Client().get(reverse("intake:again", args=[bad]))
            assert response.status_code == 404, bad
            assert submission.reference not in main_text(response)

    def test_it_is_hard_to_guess(self, submission: Submission) -> None:
        signature = second_look.link_token(submission).rpartition(":")[2]
        assert len(signature) * 6 >= 128

    def test_deleted_answers_take_it_along(self, submission: Submission) -> None:
        address = url(submission)
        submission.delete()
        assert Client().get(address).status_code == 404

    def test_it_opens_no_answers(self, submission: Submission) -> None:
        client = Client()
        tell(client, submission, "same")
        assert client.get(RESULT).status_code == 404
        assert client.get(reverse("intake:check")).status_code == 404
        assert conf.cookie_name() not in client.cookies
        for address in (url(submission), now_url(submission)):
            assert "Buttock" not in client.get(address).content.decode()


class TestThePages:
    def test_looking_changes_nothing(
        self, submission: Submission, no_writes: Callable[[], Any]
    ) -> None:
        client = Client()
        with no_writes():
            assert client.get(url(submission)).status_code == 200
            assert client.head(url(submission)).status_code == 200
            assert client.get(now_url(submission))["Location"] == url(submission)

    def test_warning_signs_come_before_the_question(self, submission: Submission) -> None:
        words = main_text(Client().get(url(submission)))
        assert words.index("Call 911 if") < words.index("How is it now?")

    def test_all_four_answers_are_tiles(self, submission: Submission) -> None:
        page = soup(Client().get(url(submission)))
        assert [" ".join(tile.get_text().split()) for tile in page.select(".c-tile")] == [
            "Better",
            "The same",
            "Worse",
            "Not sure",
        ]
        assert page.find("legend").get_text() == "How is it now?"

    def test_nobody_keeps_or_passes_them_on(self, submission: Submission) -> None:
        client = Client()
        tell(client, submission, "same")
        for address in (url(submission), now_url(submission), f"{url(submission)[:-2]}/"):
            response = client.get(address)
            assert response["Referrer-Policy"] == "same-origin"
            assert {"private", "no-store"} <= cache_words(response)
            assert response["X-Robots-Tag"] == "noindex"

    @pytest.mark.parametrize("data", [{}, {"q-progress": "excellent"}])
    def test_without_an_answer_it_says_what_to_do(
        self, submission: Submission, data: dict[str, str]
    ) -> None:
        response = Client().post(url(submission), data)
        assert response.status_code == 422
        assert soup(response).select_one(".c-error-summary a")["href"] == "#q-progress-better"
        assert not SecondLook.objects.exists()

    def test_a_person_is_one_button_away_with_the_clinics_reason(
        self, submission: Submission
    ) -> None:
        response = tell(Client(), submission, "same")
        assert "Book a visit" in soup(response).find("h1").get_text()
        assert POLICY["reason"] in main_text(response)
        assert reverse("intake_booking:times") in [link.split("?")[0] for link in links(response)]

    def test_better_reads_on_and_may_come_back(self, submission: Submission) -> None:
        article = factory.article()
        response = tell(Client(), submission, "better")
        assert "Keep doing what helps" in main_text(response)
        assert article.url in links(response)
        assert "Your link works until" in main_text(response)
        assert url(submission) in links(response)

    @pytest.mark.parametrize("progress", ["better", "same", "worse", "not_sure"])
    def test_every_page_says_when_to_call_for_help(
        self, submission: Submission, progress: str
    ) -> None:
        response = tell(Client(), submission, progress)
        assert "Call 911 if" in main_text(response)
        assert "tel:911" in links(response)

    def test_who_comes_back_is_asked_for_signs_that_have_begun_already(
        self, submission: Submission
    ) -> None:
        client = Client()
        for response in (
            client.get(url(submission)),
            tell(client, submission, "worse"),
            client.get(f"{url(submission)[:-2]}/"),
        ):
            assert "Call 911 if, now or later:" in main_text(response)
            assert "from now on" not in main_text(response)

    def test_who_is_worse_reads_the_signs_before_the_way_to_book(
        self, submission: Submission
    ) -> None:
        words = main_text(tell(Client(), submission, "worse"))
        said = ["Call 911 if", "Getting worse quickly?", "Contact your doctor", "Choose a time"]
        assert sorted(said, key=words.rindex) == said
        words = main_text(tell(Client(), submission, "same"))
        assert words.index("Choose a time") < words.index("Call 911 if")

    def test_the_latest_answer_counts(self, submission: Submission) -> None:
        client = Client()
        tell(client, submission, "better")
        assert "Book a visit" in main_text(tell(client, submission, "worse"))
        assert "Keep doing what helps" in main_text(tell(client, submission, "better"))

    def test_the_old_result_leads_on_to_the_person(self, submission: Submission) -> None:
        walker = Walker(Client())
        first = walker.finish(factory.SELF_HELP)
        latest = Submission.objects.order_by("-pk")[0]
        assert now_url(latest) not in links(first)
        tell(walker.client, latest, "worse")
        assert now_url(latest) == links(walker.client.get(RESULT))[0]
        tell(walker.client, latest, "better")
        assert now_url(latest) not in links(walker.client.get(RESULT))

    def test_a_double_press_leaves_one_row(self, submission: Submission) -> None:
        client = Client()
        tell(client, submission, "same")
        tell(client, submission, "same")
        assert SecondLook.objects.count() == 1


@pytest.mark.parametrize("progress", Progress)
def test_no_answer_is_urgent_by_itself_so_none_needs_an_alert(
    submission: Submission, progress: Progress
) -> None:
    look = look_again(submission=submission, progress=progress)
    assert look.route in ("booking", "self_help")
    assert not Alert.objects.exists()


def test_who_comes_back_and_answers_urgently_alerts_once_like_anybody(
    submission: Submission,
) -> None:
    walker = Walker(Client())
    tell(walker.client, submission, "worse")
    walker.finish(factory.EMERGENCY)
    assert Alert.objects.get().submission != submission
    walker.client.get(RESULT)
    assert Alert.objects.count() == 1


class TestBookingAfterwards:
    def test_the_service_is_the_second_looks_own(self) -> None:
        publish(service="long-visit")
        decision = second_look.booking_decision(factory.completed())
        assert decision.service == "long-visit"

    def test_a_strange_browser_may_book_for_these_answers(
        self, submission: Submission, rf: Any
    ) -> None:
        from intake import access

        client = Client()
        tell(client, submission, "same")
        request = rf.get("/booking/")
        request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        assert access.submission_for_booking(request) == submission
        assert access.submission_from_request(request) is None
        with later(days=31):
            assert access.submission_for_booking(request) is None

    def test_better_books_like_anybody(self, submission: Submission, rf: Any) -> None:
        from intake import access

        client = Client()
        tell(client, submission, "better")
        request = rf.get("/booking/")
        request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        assert access.submission_for_booking(request) is None

    def test_answers_that_call_for_care_come_first(self, submission: Submission, rf: Any) -> None:
        from intake import access

        walker = Walker(Client())
        walker.finish(factory.SAME_DAY)
        tell(walker.client, submission, "same")
        request = rf.get("/booking/")
        request.COOKIES = {name: m.value for name, m in walker.client.cookies.items()}
        assert access.submission_for_booking(request).is_urgent

    def test_forgetting_on_this_device_forgets_it_too(self, submission: Submission) -> None:
        client = Client()
        tell(client, submission, "same")
        client.post(reverse("intake:leave"))
        assert not client.cookies[conf.second_look_cookie_name()].value
