"""Types and small readings shared by the tests of the site."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup

Opener = Callable[[str], BeautifulSoup]
ROOT = Path(__file__).resolve().parents[2]


def text_of(soup: BeautifulSoup, selector: str) -> str:
    """Return the words of the first element that matches, on one line."""
    found = soup.select_one(selector)
    assert found is not None, f"no {selector}"
    return " ".join(found.get_text(" ").split())


def production_environment(folder: Path) -> dict[str, str]:
    """Return all that a real clinic must say, with its files in the folder."""
    return {
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'clinic.sqlite3'}",
        "SECRET_KEY": "f0r-this-test-only-" * 4,
        "ALLOWED_HOSTS": "clinic.example",
        "BASE_URL": "https://clinic.example",
        "DEFAULT_FROM_EMAIL": "desk@clinic.example",
        "CLINIC_INTAKE_ENCRYPTION_KEYS": "Zm9yLXRoaXMtdGVzdC1vbmx5LS0tLS0tLS0tLS0tLS0=",
    }


def run_with(settings: str, code: str, environment: dict[str, str]) -> str:
    """Run Python code in a process of its own under other settings; return what it prints."""
    setup = "import django; django.setup()\n"
    result = subprocess.run(
        [sys.executable, "-c", setup + code],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": settings, "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()
