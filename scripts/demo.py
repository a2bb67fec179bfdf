"""Prepare and serve the demo site: `python scripts/demo.py serve`, `… prepare` or `… reset`.

Environment: PORT (default 8000), VAR_DIR (default var/), DATABASE_URL (default SQLite there).
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR_DIR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
STAMP = VAR_DIR / "demo.stamp"
DATABASE = VAR_DIR / "db.sqlite3"
KEPT_BY_THE_DEMO = ("cache", "mail", "media", "static")
CONTENT = ("*/migrations/*.py", "clinic_site/demo/**/*", "intake/seed/**/*", "requirements.txt")


def chosen_port() -> int:
    """Return the port from PORT; end with a sentence when it is not one."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def require_free(port: int) -> None:
    """End with a sentence when another program already listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            sys.exit(f"Port {port} needs root. Choose one above 1023: make demo PORT=8001")
        except OSError:
            sys.exit(
                f"Port {port} is in use, perhaps by a demo that still runs. "
                f"Choose another: make demo PORT={port + 1 if port < 65535 else 8001}"
            )


def fingerprint(environment: dict[str, str]) -> str:
    """Return a digest of all that decides what the seeded database holds."""
    digest = hashlib.sha256()
    digest.update(environment.get("DATABASE_URL", "").encode() + b"\0")
    for path in sorted({path for pattern in CONTENT for path in ROOT.rglob(pattern)}):
        inside = path.relative_to(ROOT)
        if path.is_file() and "__pycache__" not in inside.parts and inside.parts[0][0] != ".":
            digest.update(str(inside).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def prepare(environment: dict[str, str]) -> None:
    """Migrate and seed, unless nothing changed since the last time."""
    state = fingerprint(environment)
    has_database = "DATABASE_URL" in environment or DATABASE.exists()
    if has_database and STAMP.exists() and STAMP.read_text() == state:
        return
    print("Preparing the demo's database; the first time takes a moment.", flush=True)
    manage("migrate", environment=environment)
    manage("seed_demo", environment=environment)
    manage("send_reminders", environment=environment)
    STAMP.write_text(state)


def manage(command: str, *, environment: dict[str, str]) -> None:
    """Run one quiet Django command; end when it fails."""
    # In a group of its own, so that Ctrl-C reaches this program alone, which then ends the command.
    result = subprocess.run(
        [sys.executable, "manage.py", command, "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        process_group=0,
    )
    if result.returncode:
        sys.exit(f"`manage.py {command}` failed; see above. `make demo-reset` starts over.")


def environment_at(port: int) -> dict[str, str]:
    """Return what the demo's processes are told."""
    # WhiteNoise warns when the folder of collected files is missing; the demo needs none of them.
    (VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings.demo",
        "BASE_URL": f"http://localhost:{port}",
        "PORT": str(port),
    }


def serve() -> None:
    """Prepare the demo, then become its web server; the addresses are printed once it answers."""
    port = chosen_port()
    require_free(port)
    environment = environment_at(port)
    prepare(environment)
    server = [sys.executable, "-m", "gunicorn", "--config", "scripts/gunicorn_demo.py"]
    os.chdir(ROOT)
    os.execve(sys.executable, [*server, "clinic_site.wsgi:application"], environment)


def reset() -> None:
    """Delete the demo's data, and only that."""
    if "DATABASE_URL" in os.environ:
        sys.exit("DATABASE_URL is set: empty that database yourself; nothing was deleted.")
    for path in [STAMP, *VAR_DIR.glob(f"{DATABASE.name}*")]:
        path.unlink(missing_ok=True)
    for name in KEPT_BY_THE_DEMO:
        shutil.rmtree(VAR_DIR / name, ignore_errors=True)
    print("The demo's data is gone. `make demo` makes it anew.")


if __name__ == "__main__":
    actions = {
        "serve": serve,
        "prepare": lambda: prepare(environment_at(chosen_port())),
        "reset": reset,
    }
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(f"Say what to do: python scripts/demo.py {' | '.join(actions)}")
    try:
        actions[sys.argv[1]]()
    except KeyboardInterrupt:
        sys.exit("\nStopped before the demo was ready. `make demo` goes on from here.")
