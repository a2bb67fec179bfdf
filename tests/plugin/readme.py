"""The README's install steps, as a program reads them."""

import re
from dataclasses import dataclass

FENCE = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of code: a file to append to when it has a title, else commands."""

    language: str
    title: str | None
    text: str


def section(markdown: str, heading: str) -> str:
    """Return the part of a document below a heading of level two."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", markdown, re.MULTILINE | re.DOTALL
    )
    assert found, f"the heading {heading!r} is gone"
    return found[1]


def blocks(markdown: str) -> list[Block]:
    """Return the code blocks of a text in their order."""
    return [Block(m["language"], m["title"], m["text"]) for m in FENCE.finditer(markdown)]
