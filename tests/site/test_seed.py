import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site

from clinic_site.demo.seed import site as site_seed
from clinic_site.demo.staff import STAFF
from clinic_site.home.models import HomePage
from intake.models import ClinicSettings
from tests.site.conftest import NOW

SIGN_OFF = "intake.sign_off_questionnaire"


def staff(username: str) -> User:
    return get_user_model().objects.get(username=username)


def test_seeding_twice_makes_nothing_twice(home: HomePage) -> None:
    def counts() -> list[int]:
        models = (Page, Site, ClinicSettings, User, Group, GroupPagePermission)
        return [model.objects.count() for model in models]

    before = counts()
    site_seed.seed(now=NOW)
    assert counts() == before


def test_seeding_again_keeps_what_the_clinic_changed(home: HomePage) -> None:
    home.headline = "Our own words"
    home.save()
    ClinicSettings.objects.update(phone="(212) 555-0199")
    site_seed.seed(now=NOW)
    assert HomePage.objects.get().headline == "Our own words"
    assert ClinicSettings.objects.get().phone == "(212) 555-0199"


def test_the_home_page_is_the_only_page_and_the_root_of_the_site(home: HomePage) -> None:
    assert Site.objects.get().root_page.specific == home
    assert Page.objects.filter(depth=2).count() == 1


@pytest.mark.parametrize("person", STAFF, ids=lambda person: person.username)
def test_every_login_opens_the_admin(home: HomePage, client: Client, person) -> None:
    assert authenticate(username=person.username, password=person.password) is not None
    assert client.login(username=person.username, password=person.password)
    assert client.get("/admin/").status_code == 200


def test_the_editor_publishes_pages_and_sees_no_client(home: HomePage) -> None:
    editor = staff("editor")
    assert home.permissions_for_user(editor).can_publish()
    assert editor.has_perm("intake.change_questionnaire")
    assert not editor.has_perm("intake.view_submission")
    assert not editor.has_perm("intake_booking.view_appointment")


def test_the_owner_and_the_lead_alone_sign_off_that_a_case_ends_differently(home: HomePage) -> None:
    may = [person.username for person in STAFF if staff(person.username).has_perm(SIGN_OFF)]
    assert may == ["owner", "lead"]


def test_the_front_desk_sees_clients_and_edits_no_content(home: HomePage) -> None:
    frontdesk = staff("frontdesk")
    assert frontdesk.has_perm("intake.view_submission")
    assert frontdesk.has_perm("intake_booking.change_appointment")
    assert not frontdesk.has_perm("intake.change_questionnaire")
    assert not home.permissions_for_user(frontdesk).can_edit()


def test_only_the_owner_is_a_superuser(home: HomePage) -> None:
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["owner"]
