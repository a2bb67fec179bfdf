"""Caches other than the one in memory that tests have."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def shared_cache(settings: Any, tmp_path: Path) -> None:
    """A file cache, as in production; what all processes must see is kept in no other."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path,
        }
    }
