"""The optional puzzle: programs that skip it book nothing, people lose nothing, with or without."""

import base64
import json
from datetime import timedelta
from typing import Any

import altcha
import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import proof_of_work
from intake.booking.models import Appointment
from tests.booking.pages import DETAILS, keep
from tests.factories import booking as make
from tests.intake.test_brakes import hidden, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(monkeypatch: pytest.MonkeyPatch, settings: Any) -> make.Clinic:
    settings.CLINIC_INTAKE_PROOF_OF_WORK = True
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    monkeypatch.setattr(proof_of_work, "MOST_TRIES", 50)
    return make.make_clinic()


def solved(page: bytes) -> dict[str, str]:
    """Return the hidden fields of a page, the puzzle solved as its script would."""
    fields = hidden(page)
    field = BeautifulSoup(page, "html.parser").select_one("[data-puzzle]")
    assert field is not None
    puzzle = json.loads(str(field["data-puzzle"]))
    for number in range(puzzle["maxNumber"] + 1):
        if (
            altcha.v1.hash_hex("SHA-256", f"{puzzle['salt']}{number}".encode())
            == puzzle["challenge"]
        ):
            break
    solution = {name: puzzle[name] for name in ("algorithm", "challenge", "salt", "signature")}
    encoded = base64.b64encode(json.dumps(solution | {"number": number}).encode()).decode()
    return fields | {proof_of_work.SOLUTION: encoded}


def test_a_solved_puzzle_books_and_opens_no_second_form(clinic: make.Clinic, client: Any) -> None:
    address = keep(client, clinic)["Location"]
    form = solved(client.get(address).content) | DETAILS
    assert client.post(address, form).status_code == 302
    other = keep(client, clinic, make.FIRST + timedelta(hours=2))["Location"]
    again = client.post(other, form | {"name": "Kim Other"})
    assert again.status_code == 422
    assert Appointment.objects.booked().count() == 1


def test_who_runs_no_script_waits_once_and_loses_nothing(
    clinic: make.Clinic, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = keep(client, clinic)["Location"]
    caught = client.post(address, hidden(client.get(address).content) | DETAILS)
    assert caught.status_code == 422
    assert "Count slowly to 15" in caught.content.decode()
    again = hidden(caught.content)
    assert client.post(address, again).status_code == 422, "too soon"
    later(monkeypatch, 16)
    assert client.post(address, again).status_code == 302
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW + timedelta(seconds=17))
    other = keep(client, clinic, make.FIRST + timedelta(hours=2))["Location"]
    assert client.post(other, again | {"name": "Kim Other"}).status_code == 422, "used before"


def test_a_puzzle_of_another_key_or_another_number_is_none(clinic: make.Clinic) -> None:
    made = altcha.create_challenge_v1(max_number=1, hmac_key="theirs", number=1).to_dict()
    ours = proof_of_work.challenge()
    for puzzle in (made, ours):
        parts = {name: puzzle[name] for name in ("algorithm", "challenge", "salt", "signature")}
        for number in (1, 51, -1, True, "1", None, 1.5, 10**30):
            said = base64.b64encode(json.dumps(parts | {"number": number}).encode()).decode()
            is_right = (
                puzzle is ours
                and altcha.verify_solution_v1(parts | {"number": number}, proof_of_work._key())[0]
            )
            found = proof_of_work.is_done(QueryDict(mutable=True) | {"work": said})
            assert found == bool(is_right and type(number) is int)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.text(max_size=80),
        st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps),
        st.fixed_dictionaries(
            dict.fromkeys(proof_of_work.PARTS, st.none() | st.integers() | st.text())
        ).map(json.dumps),
    )
)
def test_nonsense_is_no_solution_and_no_crash(clinic: make.Clinic, said: str) -> None:
    for work in (said, base64.b64encode(said.encode(errors="replace")).decode()):
        data = QueryDict(mutable=True)
        data["work"], data["waited"] = work, said
        assert not proof_of_work.is_done(data)


def test_off_as_it_comes_nothing_is_drawn_and_nothing_asked(
    clinic: Any, client: Any, settings: Any
) -> None:
    settings.CLINIC_INTAKE_PROOF_OF_WORK = False
    address = keep(client, clinic)["Location"]
    page = client.get(address).content
    assert b"data-puzzle" not in page
    assert client.post(address, hidden(page) | DETAILS).status_code == 302
