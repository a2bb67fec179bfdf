"""The access log: who looked at which record, or did something with it.

An entry is written once. The database itself refuses to change one, and to delete one before the
day it is kept until: triggers on PostgreSQL and on SQLite, put back after every migrate. On
PostgreSQL a third one refuses to empty the table at once, which the other two would not notice.
A clinic that wants more gives the site a database account that does not own the table.
"""

from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils import timezone

from intake.models import AccessEntry, DeskSettings

Action = AccessEntry.Action
TABLE = "intake_accessentry"
PREFIX = "intake_access_kept"
SAME_LOOK = timedelta(minutes=10)
REFUSAL = "an entry of the access log stays as it is"

POSTGRES = (
    f"CREATE FUNCTION {PREFIX}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {PREFIX}_update BEFORE UPDATE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}()",
    f"CREATE TRIGGER {PREFIX}_delete BEFORE DELETE ON {TABLE} "
    f"FOR EACH ROW WHEN (OLD.keep_until >= CURRENT_DATE) EXECUTE FUNCTION {PREFIX}()",
    f"CREATE FUNCTION {PREFIX}_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"PERFORM 1 FROM {TABLE} WHERE keep_until >= CURRENT_DATE; IF FOUND THEN "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    f"RETURN NULL; END $$",
    f"CREATE TRIGGER {PREFIX}_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}_whole()",
)
REFUSE = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
SQLITE = (
    f"CREATE TRIGGER {PREFIX}_update BEFORE UPDATE ON {TABLE} {REFUSE}",
    f"CREATE TRIGGER {PREFIX}_delete BEFORE DELETE ON {TABLE} "
    f"WHEN OLD.keep_until >= date('now') {REFUSE}",
)


def note(
    *,
    by: Any,
    action: AccessEntry.Action,
    kind: str,
    reference: str = "",
    count: int = 1,
    now: datetime | None = None,
) -> None:
    """Write an entry; `by` is the member of staff, None for a command.

    `kind` names the kind of record, such as "submission"; `reference` its reference code, never a
    name. Written in the caller's transaction: what is not noted does not happen.
    """
    at = now or timezone.now()
    AccessEntry.objects.create(
        at=at,
        user_id=by.pk if by else None,
        username=by.get_username() if by else "",
        action=action,
        kind=kind,
        reference=reference,
        count=count,
        keep_until=_keep_until(at),
    )


def note_look(*, by: Any, kind: str, reference: str, count: int = 1) -> None:
    """Write down that somebody looks at a record; looking again within minutes is the same look."""
    since = timezone.now() - SAME_LOOK
    looks = looks_at(kind, reference).filter(user_id=by.pk, action=Action.VIEW, at__gt=since)
    if not looks.exists():
        note(by=by, action=Action.VIEW, kind=kind, reference=reference, count=count)


def looks_at(kind: str, reference: str) -> "QuerySet[AccessEntry]":
    """Return who looked at a record or printed it, the latest first."""
    looks = AccessEntry.objects.filter(kind=kind, reference=reference)
    return looks.filter(action__in=[Action.VIEW, Action.PRINT]).order_by("-at", "-pk")


def ensure(using: str = DEFAULT_DB_ALIAS, **kwargs: object) -> None:
    """Put the triggers back when a migration took them away; a receiver of `post_migrate`."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names() and not is_installed(connection):
        install(connection)


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the database refuses to change the log; False where it cannot."""
    refused = {"update", "delete"} | ({"truncate"} if connection.vendor == "postgresql" else set())
    return _names(connection) == {f"{PREFIX}_{what}" for what in refused}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse to change the log, where it can."""
    remove(connection)
    statements = {"postgresql": POSTGRES, "sqlite": SQLITE}.get(connection.vendor, ())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, if they are there."""
    of_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _names(connection):
            cursor.execute(f"DROP TRIGGER {name}{of_table}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {PREFIX}(), {PREFIX}_whole()")


def _names(connection: BaseDatabaseWrapper) -> set[str]:
    catalog = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    }.get(connection.vendor)
    if catalog is None:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(catalog, [f"{PREFIX}%"])
        return {row[0] for row in cursor.fetchall()}


def _keep_until(at: datetime) -> date:
    months = DeskSettings.longest_log_months()
    kept: date = timezone.localdate(at) + relativedelta(months=months)
    return kept
