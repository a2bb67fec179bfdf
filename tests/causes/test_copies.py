"""A copied, aliased or translated article, and whose article of the cause it is."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from causes.models import CauseIndexPage, CausePage
from tests.factories.causes import make_article

KEY = "trigger-points"


@pytest.fixture
def original(hub: CauseIndexPage) -> CausePage:
    return make_article(hub, "knot", cause_key=KEY)


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    return client


def copy_in_admin(editor: Client, page: CausePage, **pressed: str) -> CausePage:
    entered = {"new_title": "Knot again", "new_slug": "again", **pressed}
    entered |= {"new_parent_page": str(page.get_parent().pk)}
    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), entered)
    assert answer.status_code == 302
    return CausePage.objects.get(slug="again")


def for_the_cause() -> list[CausePage]:
    return list(CausePage.objects.live().for_cause([KEY]))


@pytest.mark.parametrize("pressed", [{}, {"publish_copies": "on"}], ids=["draft", "live"])
def test_a_copy_gets_a_key_of_its_own(
    editor: Client, original: CausePage, pressed: dict[str, str]
) -> None:
    copy = copy_in_admin(editor, original, **pressed)
    assert copy.live == bool(pressed)
    original.full_clean()
    assert for_the_cause() == [original]
    copy.get_latest_revision().publish()
    assert CausePage.objects.get(pk=copy.pk).cause_key == "again"
    assert for_the_cause() == [original]


def test_an_alias_is_not_the_article_of_the_cause(editor: Client, original: CausePage) -> None:
    alias = copy_in_admin(editor, original, alias="on")
    assert alias.alias_of_id == original.pk
    original.full_clean()
    original.save_revision().publish()
    assert for_the_cause() == [original]


def test_copies_with_one_slug_under_two_hubs_get_two_keys(
    hub: CauseIndexPage, original: CausePage
) -> None:
    parent: Any = Page.objects.get(pk=hub.pk).get_parent()
    section = parent.add_child(instance=type(parent.specific)(title="More", slug="more"))
    second = section.add_child(instance=CauseIndexPage(title="Second", slug="second"))
    keys = [original.copy(to=second, update_attrs={"slug": slug}).cause_key for slug in ("a", "b")]
    assert keys == ["a", "b"]
    make_article(hub, "a-2", cause_key="free")
    assert original.copy(to=hub, update_attrs={"slug": "a"}).cause_key == "a-2"


def test_a_translation_is_the_article_of_the_same_cause(original: CausePage) -> None:
    german = Locale.objects.create(language_code="de")
    translation = original.copy_for_translation(german, copy_parents=True)
    translation.get_latest_revision().publish()
    assert {page.locale_id for page in for_the_cause()} == {original.locale_id, german.pk}


def test_an_article_may_take_the_key_of_a_draft_but_not_of_a_live_one(
    hub: CauseIndexPage, original: CausePage
) -> None:
    with pytest.raises(ValidationError, match="no other article has"):
        make_article(hub, "other", cause_key=KEY)
    original.unpublish()
    assert make_article(hub, "other", cause_key=KEY).live


def test_a_key_made_of_a_long_slug_fits(hub: CauseIndexPage) -> None:
    assert 0 < len(make_article(hub, "a" * 90).cause_key) <= 80
