import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from causes.models import CauseIndexPage, CausePage
from clinic_site.home.models import HomePage
from tests.site.pages import Opener, text_of


@pytest.fixture
def hub(home: HomePage) -> CauseIndexPage:
    return home.add_child(instance=CauseIndexPage(title="Low back and hip pain", slug="pain"))


def add_causes(hub: CauseIndexPage, *numbers: int) -> None:
    for number in numbers:
        hub.add_child(
            instance=CausePage(title=f"Cause {number}", slug=f"cause-{number}", regions=["buttock"])
        )


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_home_page_says_whom_it_is_for_how_it_works_and_who_is_behind_it(
    home: HomePage, open_soup: Opener
) -> None:
    soup = open_soup("/")
    assert text_of(soup, "h1") == home.headline
    assert [" ".join(found.get_text().split()) for found in soup.select("h2")] == [
        "Is this for you?",
        "How it works",
        "Causes that scans often miss",
        "The person behind these pages",
    ]
    assert len(soup.select(".site-steps > li")) == 3


def test_the_home_page_asks_as_many_queries_for_30_causes_as_for_3(
    hub: CauseIndexPage, client: Client
) -> None:
    add_causes(hub, *range(3))
    few = queries_of(client, "/")
    add_causes(hub, *range(3, 30))
    assert queries_of(client, "/") == few


def test_causes_appear_in_tree_order_with_a_link_and_only_when_open_to_all(
    hub: CauseIndexPage, open_soup: Opener
) -> None:
    add_causes(hub, 1, 2, 3, 4)
    CausePage.objects.get(slug="cause-2").unpublish()
    hidden = CausePage.objects.get(slug="cause-3")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    links = open_soup("/").select(".site-causes a[href^='/pain/']")
    assert [(link.get_text(), link["href"]) for link in links] == [
        ("Cause 1", "/pain/cause-1/"),
        ("Cause 4", "/pain/cause-4/"),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_header_follows_the_causes_page_when_it_moves(
    hub: CauseIndexPage, open_soup: Opener
) -> None:
    hub.save_revision().publish()
    assert open_soup("/").select_one("nav a[href='/pain/']") is not None
    hub.slug = "low-back-pain"
    hub.save_revision().publish()
    assert open_soup("/").select_one("nav a[href='/low-back-pain/']") is not None
    hub.unpublish()
    assert "Causes of pain" not in text_of(open_soup("/"), "header")


def test_without_an_intake_page_no_button_leads_nowhere(home: HomePage, open_soup: Opener) -> None:
    soup = open_soup("/")
    assert soup.select("a[href='']") == []
    assert soup.select("main .c-button") == []


def test_a_section_can_be_used_once(home: HomePage) -> None:
    twice = [*home.body.raw_data, home.body.raw_data[0]]
    field = HomePage._meta.get_field("body")
    with pytest.raises(ValidationError):
        field.stream_block.clean(field.stream_block.to_python(list(twice)))


def test_the_home_page_shows_in_the_editors_preview(home: HomePage, rf: RequestFactory) -> None:
    response = home.make_preview_request(rf.get("/"), "")
    response.render()
    assert home.headline in response.content.decode()
