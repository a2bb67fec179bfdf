"""A stranger installs the wheel by the README alone; a client then gets an appointment there."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.people import DESK_WORKER
from tests.plugin.project import Project, build_wheel
from tests.plugin.readme import blocks, section
from tests.plugin.visitor import Values, Visitor
from tests.support.demo import ROOT

pytestmark = pytest.mark.plugin

HEADING = "Install it in your Wagtail site"
CALM = ("none", "nothing", "no", "easy")
LONGEST_JOURNEY = 25
# What the README leaves to an editor in the admin: an intake page and something to book.
EDITORS_WORK = """
from datetime import time
from wagtail.models import Site
from intake.models import IntakePage, Questionnaire
from intake.booking.models import Location, Practitioner, Service, WeeklyHours

root = Site.objects.get(is_default_site=True).root_page
page = IntakePage(title="Find out", slug="intake", questionnaire=Questionnaire.objects.get())
root.add_child(instance=page)
page.save_revision().publish()
location = Location.objects.create(name="Main Street", time_zone="America/New_York")
service = Service.objects.create(key="first-visit", name="First visit", length_minutes=60)
practitioner = Practitioner.objects.create(name="Dana Whitfield")
practitioner.services.add(service)
for weekday in range(7):
    WeeklyHours.objects.create(
        practitioner=practitioner, location=location, weekday=weekday, start=time(8), end=time(18)
    )
"""
WHERE = "import causes, intake.booking; print(causes.__file__, intake.booking.__file__)"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin's wheel, built from this checkout."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A new Wagtail project in which every step of the README was followed."""
    made = Project(tmp_path_factory.mktemp("stranger"), wheels=wheel.parent)
    made.make()
    steps = blocks(section((ROOT / "README.md").read_text(), HEADING))
    assert len(steps) >= 4
    for step in steps:
        made.follow(step)
    return made


@pytest.fixture(scope="module")
def site(project: Project) -> Iterator[str]:
    """The project's address, after an editor did their part."""
    project.python(EDITORS_WORK)
    with project.served() as address:
        yield address


def test_the_wheel_holds_the_plugin_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"causes", "intake"}
    for app in ("causes", "intake", "intake/booking"):
        for kind in ("templates", "static", "migrations"):
            assert any(name.startswith(f"{app}/{kind}/") for name in names), f"{app}/{kind}"
    assert any(name.startswith("intake/seed/") and name.endswith(".json") for name in names)


def test_the_project_runs_the_installed_plugin_not_this_checkout(project: Project) -> None:
    for file in project.run(f'python -c "{WHERE}"').split():
        assert Path(file).is_relative_to(project.venv), file


def test_the_project_passes_its_checks_and_misses_no_migration(project: Project) -> None:
    project.run("python manage.py check --fail-level WARNING")
    project.run("python manage.py makemigrations --check --dry-run causes intake intake_booking")


def calm_answers(visitor: Visitor) -> Values:
    """Answer every question of the page: as the desk worker would, else that all is well."""
    values: Values = {}
    for box in visitor.soup.select("main .intake-question"):
        fields = box.select("input, textarea")
        name = str(fields[0]["name"])
        offered = [str(field.get("value", "")) for field in fields]
        calm = next((value for value in CALM if value in offered), offered[0])
        values[name] = DESK_WORKER.get(name.removeprefix("q-"), calm or "40")
    return values


def test_a_client_answers_the_questions_and_books_a_visit(site: str) -> None:
    visitor = Visitor(site)
    visitor.opens("/intake/")
    visitor.sends({"agree": "1"})
    for _ in range(LONGEST_JOURNEY):
        if "/intake/q/" not in visitor.url:
            break
        visitor.sends(calm_answers(visitor))
    assert "/intake/check/" in visitor.url
    visitor.sends({})
    assert "/intake/result/" in visitor.url
    assert visitor.soup.select("main a[href^='/booking/']"), visitor.heading()

    visitor.opens("/booking/")
    times = visitor.soup.select("main input[type=radio][name=start]")
    assert times, visitor.heading()
    visitor.sends({"start": str(times[0]["value"])})
    visitor.sends(
        {"name": "Kim Lee", "email": "kim@example.com", "phone": "2125550177", "consent": "on"}
    )
    assert visitor.heading() == "Your visit is booked"


def test_the_pages_stand_inside_the_sites_own_frame_with_their_styles(site: str) -> None:
    for address in ("/intake/", "/booking/"):
        visitor = Visitor(site)
        visitor.opens(address)
        sheets = [str(link["href"]) for link in visitor.soup.select("link[rel=stylesheet]")]
        assert any("mysite" in sheet for sheet in sheets), f"{address} left the site's own frame"
        assert any("tokens" in sheet for sheet in sheets), f"{address} has no tokens"
        for sheet in sheets:
            Visitor(site).opens(sheet)
