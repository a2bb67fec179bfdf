"""`python -m benchmarks.ours.large fill 200000 100000`, `… verify`: our side with years of data.

`fill` stores as many submissions and appointments and prints the requests of each entry as JSON;
`verify` reads {"files": {name: path}, "contains": …} and prints what is wrong.
"""

import json
import os
import sys
from typing import Any
from urllib.parse import urlencode

import django

CSRF = "b" * 32
Json = dict[str, Any]


def fill(submissions: int, appointments: int) -> Json:
    """Fill the database; return requests by name and what the files must hold."""
    from django.conf import settings
    from django.urls import reverse

    from benchmarks.ours import years
    from benchmarks.sessions import signed_in
    from intake.booking.models import Appointment
    from intake.models import Submission

    years.fill(submissions, appointments)
    lead = {settings.SESSION_COOKIE_NAME: signed_in(years.LEAD), "csrftoken": CSRF}
    therapist = {**lead, settings.SESSION_COOKIE_NAME: signed_in(years.THERAPIST)}
    worklist = reverse("submission:index")
    newest = Submission.objects.order_by("-pk")[0]
    case = Submission.objects.order_by("pk")[years.CASE_SHOWN]
    to_submissions, to_visits = reverse("intake_export"), reverse("intake_booking_export")
    return {
        "requests": {
            "worklist": _get(worklist, lead, "S0"),
            "filtered": _get(f"{worklist}?route=booking", lead, "S0"),
            "own": _get(worklist, therapist, "S0"),
            "searched": _post(worklist, lead, {"words": years.SURNAME}, 302, "found="),
            "detail": _get(reverse("submission:inspect", args=[case.pk]), lead, case.reference),
            "csv": _post(to_submissions, lead, {"format": "csv", "with_answers": "on"}),
            "xlsx": _post(to_submissions, lead, {"format": "xlsx", "with_answers": "on"}),
            "jsonl": _post(to_submissions, lead, {"format": "jsonl", "with_answers": "on"}),
            "visits": _post(to_visits, lead, {"format": "csv", "with_contacts": "on"}),
            "warm": _get(to_submissions, lead, "csrfmiddlewaretoken"),
        },
        "holds": {
            **{name: [submissions, newest.reference] for name in ("csv", "xlsx", "jsonl")},
            "visits": [appointments, Appointment.objects.order_by("-pk")[0].reference],
        },
    }


def _get(path: str, cookies: Json, says: str) -> Json:
    return {"method": "GET", "path": path, "cookies": cookies, "contains": [says]}


def _post(path: str, cookies: Json, data: Json, status: int = 200, says: str = "") -> Json:
    body = urlencode({"csrfmiddlewaretoken": CSRF, **data})
    sent = {"method": "POST", "path": path, "cookies": cookies, "body": body, "status": status}
    return sent | {"contains": [says] if says else []}


def main(verb: str, *counts: str) -> None:
    """Run one verb and print its result as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.ours.settings"
    django.setup()
    from benchmarks.ours.files import wrong_with

    if verb == "fill":
        submissions, appointments = (int(each) for each in counts)
        result: object = fill(submissions, appointments)
    else:
        given = json.load(sys.stdin)
        result = [
            f"{name}: {words}"
            for name, path in given["files"].items()
            for words in wrong_with(name, path, *given["holds"][name])
        ]
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
