"""`python -m benchmarks.ours prepare|verify|publish|inside …`: JSON in, JSON out."""

import json
import os
import sys

import django


def main(verb: str, *rest: str) -> None:
    """Run one verb and print its result as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.ours.settings"
    django.setup()
    from benchmarks.ours.inside import measure
    from benchmarks.ours.prepare import prepare
    from benchmarks.ours.verify import publish, verify

    if verb == "prepare":
        result: object = prepare(pool=int(rest[0]))
    elif verb == "inside":
        name, items, rounds = rest
        result = measure(name, items=int(items), rounds=int(rounds))
    elif verb == "verify":
        given = json.load(sys.stdin)
        result = verify(given["facts"], given["sent"])
    else:
        result = publish(json.load(sys.stdin)["facts"])
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
