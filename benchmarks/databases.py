"""A fresh database for each site and for what runs inside one process, all of one kind."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SITES = ("ours", "peer", "appointments", "inside")


def kind() -> str:
    """Return the kind of database: sqlite, or postgres when BENCH_DB says so."""
    found = os.environ.get("BENCH_DB", "sqlite")
    if found not in ("sqlite", "postgres"):
        raise SystemExit(f"BENCH_DB must be sqlite or postgres, not {found!r}.")
    return found


@contextmanager
def fresh(folder: Path, sites: Sequence[str] = SITES) -> Iterator[dict[str, str]]:
    """Yield the address of an empty database for each site; gone after the block."""
    if kind() == "sqlite":
        yield {site: f"sqlite:///{folder / site / 'db.sqlite3'}" for site in sites}
        return
    import psycopg

    from scripts.with_postgres import throwaway_server

    with throwaway_server() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for site in sites:
                connection.execute(f"CREATE DATABASE bench_{site}")
        yield {site: f"{url.rpartition('/')[0]}/bench_{site}" for site in sites}
