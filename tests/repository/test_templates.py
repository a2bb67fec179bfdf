"""The grammar of templates: what they take, and what a strict policy forbids in them."""

import re

import pytest

from tests.repository.source import PACKAGES, files, name

TEMPLATES = [path for path in files(".html", under=PACKAGES) if "templates" in path.parts]
ADMIN = [path for path in TEMPLATES if {"admin", "wagtailadmin"} & set(path.parts)]
# Mail programs ignore style sheets, so mails carry their styles themselves.
MAIL = [path for path in TEMPLATES if {"mail", "mails", "email", "emails"} & set(path.parts)]
PUBLIC = [path for path in TEMPLATES if path not in ADMIN and path not in MAIL]
TAKES_VARIABLES = [
    path for path in TEMPLATES if path.name.startswith("_") or path.parent.name == "components"
]
COMMENTS = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "script": re.compile(r"<script(?![^>]*(\bsrc=|application/(ld\+)?json))", re.IGNORECASE),
    "style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "address that is a script": re.compile(r"javascript:", re.IGNORECASE),
}


def test_there_are_public_templates() -> None:
    assert len(PUBLIC) > 20


@pytest.mark.parametrize("path", TAKES_VARIABLES, ids=name)
def test_a_partial_begins_with_the_variables_it_takes(path) -> None:
    assert re.match(r"\s*(\{#|\{% comment)", path.read_text()), name(path)


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_a_public_template_carries_no_inline_script_or_style(path) -> None:
    markup = COMMENTS.sub("", path.read_text())
    found = [kind for kind, pattern in INLINE.items() if pattern.search(markup)]
    assert found == [], f"{name(path)}: inline {found}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_is_named_in_small_letters(path) -> None:
    assert re.fullmatch(r"_?[a-z0-9]+(_[a-z0-9]+)*\.html", path.name), name(path)
