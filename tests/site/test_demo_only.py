import json
import subprocess
import sys
from pathlib import Path

import pytest

from clinic_site.demo.gallery import SECTIONS
from clinic_site.demo.staff import STAFF
from clinic_site.home.models import HomePage
from tests.site.pages import Opener, production_environment, run_with

ROOT = Path(__file__).resolve().parents[2]
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
        each.username for each in STAFF
    ]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_the_gallery_shows_this_component(home: HomePage, open_soup: Opener, section) -> None:
    shown = open_soup("/demo/components/").select_one(f"#{section.key}")
    assert shown is not None
    assert shown.select(".demo-state")


def test_no_id_appears_twice_in_the_gallery(home: HomePage, open_soup: Opener) -> None:
    ids = [element["id"] for element in open_soup("/demo/components/").select("[id]")]
    assert sorted(ids) == sorted(set(ids))


def test_the_demo_says_who_may_sign_in_before_any_site_is_loaded() -> None:
    """The program that serves the demo reads the logins on its own."""
    code = "from clinic_site.demo.staff import STAFF; print(STAFF[0].username)"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "owner"
