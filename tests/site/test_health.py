"""The health check answers for the database, not for the web server alone."""

from pathlib import Path

import pytest
from django.test import Client

from tests.site.pages import run_with

ASK = """
from django.test import Client
response = Client(HTTP_HOST="localhost").get("/healthz")
print(response.status_code, response.content.decode().strip())
"""
AWAY = {
    "PostgreSQL": "postgres://nobody:none@127.0.0.1:1/nothing",
    "SQLite": "sqlite:////nowhere/at/all.sqlite3",
}


@pytest.mark.django_db
def test_a_database_that_answers_is_200(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok\n"


@pytest.mark.parametrize("url", AWAY.values(), ids=AWAY)
def test_a_database_that_is_away_is_503(tmp_path: Path, url: str) -> None:
    environment = {"VAR_DIR": str(tmp_path), "DATABASE_URL": url}
    assert run_with("clinic_site.settings.demo", ASK, environment) == "503 database unavailable"
