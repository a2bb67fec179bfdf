"""Years of data: the seed stores what it says, and faked exports are found out."""

import csv
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db.models import Count, F, Q

from benchmarks.catalog import EXPORTS, LARGE, exports, large
from benchmarks.client import Prepared
from benchmarks.downloads import Download, download
from benchmarks.large import ExportResult, PageResult, Years
from benchmarks.ours import years
from benchmarks.ours.files import wrong_with
from benchmarks.peer_site.large import wrong_with as peers_wrong_with
from benchmarks.servers import Server
from benchmarks.stats import Round
from intake.booking.models import Appointment
from intake.export_formats import FORMATS, BrokenOff, Column
from intake.models import Submission
from tests.factories import intake as factory

COLUMNS = [Column("reference", "Reference"), Column("note", "Note")]
ROWS = [["S000-0000", "=1+1"], ["S000-0001", "calm"]]


@pytest.fixture
def stored(db: None) -> None:
    """Forty submissions and twenty appointments."""
    version = factory.published(factory.default())
    therapist = User.objects.create_user(years.THERAPIST)
    years.store_submissions(version, 40, therapist)
    years.store_appointments(20, 40, therapist)


def test_the_seed_stores_as_many_as_it_says_each_decided_as_the_engine_decides(
    stored: None,
) -> None:
    assert (Submission.objects.count(), Appointment.objects.count()) == (40, 20)
    assert len(set(Submission.objects.values_list("reference", flat=True))) == 40
    for submission in Submission.objects.with_version():
        assert submission.decide_again().route.value == submission.route
    assert Submission.objects.completed().open().exists()
    assert Submission.objects.exclude(assigned_to=None).count() == 6


def test_no_two_appointments_of_the_seed_overlap(stored: None) -> None:
    starts = Appointment.objects.values("practitioner", "starts_at").annotate(many=Count("pk"))
    assert {each["many"] for each in starts} == {1}
    assert not Appointment.objects.filter(~Q(ends_at__gt=F("starts_at"))).exists()
    assert Appointment.objects.of_client(years.SURNAME).count() == 1


def written(tmp_path: Path, form: str, rows: list) -> str:
    file = tmp_path / form
    file.write_bytes(b"".join(FORMATS[form].write(COLUMNS, rows)))
    return str(file)


@pytest.mark.parametrize("form", FORMATS)
def test_a_whole_export_is_found_whole(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, ROWS)
    assert list(wrong_with(form, path, 2, "S000-0001")) == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_missing_last_row_is_missed(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, ROWS[:1])
    assert list(wrong_with(form, path, 2, "S000-0001")) == [
        "1 of 2 rows were exported",
        "the last row is S000-0000, not S000-0001",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_broke_off_is_noticed(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form, [ROWS[0], BrokenOff(1)])
    assert "the export broke off" in list(wrong_with(form, path, 2, "S000-0001"))


def test_a_formula_in_a_csv_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([["Reference", "Note"], *ROWS])
    [words] = wrong_with("csv", str(file), 2, "S000-0001")
    assert words == "1 rows hold what a spreadsheet takes for a formula"


def test_missing_rows_of_the_peer_are_missed(tmp_path: Path) -> None:
    path = written(tmp_path, "csv", ROWS)
    assert peers_wrong_with(path, 2) == ""
    assert peers_wrong_with(path, 3) == "csv: 2 of 3 rows were exported"


def test_a_download_knows_its_first_byte_from_its_last_and_what_the_server_grew_by(
    site: Server, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    found = download(site, Prepared("GET", "/stream/"), file)
    assert file.read_bytes() == b"firstlast"
    assert found.status == 200
    assert 0 < found.first_byte < found.whole
    assert found.whole - found.first_byte > 0.2
    assert found.grown_mb > 30


def page(much: float, theirs: list[Round] | None = None) -> str:
    rounds = [Round((much,), (1.0,))] * 3
    return PageResult(LARGE[0], rounds, theirs or []).row()


def test_a_page_that_stays_as_fast_meets_its_goal() -> None:
    assert page(1.3).endswith("| ≤ 1.3 ×: met |")
    assert page(1.31).endswith("| ≤ 1.3 ×: not met: 1.31 |")
    assert "| **5.00** (5.00–5.00) |" in page(1.0, [Round((5.0,), (1.0,))])


def test_an_export_says_which_of_its_goals_it_does_not_meet() -> None:
    quick, slow = Download(200, 0.5, 9.0, 40.0, 10.0), Download(200, 12.0, 32.0, 119.0, 1700.0)
    row = ExportResult(EXPORTS[0], quick, slow).row()
    assert "| 0.50 : 12.00 | 9.0 : 32.0 | 40 : 119 | +10 : +1700 |" in row
    assert row.endswith("< 1 s, < 30 MB: met |")
    unmet = ExportResult(EXPORTS[1], slow, None).row()
    assert unmet.endswith("< 1 s, < 30 MB: not met: 12.0 s, +1700 MB |")


def test_the_report_says_on_how_many_rows_it_stands(tmp_path: Path) -> None:
    found = Years(200_000, tmp_path, {})
    assert found.lines() == []
    found.facts["ours", "much"] = {}
    text = "\n".join(found.lines())
    assert "200,000 submissions or forms; “little” is 1,000." in text
    assert "Verified" in text
    found.failures.append("ours: csv: 3 of 4 rows were exported")
    assert "Verified" not in "\n".join(found.lines())


def test_pages_and_exports_are_chosen_by_the_beginning_of_their_names() -> None:
    assert large(("large",)) == large(()) == LARGE
    assert exports(("large-export-csv",)) == EXPORTS[:1]
    assert large(("article",)) == exports(("article",)) == ()
