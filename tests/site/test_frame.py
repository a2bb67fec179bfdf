import itertools

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.test import Client

from clinic_site.home.models import HomePage
from tests.site.pages import Opener, text_of

PUBLIC = ["/", "/demo/", "/demo/mail/", "/demo/components/", "/no-such-page/"]
CLINIC = "Lower Back Pain Answers Clinic"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_has_one_heading_and_a_title_that_ends_with_the_clinic(
    home: HomePage, open_soup: Opener, path: str
) -> None:
    soup = open_soup(path)
    title = text_of(soup, "title")
    assert len(soup.find_all("h1")) == 1
    assert title.endswith(f" – {CLINIC}")
    assert not title.startswith(" – ")
    assert soup.html["lang"] == "en-us"


@pytest.mark.parametrize("path", PUBLIC)
def test_heading_levels_leave_none_out(home: HomePage, open_soup: Opener, path: str) -> None:
    levels = [int(found.name[1]) for found in open_soup(path).select("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("path", PUBLIC)
def test_the_first_link_skips_to_the_main_content(
    home: HomePage, open_soup: Opener, path: str
) -> None:
    soup = open_soup(path)
    assert soup.find("a")["href"] == "#main"
    main = soup.select_one("main")
    assert (main["id"], main["tabindex"]) == ("main", "-1")


@pytest.mark.parametrize("path", PUBLIC)
def test_header_and_footer_name_the_clinic_and_its_telephone(
    home: HomePage, open_soup: Opener, path: str
) -> None:
    soup = open_soup(path)
    for part in ("header", "footer"):
        assert CLINIC in text_of(soup, part)
        assert soup.select_one(f'{part} a[href="tel:2125550142"]') is not None
    footer = text_of(soup, "footer")
    assert "not a diagnosis" in footer
    assert soup.select('a[href="tel:911"]')


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_carries_no_inline_style_or_script(
    home: HomePage, open_soup: Opener, path: str
) -> None:
    soup = open_soup(path)
    assert soup.select("[style], style") == []
    assert [script for script in soup.find_all("script") if not script.get("src")] == []
    assert [
        name for element in soup.find_all(True) for name in element.attrs if name.startswith("on")
    ] == []


def test_only_staff_meet_the_user_bar(home: HomePage, client: Client) -> None:
    assert "wagtail-userbar" not in client.get("/").content.decode()
    client.force_login(get_user_model().objects.get(username="editor"))
    assert "wagtail-userbar" in client.get("/").content.decode()


def test_search_engines_are_told_what_is_closed_and_where_the_map_is(
    home: HomePage, client: Client
) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /booking/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert client.get("/sitemap.xml").content.decode().count("<loc>") == 1


def test_a_static_file_of_the_frame_exists_for_every_link(
    home: HomePage, open_soup: Opener
) -> None:
    addresses = [link["href"] for link in open_soup("/").select("head link")]
    assert len(addresses) >= 4
    for address in addresses:
        assert finders.find(address.removeprefix("/static/")) is not None, address
