import itertools
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase

from causes.models import Author, Callout, CauseIndexPage, CausePage, HubRegion
from clinic_site.home.models import HomePage
from tests.factories.causes import BODY, CARE_CARD, SECTION, make_article, make_region, relate


def read(client: Client, page: Page) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def levels(soup: BeautifulSoup) -> list[int]:
    return [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]


def assert_well_formed(soup: BeautifulSoup) -> None:
    order = levels(soup)
    assert order.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(order))
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert not soup.find_all(style=True)
    assert not soup.find_all("style")
    inline = soup.find_all("script", src=False)
    assert all(tag.get("type") == "application/ld+json" for tag in inline)
    for link in soup.select('a[href^="#"]'):
        assert soup.find(id=link["href"][1:]), link


def test_the_article_reads_in_its_order(client: Client, article: CausePage) -> None:
    soup = read(client, article)
    soup.select_one(".cause-contents").decompose()
    text = soup.get_text(" ", strip=True)
    parts = [
        "Knot",
        "A knot that hurts.",
        "Where it is often felt",
        "What it is",
        "Toe touch",
        "What misleads",
        "Careful with",
        "Bridge",
        "Call 911 now if:",
        "Sources and review",
        "Tufo 2012",
        "Return to top",
        "Causes index",
        "Home page",
    ]
    positions = [text.index(part) for part in parts]
    assert positions == sorted(positions)


def test_article_and_hub_are_well_formed(
    client: Client, hub: CauseIndexPage, article: CausePage
) -> None:
    relate(article, [make_article(hub, "other")])
    assert_well_formed(read(client, article))
    assert_well_formed(read(client, hub))


def test_every_heading_of_the_body_is_a_link_target(client: Client, article: CausePage) -> None:
    soup = read(client, article)
    assert soup.find(id="what-it-is").name == "h2"
    targets = [link["href"] for link in soup.select(".cause-contents a")]
    assert targets == ["#what-it-is", "#what-misleads", "#careful-with", "#sources"]


def test_what_was_added_from_research_says_so(client: Client, article: CausePage) -> None:
    soup = read(client, article)
    marked = [label.parent.get_text(" ") for label in soup.select(".c-origin")]
    assert len(marked) == 2  # an exercise is marked by its section
    assert not any("A tight muscle" in text for text in marked)


def test_the_body_map_highlights_the_regions_and_names_them(
    client: Client, article: CausePage
) -> None:
    drawn = read(client, article).select_one(".cause-hero__map")
    assert {shape["data-region"] for shape in drawn.select("[data-region]")} == {"buttock", "groin"}
    assert [item.text for item in drawn.select("li")] == ["Buttock", "Groin"]
    assert drawn.select_one(".c-body-map__views")["aria-hidden"] == "true"


def test_a_hub_with_an_intake_page_leads_there_twice(
    client: Client, hub: CauseIndexPage, article: CausePage
) -> None:
    hub.refresh_from_db()
    hub.intake_page = Page.objects.get(depth=2)
    hub.save_revision().publish()
    links = [a for a in read(client, article).select("main a") if "Check whether" in a.text]
    assert [link["href"] for link in links] == ["/?from=knot", "/?from=knot"]


def test_without_an_intake_page_there_is_no_such_button(client: Client, article: CausePage) -> None:
    assert "Check whether this fits you" not in read(client, article).text


def test_an_unpublished_intake_page_is_not_linked(
    client: Client, hub: CauseIndexPage, article: CausePage
) -> None:
    other = make_article(hub, "draft")
    hub.refresh_from_db()
    hub.intake_page = Page.objects.get(pk=other.pk)
    hub.save_revision().publish()
    other.unpublish()
    assert "Check whether this fits you" not in read(client, article).text


def test_related_articles_come_in_the_editors_order_and_only_live_ones(
    client: Client, hub: CauseIndexPage, article: CausePage
) -> None:
    one, two, gone = (make_article(hub, slug) for slug in ("one", "two", "gone"))
    relate(article, [two, gone, one])
    gone.unpublish()
    titles = [link.text for link in read(client, article).select(".cause-teaser__title a")]
    assert titles == ["Two", "One"]


def test_the_hub_shows_regions_causes_author_and_callouts(
    client: Client, hub: CauseIndexPage, article: CausePage
) -> None:
    hub.refresh_from_db()
    callout = Callout.objects.create(
        key="book", title="The book", text="Read it.", button="Look", url="https://example.com/b"
    )
    hub.author = Author.objects.create(name_label="A therapist", role="Founder")
    region = make_region(label="The cheek")
    hub.frequent_regions.set([HubRegion(region=region)])
    hub.body = json.dumps([SECTION, {"type": "callout", "value": callout.pk}, CARE_CARD])
    hub.save_revision().publish()
    soup = read(client, hub)
    assert_well_formed(soup)
    assert soup.select_one(".cause-hub__map li").text == "The cheek"
    assert soup.select_one(".cause-teaser__title a")["href"] == article.url
    assert soup.select_one(".c-author").text.count("A therapist") == 1
    assert soup.select_one(".c-callout a")["href"] == "https://example.com/b"
    text = soup.get_text(" ")
    assert text.index("Call 911 now if:") < text.index("A tight muscle") < text.index("The book")


def test_the_list_of_causes_stands_where_the_editor_put_it(
    client: Client, hub: CauseIndexPage, article: CausePage
) -> None:
    hub.refresh_from_db()
    after = {"type": "section", "value": {"heading": "What next", "text": "<p>Rest.</p>"}}
    hub.body = json.dumps([SECTION, {"type": "cause_list", "value": None}, after])
    hub.save_revision().publish()
    text = read(client, hub).select_one(".cause-body").get_text(" ")
    assert text.index("What it is") < text.index("About the knot") < text.index("What next")


def test_search_engines_get_escaped_data(client: Client, hub: CauseIndexPage) -> None:
    evil = "</script><b>&"
    article = make_article(hub, summary=evil, search_description="")
    raw = client.get(article.url).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', raw)
    assert block
    assert "<" not in block[1]
    data = json.loads(block[1])
    assert data["@type"] == "MedicalWebPage"
    assert data["description"] == evil


def test_an_article_takes_its_slug_as_key(hub: CauseIndexPage) -> None:
    assert make_article(hub, "piriformis").cause_key == "piriformis"


def test_two_articles_of_a_language_cannot_have_one_key(hub: CauseIndexPage) -> None:
    make_article(hub, "one", cause_key="same")
    with pytest.raises(ValidationError, match="no other article"):
        make_article(hub, "two", cause_key="same")


def test_articles_are_found_by_cause(hub: CauseIndexPage) -> None:
    one, two, _three = (make_article(hub, slug) for slug in ("one", "two", "three"))
    assert list(CausePage.objects.live().for_cause(["two", "one"])) == [one, two]


def test_a_region_nobody_drew_is_refused(hub: CauseIndexPage) -> None:
    with pytest.raises(ValidationError, match="elsewhere"):
        make_article(hub, regions=["elsewhere"])


def test_the_next_review_is_after_the_last(hub: CauseIndexPage) -> None:
    with pytest.raises(ValidationError, match="after the last"):
        make_article(hub, last_reviewed="2026-03-01", next_review="2026-02-01")


def test_two_equal_headings_are_refused(article: CausePage) -> None:
    block = article._meta.get_field("body").stream_block
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python([SECTION, SECTION]))
    assert set(refused.value.block_errors) == {0, 1}


class TestPageTypes(WagtailPageTestCase):
    def test_articles_live_under_a_hub_and_nowhere_else(self) -> None:
        self.assertAllowedParentPageTypes(CausePage, {CauseIndexPage})
        self.assertAllowedSubpageTypes(CauseIndexPage, {CausePage})
        self.assertAllowedSubpageTypes(CausePage, set())

    def test_a_parent_has_one_hub(self) -> None:
        assert CauseIndexPage.max_count_per_parent == 1
        assert CauseIndexPage in HomePage.allowed_subpage_models()


def empty_draft(block_type: str) -> dict[str, Any]:
    return {"type": block_type, "value": {}}


def test_empty_blocks_of_a_draft_can_be_previewed(article: CausePage) -> None:
    kinds = [block["type"] for block in BODY]
    article.body = json.dumps([empty_draft(kind) for kind in kinds])
    article.sources = json.dumps([empty_draft("source")])
    article.regions, article.summary = [], ""
    response = article.make_preview_request()
    assert response.status_code == 200
    HTMLParser().feed(response.content.decode())


def test_an_empty_hub_can_be_previewed(hub: CauseIndexPage) -> None:
    hub.summary = ""
    hub.body = json.dumps([empty_draft("section"), {"type": "callout", "value": None}])
    assert hub.make_preview_request().status_code == 200


def test_an_article_that_was_never_saved_can_be_previewed(hub: CauseIndexPage) -> None:
    draft = CausePage(title="New", slug="new", body=json.dumps(BODY), regions=["knee"])
    draft.set_url_path(hub)
    response = draft.make_preview_request()
    assert response.status_code == 200
    assert b"A tight muscle" in response.content


def test_a_preview_shows_the_draft_and_not_the_stored_body(article: CausePage) -> None:
    article.body = json.dumps(
        [{"type": "section", "value": {"heading": "H", "text": "<p>New</p>"}}]
    )
    content = article.make_preview_request().content
    assert b"New" in content
    assert b"A tight muscle" not in content
