"""`python -m benchmarks.peer_site prepare` or `… verify`: JSON in, JSON out."""

import json
import os
import sys

import django


def main(verb: str, *_rest: str) -> None:
    """Run one verb and print its result as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peer_site.settings"
    django.setup()
    from benchmarks.peer_site.prepare import prepare
    from benchmarks.peer_site.verify import verify

    result = prepare() if verb == "prepare" else verify(json.load(sys.stdin)["sent"])
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
