"""How many examples a law is tried on: all, or a share where the tests run once a mutant."""

import os

from hypothesis import settings

SHARE = float(os.environ.get("EXAMPLES_SHARE", "1"))


def examples(number: int) -> settings:
    """Return settings for that many examples, or for the share of them that was asked for."""
    return settings(max_examples=max(round(number * SHARE), 1))
