"""An article that something leads to cannot go, whichever way somebody tries."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageLogEntry, PageViewRestriction, Revision, Site

from causes import guards
from causes.models import CauseIndexPage, CausePage
from tests.factories.causes import make_article

WHY = "The test leads to it."


@pytest.fixture
def led_to(article: CausePage) -> Iterator[CausePage]:
    """An article that a guard keeps."""

    key = article.cause_key

    def guard(page: CausePage) -> list[str]:
        return [WHY] if page.cause_key == key else []

    guards.register(guard)
    yield article
    guards._guards.remove(guard)


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("editor"))
    return client


def stands(article: CausePage) -> bool:
    return CausePage.objects.live().filter(pk=article.pk, cause_key=article.cause_key).exists()


def tree_problems() -> list[Any]:
    return [problem for problems in Page.find_problems() for problem in problems]


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def other_home() -> Page:
    """The root of another site."""
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=home)
    Site.clear_site_root_paths_cache()
    return home


def test_an_article_nothing_leads_to_can_go(article: CausePage) -> None:
    article.unpublish()
    assert not stands(article)
    article.delete()
    assert not CausePage.objects.exists()


def test_it_cannot_be_unpublished_by_code(led_to: CausePage) -> None:
    for model in (CausePage, Page):
        with pytest.raises(ValidationError, match=WHY):
            model.objects.get(pk=led_to.pk).unpublish()
        action = UnpublishPageAction(model.objects.get(pk=led_to.pk))
        with pytest.raises(ValidationError, match=WHY):
            action.execute(skip_permission_checks=True)
    led_to.live = False
    with pytest.raises(ValidationError, match=WHY):
        led_to.save()
    assert stands(led_to)


def test_it_stays_when_a_page_above_it_is_unpublished_with_everything(
    led_to: CausePage, hub: CauseIndexPage
) -> None:
    action = UnpublishPageAction(hub, user=User.objects.create_superuser("a"))
    action.include_descendants = True
    with pytest.raises(ValidationError, match=WHY):
        action.execute()
    assert stands(led_to)


def test_the_hub_alone_can_be_unpublished(led_to: CausePage, hub: CauseIndexPage) -> None:
    hub.unpublish()
    assert stands(led_to)


def test_it_cannot_be_deleted_by_code_and_the_tree_stays_whole(
    led_to: CausePage, hub: CauseIndexPage
) -> None:
    ways = [
        lambda: led_to.delete(),
        lambda: Page.objects.get(pk=led_to.pk).delete(),
        lambda: DeletePageAction(led_to).execute(skip_permission_checks=True),
        lambda: CausePage.objects.filter(pk=led_to.pk).delete(),
        lambda: hub.delete(),
        lambda: CauseIndexPage.objects.all().delete(),
    ]
    for way in ways:
        with pytest.raises(ValidationError, match=WHY):
            way()
        assert stands(led_to)
        assert not tree_problems()
        assert Page.objects.get(pk=hub.pk).numchild == 1


def test_it_stays_when_base_pages_are_deleted(led_to: CausePage) -> None:
    with pytest.raises(ValidationError, match=WHY), transaction.atomic():
        Page.objects.filter(depth__gt=1).delete()
    assert stands(led_to)


def test_it_can_move_within_its_site_and_not_out_of_it(
    led_to: CausePage, hub: CauseIndexPage
) -> None:
    home = hub.get_parent()
    led_to.move(home, pos="last-child")
    moved = CausePage.objects.get(pk=led_to.pk)
    with pytest.raises(ValidationError, match=WHY):
        moved.move(other_home(), pos="last-child")
    assert stands(led_to)
    assert CausePage.objects.get(pk=led_to.pk).get_site() is not None


def test_a_hub_cannot_take_it_out_of_the_site(led_to: CausePage, hub: CauseIndexPage) -> None:
    outside = Page.objects.get(depth=1)
    with pytest.raises(ValidationError, match=WHY):
        hub.move(outside, pos="last-child")


def close(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_neither_it_nor_its_hub_can_be_made_private(led_to: CausePage, hub: CauseIndexPage) -> None:
    for page in (led_to, hub, Page.objects.get(pk=hub.pk)):
        with pytest.raises(ValidationError, match=WHY):
            close(page)
    assert not PageViewRestriction.objects.exists()


def test_a_whole_section_can_be_closed_and_its_privacy_changed(
    led_to: CausePage, hub: CauseIndexPage
) -> None:
    close(hub.get_parent())
    close(hub).delete()


def test_it_cannot_be_moved_under_a_private_page(led_to: CausePage, hub: CauseIndexPage) -> None:
    closed = hub.get_parent().add_child(instance=Page(title="Closed", slug="closed"))
    close(closed)
    for page in (led_to, hub):
        with pytest.raises(ValidationError, match=WHY):
            page.move(closed, pos="last-child")


def test_its_key_stays(led_to: CausePage) -> None:
    led_to.cause_key = "another"
    with pytest.raises(ValidationError, match="Keep “knot”"):
        led_to.save_revision()
    with pytest.raises(ValidationError, match=WHY):
        led_to.save(clean=False)
    assert CausePage.objects.get(pk=led_to.pk).cause_key == "knot"


def test_an_edit_of_anything_else_is_published(led_to: CausePage) -> None:
    led_to.title = "A better title"
    led_to.save_revision().publish()
    assert CausePage.objects.get(pk=led_to.pk).title == "A better title"


def test_it_cannot_be_given_an_end(led_to: CausePage) -> None:
    led_to.expire_at = timezone.now() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="Remove the expiry date"):
        led_to.save_revision()


def test_it_may_go_once_another_article_has_its_key(led_to: CausePage, hub: CauseIndexPage) -> None:
    heir = make_article(hub, "heir")
    CausePage.objects.filter(pk=heir.pk).update(cause_key=led_to.cause_key, live=False)
    with pytest.raises(ValidationError, match=WHY):
        led_to.unpublish()
    CausePage.objects.filter(pk=heir.pk).update(live=True)
    led_to.refresh_from_db()
    led_to.unpublish()
    with pytest.raises(ValidationError, match=WHY):
        CausePage.objects.get(pk=heir.pk).unpublish()


class TestWhenItsTimeRunsOut:
    """Set before something led to it: the scheduler must go on to the other pages."""

    @pytest.fixture
    def run_out(self, led_to: CausePage, hub: CauseIndexPage) -> CausePage:
        past = timezone.now() - datetime.timedelta(minutes=5)
        other = make_article(hub, "other")
        revision = other.save_revision(approved_go_live_at=past)
        assert Revision.objects.filter(pk=revision.pk, approved_go_live_at=past).exists()
        hour = datetime.timedelta(hours=1)
        CausePage.objects.filter(pk=led_to.pk).update(expire_at=past - hour)
        CausePage.objects.filter(pk=other.pk).update(expire_at=past, live=True)
        return led_to

    def test_it_stays_without_its_expiry_and_the_others_go(self, run_out: CausePage) -> None:
        call_command("publish_scheduled")
        kept = CausePage.objects.get(pk=run_out.pk)
        assert kept.live
        assert not kept.expired
        assert kept.expire_at is None
        assert kept.live_revision_id == run_out.live_revision_id
        assert not kept.has_unpublished_changes
        call_command("publish_scheduled")
        assert stands(run_out)

    def test_other_pages_run_out_as_planned(self, run_out: CausePage) -> None:
        other = CausePage.objects.get(slug="other")
        other.revisions.update(approved_go_live_at=None)
        call_command("publish_scheduled")
        other.refresh_from_db()
        assert not other.live
        assert other.expired

    def test_its_history_says_so_last(self, run_out: CausePage, editor: Client) -> None:
        call_command("publish_scheduled")
        entry = PageLogEntry.objects.filter(page=run_out.pk).order_by("-pk")[0]
        assert entry.action == guards.KEPT_ACTION
        history = editor.get(reverse("wagtailadmin_pages:history", args=[run_out.pk]))
        assert f"Kept published although its time had run out. {WHY}" in words(history)

    def test_what_is_planned_for_it_still_happens(self, run_out: CausePage) -> None:
        later = timezone.now() + datetime.timedelta(days=1)
        revision = run_out.save_revision(approved_go_live_at=later)
        call_command("publish_scheduled")
        assert Revision.objects.get(pk=revision.pk).approved_go_live_at == later

    def test_its_aliases_stay_with_it(self, run_out: CausePage, hub: CauseIndexPage) -> None:
        alias = run_out.create_alias(parent=hub, update_slug="alias")
        call_command("publish_scheduled")
        alias.refresh_from_db()
        assert alias.live
        assert not alias.has_unpublished_changes


class TestInTheAdmin:
    """Staff read a sentence; nothing changes."""

    def refused(self, response: Any, article: CausePage) -> None:
        assert response.status_code == 200
        assert f"“{article.title}” has to stay as it is. {WHY}" in words(response)
        assert stands(article)

    def test_unpublishing(self, editor: Client, led_to: CausePage) -> None:
        url = reverse("wagtailadmin_pages:unpublish", args=[led_to.pk])
        assert editor.get(url).status_code == 200
        self.refused(editor.post(url, follow=True), led_to)

    def test_unpublishing_a_page_above_with_everything(
        self, editor: Client, led_to: CausePage, hub: CauseIndexPage
    ) -> None:
        url = reverse("wagtailadmin_pages:unpublish", args=[hub.pk])
        self.refused(editor.post(url, {"include_descendants": "on"}, follow=True), led_to)
        hub.refresh_from_db()
        assert hub.live
        editor.post(url)
        hub.refresh_from_db()
        assert not hub.live

    def test_deleting(self, editor: Client, led_to: CausePage, hub: CauseIndexPage) -> None:
        for page in (led_to, hub):
            url = reverse("wagtailadmin_pages:delete", args=[page.pk])
            self.refused(editor.get(url, follow=True), led_to)
            self.refused(editor.post(url, follow=True), led_to)

    def test_moving_out_of_the_site(self, editor: Client, led_to: CausePage) -> None:
        target = other_home()
        url = reverse("wagtailadmin_pages:move_confirm", args=[led_to.pk, target.pk])
        self.refused(editor.post(url, follow=True), led_to)

    def test_making_it_or_its_hub_private(
        self, editor: Client, led_to: CausePage, hub: CauseIndexPage
    ) -> None:
        free = make_article(hub, "free")
        for page, offered in ((led_to, False), (hub, False), (free, True)):
            url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
            assert ("restriction_type" in editor.get(url).content.decode()) is offered

    @pytest.mark.parametrize("action", ["unpublish", "delete"])
    def test_many_at_once(
        self, editor: Client, led_to: CausePage, hub: CauseIndexPage, action: str
    ) -> None:
        free = make_article(hub, "free")
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        back = reverse("wagtailadmin_explore", args=[hub.pk])
        query = f"?id={free.pk}&id={led_to.pk}&next={back}"
        self.refused(editor.post(url + query, {"confirm": "on"}, follow=True), led_to)
        assert CausePage.objects.live().filter(pk=free.pk).exists()

    def test_many_at_once_through_a_page_above(
        self, editor: Client, led_to: CausePage, hub: CauseIndexPage
    ) -> None:
        back = reverse("wagtailadmin_explore", args=[hub.get_parent().pk])
        for action in ("unpublish", "delete"):
            url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
            query = f"?id={hub.pk}&next={back}"
            data = {"include_descendants": "on"}
            self.refused(editor.post(url + query, data, follow=True), led_to)

    def test_many_at_once_out_of_the_site(
        self, editor: Client, led_to: CausePage, hub: CauseIndexPage
    ) -> None:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
        back = reverse("wagtailadmin_explore", args=[hub.get_parent().pk])
        root = Page.objects.get(depth=1)
        data = {"chooser": root.pk}
        response = editor.post(f"{url}?id={hub.pk}&next={back}", data, follow=True)
        self.refused(response, led_to)
        assert CausePage.objects.get(pk=led_to.pk).get_site() is not None
