"""Seeds the site itself: home page, clinic settings, staff. What is there already stays."""

import datetime

from django.contrib.auth.models import Group, User
from wagtail.models import Page, Site

from clinic_site.demo.home_text import HOME
from clinic_site.demo.staff import STAFF, Staff
from clinic_site.home.models import HomePage
from intake.models import ClinicSettings
from intake.staff_groups import load_groups

CLINIC = {
    "clinic_name": "Lower Back Pain Answers Clinic",
    "phone": "(212) 555-0142",
    "emergency_number": "911",
    "urgent_care_phone": "(212) 555-0117",
    "urgent_care_text": "your doctor’s office, an urgent care center or our nurse line",
    "time_zone": "America/New_York",
}


def seed(*, now: datetime.datetime) -> None:
    """Make the site, its home page, the clinic's settings, the groups and the staff logins."""
    home = _home_page()
    site = _site(home)
    ClinicSettings.objects.get_or_create(site=site, defaults=CLINIC)
    load_groups()
    for person in STAFF:
        _user(person)


def _home_page() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        _remove_welcome_page()
        home = Page.get_first_root_node().add_child(instance=HomePage(**HOME))
        home.save_revision().publish()
    return home


def _remove_welcome_page() -> None:
    """Delete the page Wagtail's first migration makes; its site moves to the new home page."""
    for welcome in Page.objects.filter(depth=2, slug="home").exact_type(Page):
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()


def _site(home: HomePage) -> Site:
    site, _ = Site.objects.get_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": CLINIC["clinic_name"]},
    )
    return site


def _user(person: Staff) -> None:
    first_name, last_name = person.name.split(" ", maxsplit=1)
    user, created = User.objects.get_or_create(
        username=person.username,
        defaults={
            "first_name": first_name,
            "last_name": last_name,
            "email": f"{person.username}@example.com",
            "is_superuser": person.group is None,
        },
    )
    if created:
        user.set_password(person.password)
        user.save()
    if person.group:
        user.groups.add(Group.objects.get(name=person.group))
