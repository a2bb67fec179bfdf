import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Site
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from causes.models import Author, Callout, CausePage, PainRegion
from tests.factories.causes import make_article, make_hub

HUB_POST = {
    "title": "Pain",
    "slug": "pain",
    "summary": "In two sentences.",
    "body": streamfield(
        [
            ("section", {"heading": "H", "text": rich_text("<p>x</p>"), "origin": "page"}),
            ("cause_list", ""),
        ]
    ),
    "frequent_regions": inline_formset([]),
    "comments": inline_formset([]),
    "intake_page": "",
    "author": "",
}
ARTICLE_POST = {
    "title": "Knot",
    "slug": "knot",
    "cause_key": "knot",
    "body": streamfield(
        [("caution", {"heading": "H", "text": rich_text("<p>x</p>"), "origin": "research"})]
    ),
    "sources": streamfield([("source", {"label": "Tufo 2012", "url": "", "note": ""})]),
    "related_causes": inline_formset([]),
    "comments": inline_formset([]),
}


class TestEditing(WagtailPageTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        Site.clear_site_root_paths_cache()
        cls.hub = make_hub()
        cls.article = make_article(cls.hub)

    def setUp(self) -> None:
        self.login()

    def test_an_article_can_be_edited_previewed_and_reached(self) -> None:
        self.assertPageIsEditable(self.article, post_data=nested_form_data(ARTICLE_POST))
        self.assertPageIsPreviewable(self.article, post_data=nested_form_data(ARTICLE_POST))
        self.assertPageIsRenderable(self.article)

    def test_what_an_editor_enters_is_saved(self) -> None:
        address = reverse("wagtailadmin_pages:edit", args=[self.article.pk])
        entered = nested_form_data(ARTICLE_POST) | {"regions": ["groin", "knee"]}
        answer = self.client.post(address, entered)
        self.assertRedirects(answer, address)
        draft = CausePage.objects.get(pk=self.article.pk).get_latest_revision_as_object()
        assert draft.regions == ["groin", "knee"]
        assert draft.body[0].block_type == "caution"

    def test_a_hub_can_be_edited_previewed_and_reached(self) -> None:
        self.assertPageIsEditable(self.hub, post_data=nested_form_data(HUB_POST))
        self.assertPageIsPreviewable(self.hub, post_data=nested_form_data(HUB_POST))
        self.assertPageIsRenderable(self.hub)


@pytest.mark.parametrize("model", [Author, Callout, PainRegion])
def test_shared_texts_are_listed_and_can_be_added(client: Client, db: None, model: type) -> None:
    client.force_login(User.objects.create_superuser("owner", password="x"))
    viewset = model.snippet_viewset  # type: ignore[attr-defined]
    for view in ("list", "add"):
        assert client.get(reverse(viewset.get_url_name(view))).status_code == 200


def test_the_regions_are_chosen_with_named_check_boxes(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("owner", password="x"))
    article = make_article(make_hub())
    html = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert html.count('name="regions"') == 21
    assert "Dimple at the back of the pelvis" in html
