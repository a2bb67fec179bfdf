import json

import pytest

from clinic_site.demo.gallery import SECTIONS
from clinic_site.home.models import HomePage
from tests.site.pages import Opener, production_environment, run_with

RESOLVE = """
import json
from django.urls import resolve
print(json.dumps([resolve(path).namespace for path in
    ("/demo/", "/demo/mail/", "/demo/components/", "/booking/")]))
"""


def test_the_demo_tools_do_not_exist_in_production(tmp_path) -> None:
    environment = production_environment(tmp_path)
    production = json.loads(run_with("clinic_site.settings.production", RESOLVE, environment))
    demo = json.loads(run_with("clinic_site.settings.demo", RESOLVE, environment))
    assert production[:3] == ["", "", ""]
    assert demo[:3] == ["demo", "demo", "demo"]


def test_the_demo_index_links_every_tool_and_names_every_login(
    home: HomePage, open_soup: Opener
) -> None:
    soup = open_soup("/demo/")
    for address in ("/demo/mail/", "/demo/components/", "/admin/"):
        assert soup.select_one(f'main a[href="{address}"]') is not None
    assert [row.get_text() for row in soup.select("tbody td:nth-of-type(1) code")] == [
        "owner",
        "editor",
        "frontdesk",
    ]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_the_gallery_shows_this_component(home: HomePage, open_soup: Opener, section) -> None:
    shown = open_soup("/demo/components/").select_one(f"#{section.key}")
    assert shown is not None
    assert shown.select(".demo-state")


def test_no_id_appears_twice_in_the_gallery(home: HomePage, open_soup: Opener) -> None:
    ids = [element["id"] for element in open_soup("/demo/components/").select("[id]")]
    assert sorted(ids) == sorted(set(ids))
