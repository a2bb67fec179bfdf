"""Where a freshly migrated SQLite database is kept between runs, for whatever starts from one."""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKES_TABLES = ("migrations/*.py", "guard.py", "access_log.py")
"""Files that decide how a migrated database looks, besides the pins of everybody else's."""


def _name() -> Path:
    """Return the place that belongs to exactly these files."""
    digest = hashlib.sha256(sys.version.encode())
    found = {path for name in MAKES_TABLES for path in ROOT.glob(f"[!.]*/**/{name}")}
    for path in sorted({*found, ROOT / "requirements-dev.txt"}):
        digest.update(path.read_bytes())
    return Path(tempfile.gettempdir()) / f"clinic-intake-migrated-{digest.hexdigest()[:16]}.sqlite3"


migrated = _name()


def begin_migrated(file: Path) -> None:
    """Put a migrated database in place where one is kept; `migrate` then finds little to do."""
    if migrated.is_file():
        shutil.copyfile(migrated, file)
