"""`python -m benchmarks.appointments_site prepare N` or `… verify`: JSON in, JSON out."""

import json
import os
import sys
from contextlib import redirect_stdout
from typing import Any

import django


def main(verb: str, *rest: str) -> None:
    """Run one verb and print its result as JSON."""
    # The package writes its log where the answer goes.
    with redirect_stdout(sys.stderr):
        result = answer(verb, *rest)
    json.dump(result, sys.stdout)


def answer(verb: str, *rest: str) -> Any:
    """Run one verb and return its result."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.appointments_site.settings"
    django.setup()
    from benchmarks.appointments_site.prepare import prepare
    from benchmarks.appointments_site.verify import verify

    if verb == "prepare":
        return prepare(pool=int(rest[0]))
    return verify(json.load(sys.stdin)["sent"])


if __name__ == "__main__":
    main(*sys.argv[1:])
