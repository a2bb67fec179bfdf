"""How commands print what other software reads."""

import os
import sys
from collections.abc import Iterable

from django.core.management.base import OutputWrapper


def print_lines(out: OutputWrapper, lines: Iterable[str]) -> None:
    """Print lines; end without a word when the reader has seen enough, as in `… | head`."""
    try:
        for line in lines:
            out.write(line)
        out.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, and would complain about the closed pipe then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
