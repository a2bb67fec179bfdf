"""`python -m benchmarks.peer_site.large fill 200000`, `… verify`: the peer with as many rows."""

import csv
import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

Json = dict[str, Any]
MINUTES_BETWEEN = 7
LEAD = "lead"


def fill(count: int) -> Json:
    """Store as many forms; return requests by name and what the file must hold."""
    from django.contrib.auth.models import User
    from django.urls import reverse
    from django.utils import timezone
    from wagtail.contrib.forms.models import FormSubmission
    from wagtail.contrib.forms.utils import get_field_clean_name

    from benchmarks.copies import Copies, store
    from benchmarks.peer_site.content import VALUES, fields
    from benchmarks.peer_site.models import FormPage
    from benchmarks.peer_site.prepare import prepare
    from benchmarks.sessions import signed_in

    prepare()
    User.objects.create_superuser(LEAD)
    page = FormPage.objects.get()
    said = {get_field_clean_name(label): VALUES[kind] for label, kind in fields()}
    now = timezone.now()
    pattern = Copies(FormSubmission(page=page, form_data=said, submit_time=now))
    store(
        (pattern, {"submit_time": now - timedelta(minutes=MINUTES_BETWEEN * (count - number))})
        for number in range(count)
    )
    _analyze()
    path = reverse("wagtailforms:list_submissions", args=[page.pk])
    days = f"date_from={now - timedelta(days=3):%Y-%m-%d}"
    cookies = {"sessionid": signed_in(LEAD)}
    return {
        "requests": {
            "list": _get(path, cookies, VALUES["email"]),
            "list_of_days": _get(f"{path}?{days}", cookies, VALUES["email"]),
            "csv": _get(f"{path}?export=csv", cookies, ""),
            "warm": _get(reverse("wagtailadmin_home"), cookies, ""),
        },
        "holds": {"csv": count},
    }


def _analyze() -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _get(path: str, cookies: Json, says: str) -> Json:
    contains = [says] if says else []
    return {"method": "GET", "path": path, "cookies": cookies, "contains": contains}


def wrong_with(path: str, rows: int) -> str:
    """Say what is wrong with the exported file, "" when nothing is."""
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
        found = sum(1 for _row in csv.reader(file)) - 1
    return "" if found == rows else f"csv: {found} of {rows} rows were exported"


def main(verb: str, *counts: str) -> None:
    """Run one verb and print its result as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peer_site.settings"
    django.setup()
    if verb == "fill":
        result: object = fill(int(counts[0]))
    else:
        given = json.load(sys.stdin)
        words = wrong_with(given["files"]["csv"], given["holds"]["csv"])
        result = [words] if words else []
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
