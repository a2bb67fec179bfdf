from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from wagtail.models import Site

from intake import staff_groups
from intake.group_names import EDITORS, FRONT_DESK, GROUPS, LEAD, THERAPISTS

PERSONAL = (
    "intake.view_submission",
    "intake.read_answers",
    "intake_booking.view_appointment",
    "intake_booking.view_followup",
    "intake_booking.view_waitlistentry",
    "intake.view_accessentry",
    "intake.view_privacyrequest",
)
MAY = {
    EDITORS: {"causes.change_painregion", "intake.publish_questionnaire"},
    FRONT_DESK: {
        "intake.see_all_submissions",
        "intake_booking.see_all_appointments",
        "intake_booking.change_followup",
        "intake_booking.change_waitlistentry",
    },
    THERAPISTS: {"intake.view_submission", "intake.read_answers", "intake.work_submission"},
    LEAD: {
        *PERSONAL,
        "intake.see_all_submissions",
        "intake.export_submission",
        "intake.override_route",
        "intake.erase_submission",
        "intake.sign_off_questionnaire",
        "intake_booking.overbook",
        "intake_booking.see_all_appointments",
    },
}
MAY_NOT = {
    EDITORS: {*PERSONAL, "intake.sign_off_questionnaire"},
    FRONT_DESK: {
        "intake.read_answers",
        "intake.export_submission",
        "intake.erase_submission",
        "intake.view_accessentry",
        "intake_booking.overbook",
        "intake.change_questionnaire",
    },
    THERAPISTS: {
        "intake.see_all_submissions",
        "intake_booking.see_all_appointments",
        "intake.export_submission",
        "intake.view_accessentry",
    },
    LEAD: set(),
}

pytestmark = pytest.mark.django_db


def member(name: str) -> User:
    user = User.objects.create_user(name)
    user.groups.add(Group.objects.get(name=name))
    return user


def load(*options: str) -> str:
    out = StringIO()
    call_command("load_groups", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_begins_with_what_its_people_need_and_no_more(name: str) -> None:
    load()
    person = member(name)
    assert person.has_perm("wagtailadmin.access_admin")
    assert {each for each in MAY[name] if not person.has_perm(each)} == set()
    assert {each for each in MAY_NOT[name] if person.has_perm(each)} == set()


def test_editors_write_the_pages_of_the_site_and_use_its_pictures() -> None:
    load()
    editor, root = member(EDITORS), Site.objects.get(is_default_site=True).root_page
    assert root.permissions_for_user(editor).can_publish_subpage()
    group = editor.groups.get()
    names = set(group.collection_permissions.values_list("permission__codename", flat=True))
    assert {"add_image", "choose_image", "add_document"} <= names


def test_loading_again_leaves_what_the_clinic_changed() -> None:
    assert load().count("set") == len(GROUPS)
    group = Group.objects.get(name=FRONT_DESK)
    group.permissions.add(Permission.objects.get(codename="overbook"))
    group.permissions.remove(Permission.objects.get(codename="change_followup"))
    before = set(group.permissions.all())
    assert load().count("left as it was") == len(GROUPS)
    assert set(group.permissions.all()) == before


def test_reset_takes_back_what_the_clinic_changed() -> None:
    load()
    group = Group.objects.get(name=FRONT_DESK)
    group.permissions.add(Permission.objects.get(codename="read_answers"))
    load("--reset")
    assert set(group.permissions.all()) == set(staff_groups.permissions_of(FRONT_DESK))
    assert not member(FRONT_DESK).has_perm("intake.read_answers")


def test_groups_of_the_clinic_are_nobody_elses_business() -> None:
    own = Group.objects.create(name="Interns")
    load("--reset")
    assert own.permissions.count() == 0
