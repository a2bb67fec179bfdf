import itertools
import json
from typing import Any

from django.test import Client
from django.utils import translation
from wagtail.images.models import Image, Rendition
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from causes import rendering
from causes.actions import refresh_renderings
from causes.models import CauseIndexPage, CausePage
from tests.factories.causes import SECTION, make_article


def test_a_saved_article_keeps_the_rendering_of_its_body(article: CausePage) -> None:
    assert article.rendered_by == rendering.fingerprint()
    assert "A tight muscle" in article.rendering["body"]
    assert article.rendering == rendering.render(article)


def test_saving_a_draft_does_not_change_what_is_shown(client: Client, article: CausePage) -> None:
    value = {"heading": "H", "text": "<p>Draft</p>"}
    article.body = json.dumps([{"type": "section", "value": value}])
    article.save_revision()
    assert "Draft" not in CausePage.objects.get(pk=article.pk).rendering["body"]
    assert b"Draft" not in client.get(article.url).content


def test_a_rendering_made_by_other_templates_is_not_shown(
    client: Client, article: CausePage
) -> None:
    CausePage.objects.filter(pk=article.pk).update(
        rendering=article.rendering | {"body": "stale"}, rendered_by="made by others"
    )
    content = client.get(article.url).content
    assert b"stale" not in content
    assert b"A tight muscle" in content


def test_a_changed_template_changes_the_fingerprint(settings: Any, tmp_path: Any, db: None) -> None:
    before = rendering.fingerprint()
    rendering.fingerprint.cache_clear()
    own = tmp_path / "causes" / "blocks" / "section.html"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    try:
        assert rendering.fingerprint() != before
    finally:
        rendering.fingerprint.cache_clear()


def test_after_a_deploy_articles_can_be_rendered_at_once(article: CausePage) -> None:
    CausePage.objects.filter(pk=article.pk).update(rendering={}, rendered_by="made by others")
    assert refresh_renderings() == 1
    assert refresh_renderings() == 0
    assert CausePage.objects.get(pk=article.pk).rendering == article.rendering


def test_a_body_that_links_to_a_page_is_never_stored(client: Client, hub: CauseIndexPage) -> None:
    target = make_article(hub, "target")
    text = f'<p><a linktype="page" id="{target.pk}">there</a></p>'
    body = [{"type": "section", "value": {"heading": "H", "text": text}}]
    article = make_article(hub, "linking", body=json.dumps(body))
    assert article.rendered_by == ""
    assert f'href="{target.url}"' in client.get(article.url).content.decode()
    target.slug = "moved"
    target.save_revision().publish()
    assert 'href="/pain/moved/"' in client.get(article.url).content.decode()


def make_renditions(image: Image) -> None:
    """Put the renditions of the template in place: Wagtail leaves the files of its own open."""
    for name, width in itertools.product(("avif", "webp", "jpeg"), (400, 800)):
        Rendition.objects.create(
            image=image,
            filter_spec=f"format-{name}|width-{width}",
            file=get_test_image_file(f"{name}-{width}.png"),
            width=width,
            height=300,
        )


def test_a_body_with_a_picture_is_never_stored(client: Client, hub: CauseIndexPage) -> None:
    image = Image.objects.create(title="A bridge", file=get_test_image_file())
    make_renditions(image)
    picture = {"image": image.pk, "alt_text": "A bridge", "decorative": False}
    value = {"title": "Bridge", "dose": "8", "steps": ["Lift."], "stop_if": "x", "picture": picture}
    article = make_article(hub, body=json.dumps([{"type": "exercise", "value": value}]))
    assert article.rendered_by == ""
    content = client.get(article.url).content.decode()
    assert 'alt="A bridge"' in content
    assert "<picture>" in content


def test_the_rendering_speaks_the_language_of_the_article(article: CausePage) -> None:
    with translation.override("de"):
        article.store_rendering()
    assert "When to stop:" in article.rendering["body"]


def test_text_is_escaped(hub: CauseIndexPage) -> None:
    value = SECTION["value"] | {"heading": "<b>x</b>"}
    article = make_article(hub, body=json.dumps([{"type": "section", "value": value}]))
    assert "<b>x</b>" not in article.rendering["body"]


def test_a_copied_article_has_a_rendering_of_its_own(
    hub: CauseIndexPage, article: CausePage
) -> None:
    copy = Page.objects.get(pk=article.pk).specific.copy(
        update_attrs={"slug": "copy", "cause_key": "copy"}
    )
    assert CausePage.objects.get(pk=copy.pk).rendering["body"] == article.rendering["body"]
