"""How staff get in: guessed passwords, the second factor, idle browsers, and refused pages."""

import binascii
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.http import HttpResponseRedirect
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from clinic_site.home.models import HomePage
from clinic_site.refusing import RefusedMiddleware
from clinic_site.second_factor import KEY_IN_SESSION
from intake import limiting
from tests.factories import intake as factory

LOGIN = "/admin/login/"
PASSWORD = "correct-horse-9"
REPORT = reverse("wagtailadmin_reports:locked_pages")

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("olive", "olive@example.com", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"username": "olive", "password": password}, **more)


class TestGuessedPasswords:
    @pytest.fixture(autouse=True)
    def counted(self, settings: Any) -> None:
        settings.AXES_ENABLED = True
        limiting.forget_all()

    def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(
        self, client: Client, owner: User
    ) -> None:
        answers = [sign_in(client, "wrong").status_code for _ in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        locked = sign_in(client)
        assert locked.status_code == 429
        assert locked["Retry-After"] == "900"
        page = locked.content.decode()
        assert "again in 15 minutes" in page
        assert "Set a new password" in page
        assert client.get("/admin/").status_code == 302

    def test_somebody_elsewhere_locks_nobody_out(self, client: Client, owner: User) -> None:
        for _ in range(6):
            sign_in(client, "wrong", REMOTE_ADDR="203.0.113.9")
        assert sign_in(client).status_code == 302
        assert client.get("/admin/").status_code == 200

    def test_a_made_up_header_does_not_make_a_new_address(
        self, client: Client, owner: User
    ) -> None:
        for number in range(5):
            sign_in(client, "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        assert sign_in(client).status_code == 429

    def test_the_wait_ends(self, client: Client, owner: User) -> None:
        for _ in range(5):
            sign_in(client, "wrong")
        long_ago = timezone.now() - timedelta(minutes=16)
        AccessAttempt.objects.update(attempt_time=long_ago)
        assert sign_in(client).status_code == 302

    def test_no_password_is_kept(self, client: Client, owner: User) -> None:
        sign_in(client, "my-other-password")
        kept = list(AccessAttempt.objects.values())
        assert len(kept) == 1
        assert "my-other-password" not in str(kept)


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def required(self, settings: Any) -> None:
        settings.SECOND_FACTOR_REQUIRED = True

    @staticmethod
    def code(key: str, after: int = 0) -> str:
        return f"{TOTP(binascii.unhexlify(key), drift=after).token():06d}"

    @pytest.fixture
    def phone(self, owner: User) -> TOTPDevice:
        return TOTPDevice.objects.create(user=owner, name="app")

    def test_the_first_time_an_app_is_set_up_and_then_the_page_opens(
        self, client: Client, owner: User
    ) -> None:
        assert sign_in(client).status_code == 302
        led = client.get(REPORT)
        set_up = reverse("second_factor_set_up")
        assert led["Location"] == f"{set_up}?next={REPORT}"
        page = client.get(led["Location"]).content.decode()
        assert "data:image/svg+xml;base64," in page
        code = self.code(client.session[KEY_IN_SESSION])
        done = client.post(set_up, {"code": f"{code[:3]} {code[3:]}", "next": REPORT})
        assert done["Location"] == REPORT
        assert client.get(REPORT).status_code == 200
        assert TOTPDevice.objects.get().user == owner
        assert KEY_IN_SESSION not in client.session

    def test_a_wrong_code_keeps_nothing_and_asks_again(self, client: Client, owner: User) -> None:
        client.force_login(owner)
        client.get(reverse("second_factor_set_up"))
        again = client.post(reverse("second_factor_set_up"), {"code": "nonsense"})
        assert "Enter the six digits" in again.content.decode()
        assert not TOTPDevice.objects.exists()

    def test_every_page_of_the_admin_asks_for_the_code_first(
        self, client: Client, owner: User, phone: TOTPDevice
    ) -> None:
        client.force_login(owner)
        for address in ("/admin/", REPORT, reverse("appointment:index")):
            assert client.get(address)["Location"].startswith(reverse("second_factor"))
        wrong = client.post(reverse("second_factor"), {"code": "000000", "next": REPORT})
        assert "Enter the six digits" in wrong.content.decode()
        assert client.get(REPORT).status_code == 302

    def test_the_right_code_opens_the_page_somebody_was_going_to(
        self, client: Client, owner: User, phone: TOTPDevice
    ) -> None:
        client.force_login(owner)
        code = {"code": self.code(phone.key), "next": REPORT}
        assert client.post(reverse("second_factor"), code)["Location"] == REPORT
        assert client.get(REPORT).status_code == 200

    def test_a_code_is_good_once(self, client: Client, owner: User, phone: TOTPDevice) -> None:
        code = {"code": self.code(phone.key)}
        client.force_login(owner)
        client.post(reverse("second_factor"), code)
        thief = Client()
        thief.force_login(owner)
        thief.post(reverse("second_factor"), code)
        assert thief.get(REPORT).status_code == 302

    def test_setting_up_another_app_is_no_way_round_the_first(
        self, client: Client, owner: User, phone: TOTPDevice
    ) -> None:
        client.force_login(owner)
        for answer in (
            client.get(reverse("second_factor_set_up")),
            client.post(reverse("second_factor_set_up"), {"code": "000000"}),
        ):
            assert answer["Location"].startswith(reverse("second_factor"))
        assert TOTPDevice.objects.count() == 1

    def test_nobody_is_led_to_another_site(
        self, client: Client, owner: User, phone: TOTPDevice
    ) -> None:
        client.force_login(owner)
        code = {"code": self.code(phone.key), "next": "https://elsewhere.example/"}
        assert client.post(reverse("second_factor"), code)["Location"] == "/admin/"

    def test_public_pages_ask_nobody_and_stay_without_a_session(
        self, client: Client, home: HomePage
    ) -> None:
        page = client.get("/")
        assert page.status_code == 200
        assert "Cookie" not in page.get("Vary", "") or not page.cookies

    def test_a_lost_phone_is_forgotten_by_a_command(
        self, client: Client, owner: User, phone: TOTPDevice
    ) -> None:
        call_command("forget_second_factor", "olive")
        client.force_login(owner)
        assert client.get(REPORT)["Location"].startswith(reverse("second_factor_set_up"))
        with pytest.raises(CommandError, match="There is no account nobody"):
            call_command("forget_second_factor", "nobody")


def test_the_demo_asks_for_no_second_factor(client: Client, owner: User) -> None:
    client.force_login(owner)
    assert client.get(REPORT).status_code == 200


class TestIdleBrowsers:
    @pytest.fixture(autouse=True)
    def patience(self, settings: Any) -> None:
        settings.STAFF_IDLE_MINUTES = 30
        settings.SESSION_COOKIE_AGE = 30 * 60
        settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True

    @staticmethod
    def wait(minutes: int) -> None:
        """Let time pass, as the session knows it."""
        session = Session.objects.get()
        session.expire_date -= timedelta(minutes=minutes)
        session.save()

    def test_who_did_nothing_is_told_and_comes_back_to_where_they_were(
        self, client: Client, owner: User
    ) -> None:
        sign_in(client)
        client.get(REPORT)
        self.wait(31)
        led = client.get(REPORT)
        assert led["Location"] == f"{LOGIN}?next={REPORT}"
        assert "nothing happened for 30 minutes" in client.get(led["Location"]).content.decode()
        back = client.post(LOGIN, {"username": "olive", "password": PASSWORD, "next": REPORT})
        assert back["Location"] == REPORT

    def test_who_works_stays_signed_in(self, client: Client, owner: User) -> None:
        sign_in(client)
        client.get(REPORT)
        self.wait(20)
        session = client.session
        session["staff_seen_at"] -= 20 * 60
        session.save()
        before = Session.objects.get().expire_date
        client.get(REPORT)
        assert Session.objects.get().expire_date >= before

    def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(
        self, client: Client, owner: User
    ) -> None:
        sign_in(client)
        self.wait(20)
        before = Session.objects.get().expire_date
        client.get(REPORT, headers={"Sec-Fetch-Dest": "empty"})
        assert Session.objects.get().expire_date == before

    def test_no_cookie_outlives_the_browser(self, client: Client, owner: User) -> None:
        client.post(LOGIN, {"username": "olive", "password": PASSWORD, "remember": "on"})
        client.get(REPORT)
        assert client.cookies["sessionid"]["max-age"] == ""

    def test_who_signs_out_is_told_nothing_of_idleness(self, client: Client, owner: User) -> None:
        sign_in(client)
        client.post("/admin/logout/")
        led = client.get(REPORT)
        assert "nothing happened" not in client.get(led["Location"]).content.decode()


def test_a_refused_page_says_so_and_whom_to_ask(client: Client) -> None:
    user = factory.staff()
    client.force_login(user)
    refused = client.get(reverse("appointment:index"))
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "This page is not open to you" in page
    assert user.username in page
    assert "ask the clinic lead" in page
    assert "do not have permission" not in page
    assert "do not have permission" not in client.get("/admin/").content.decode()


def test_another_way_home_keeps_what_it_has_to_say(rf: Any) -> None:
    def lead_home(request: Any) -> HttpResponseRedirect:
        messages.success(request, "Kept.")
        return HttpResponseRedirect("/admin/")

    request = rf.get("/admin/x/")
    request.session = {}
    answer = MessageMiddleware(RefusedMiddleware(lead_home))(request)
    assert answer.status_code == 302
    kept = CookieStorage(request)._decode(answer.cookies["messages"].value)
    assert [str(each) for each in kept] == ["Kept."]
