"""The settings of a real clinic: what they ask for, and what Django says about them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.pages import ROOT, production_environment, run_with

PRODUCTION = "clinic_site.settings.production"
SHOW = """
import json
from django.conf import settings
from django.test import RequestFactory
from django.middleware.security import SecurityMiddleware
from intake.booking.conf import base_url
guard = SecurityMiddleware(lambda request: None)
print(json.dumps({
    "bases": [base_url(), settings.WAGTAILADMIN_BASE_URL],
    "sender": settings.DEFAULT_FROM_EMAIL,
    "patience": settings.EMAIL_TIMEOUT,
    "hsts": [settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD],
    "redirected": [bool(guard.process_request(RequestFactory(SERVER_NAME="clinic.example").get(p)))
                   for p in ("/", "/healthz", "/healthz/more")],
}))
"""


def check_deploy(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": PRODUCTION, "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_deployment_is_checked_without_a_warning(tmp_path: Path) -> None:
    result = check_deploy(production_environment(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "BASE_URL", "DEFAULT_FROM_EMAIL", "SECRET_KEY", "ALLOWED_HOSTS"]
)
def test_what_a_clinic_did_not_say_stops_the_start(tmp_path: Path, name: str) -> None:
    environment = production_environment(tmp_path)
    del environment[name]
    result = check_deploy(environment)
    assert result.returncode != 0
    assert f"Set in the environment: {name}." in result.stderr


def test_a_clinic_is_served_over_tls_and_names_itself_in_its_mails(tmp_path: Path) -> None:
    environment = production_environment(tmp_path)
    shown = json.loads(run_with(PRODUCTION, SHOW, environment))
    assert shown == {
        "bases": ["https://clinic.example"] * 2,
        "sender": "desk@clinic.example",
        "patience": 10,
        "hsts": [False, False],
        "redirected": [True, False, True],
    }
    opted_in = {**environment, "HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
    assert json.loads(run_with(PRODUCTION, SHOW, opted_in))["hsts"] == [True, True]
