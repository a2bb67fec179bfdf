"""Every address of the admin, opened by each group: nobody reads what is not theirs to read."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from clinic_site.refusing import FORBIDDEN
from intake import access_log
from intake.models import AccessEntry, IntakePage
from intake.staff_groups import EDITORS, FRONT_DESK, LEAD, THERAPISTS, load_groups
from tests.factories import intake as factory
from tests.site import stranger
from tests.site.admin_walk import places
from tests.site.stranger import ANSWER, CONTACT, NOTE, REFERENCE

NOBODY = "nobody"
IN_ANY_TEXT = (*CONTACT, REFERENCE)
HIDDEN = {
    NOBODY: (*IN_ANY_TEXT, ANSWER),
    EDITORS: (*IN_ANY_TEXT, ANSWER),
    FRONT_DESK: (ANSWER,),
    THERAPISTS: (*IN_ANY_TEXT, ANSWER),
    LEAD: (),
}
"""What each group must not find anywhere."""
SHOWN = {
    FRONT_DESK: (*CONTACT, REFERENCE),
    LEAD: (*CONTACT, REFERENCE, ANSWER),
}
"""What each group must find somewhere: it proves that the walk comes by."""
IN_NO_TITLE = tuple(word for word in CONTACT if word != NOTE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
REFUSED = "clinic_site.refusing.RefusedMiddleware"
OF_CLIENTS = ("submission:", "appointment:", "follow_up:", "waitlist", "intake_diary:")
GROUPS = (NOBODY, EDITORS, FRONT_DESK, THERAPISTS, LEAD)


@pytest.fixture
def planted(db: None) -> None:
    """A site with groups, a published questionnaire behind a page, and a stranger's records."""
    load_groups()
    factory.intake_page(factory.published())
    stranger.plant()
    assert IntakePage.objects.exists()


@pytest.fixture
def refused_without_a_page(settings: Any) -> None:
    """Draw no page that says no, which took half of the walk's time; Wagtail then leads home."""
    settings.ROOT_URLCONF = "tests.site.urls_with_plain_errors"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != REFUSED]


def sign_in(client: Client, group: str) -> None:
    if group == NOBODY:
        return
    user = User.objects.create_user("reader", first_name="Reed", last_name="Er")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)


class Walk:
    """What was found on the way."""

    def __init__(self, client: Client, group: str) -> None:
        self.client, self.group = client, group
        self.leaks: list[str] = []
        self.broken: list[str] = []
        self.seen: set[str] = set()
        self.refused: list[str] = []
        self.unnoted: list[str] = []

    def get(self, url: str) -> None:
        noted = AccessEntry.objects.count()
        try:
            response = self.client.get(url)
        except Exception as error:
            self.broken.append(f"{url}: {error!r}")
            return
        if response.status_code >= 500:
            self.broken.append(f"{url}: {response.status_code}")
        if response.status_code == FORBIDDEN:
            self.refused.append(url)
        if response.streaming:
            text = b"".join(response.streaming_content).decode(errors="replace")
        else:
            text = response.content.decode(errors="replace")
        text += str(response.headers)
        self.read(url, text.replace(url, ""))
        if stranger.words_in(text, CONTACT) and AccessEntry.objects.count() == noted:
            self.unnoted.append(url)

    def read(self, url: str, text: str) -> None:
        asked = url.partition("?q=")[2]
        hidden = sorted(stranger.words_in(text, HIDDEN[self.group]) - {asked})
        if hidden:
            self.leaks.append(f"{url}: {hidden}")
        if (title := TITLE.search(text)) and stranger.words_in(title[1], IN_NO_TITLE):
            self.leaks.append(f"{url}: names a client in its title")
        self.seen |= stranger.words_in(text, SHOWN.get(self.group, ()))


@pytest.fixture
def every_look_is_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take no look for the same as one just before, so that each page has to note its own."""
    monkeypatch.setattr(access_log, "SAME_LOOK", timedelta(0))


@pytest.mark.usefixtures("refused_without_a_page", "every_look_is_a_new_one")
@pytest.mark.parametrize("group", GROUPS)
def test_no_page_of_the_admin_shows_a_group_what_is_not_theirs(
    client: Client, planted: None, group: str
) -> None:
    sign_in(client, group)
    walk = Walk(client, group)
    for place in places():
        for url in place.questions:
            walk.get(url)
    assert group == NOBODY or client.get("/admin/").status_code == 200
    assert walk.leaks == []
    assert walk.broken == []
    assert walk.unnoted == []
    assert set(SHOWN.get(group, ())) - walk.seen == set()


def test_no_page_that_says_no_shows_what_it_keeps_back(client: Client, planted: None) -> None:
    sign_in(client, THERAPISTS)
    walk = Walk(client, THERAPISTS)
    of_one = [
        place.url for place in places() if place.is_of_one and place.name.startswith(OF_CLIENTS)
    ]
    for url in of_one:
        walk.get(url)
    assert walk.leaks == []
    assert walk.broken == []
    assert walk.refused


@pytest.mark.usefixtures("refused_without_a_page")
@pytest.mark.parametrize("group", [NOBODY, EDITORS, THERAPISTS])
def test_no_page_of_the_admin_lets_a_group_change_a_stranger(
    client: Client, planted: None, group: str
) -> None:
    sign_in(client, group)
    client.raise_request_exception = False  # what a form misses is not the question here
    before = stranger.snapshot()
    leaks = []
    for place in places():
        if not place.is_of_one:
            continue
        response = client.post(place.url, {"weeks": 4, "reason": "done", "outcome": "reached"})
        text = response.content.decode(errors="replace")
        leaks += [place.url for _ in stranger.words_in(text, HIDDEN[group])]
    assert leaks == []
    assert stranger.snapshot() == before


def test_the_walk_comes_by_every_kind_of_page(planted: None) -> None:
    names = {place.name for place in places()}
    assert {"submission:inspect", "appointment:cancel", "intake_diary:visit"} <= names
    assert {"wagtailadmin_reports:site_history", "wagtail_bulk_action"} <= names
    assert {"wagtailsettings:edit", "intake_admin:replay_change"} <= names
    assert len(names) > 300
