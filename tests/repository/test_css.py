"""One palette: style sheets name roles, and only tokens.css gives them values."""

import re
from pathlib import Path

import pytest
import wagtail.admin

from tests.repository.source import PACKAGES, files, name

SHEETS = files(".css", under=PACKAGES)
TOKENS = [path for path in SHEETS if path.name == "tokens.css"]
OTHERS = [path for path in SHEETS if path.name != "tokens.css"]
NAMED = "black|white|red|green|blue|gr[ae]y|silver|orange|yellow|purple|navy|teal|maroon"
LITERAL_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch)\("
    rf"|:[^;{{}}]*\b({NAMED})\b[^;{{}}-]*;",
    re.IGNORECASE,
)
PHYSICAL = re.compile(
    r"(?<![\w-])((margin|padding|border|inset)-(left|right)|left|right|float|clear)\s*:(?!\s*(none|both))"
    r"|text-align\s*:\s*(left|right)"
)
DEFINED = re.compile(r"(--[\w-]+)\s*:")
ADMIN = Path(wagtail.admin.__file__).parent / "static" / "wagtailadmin" / "css" / "core.css"
USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")


def rules(path: Path) -> str:
    """Return a style sheet without comments and addresses."""
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.DOTALL)


def test_the_plugin_ships_the_one_palette() -> None:
    assert [name(path) for path in TOKENS] == ["causes/static/causes/css/tokens.css"]


@pytest.mark.parametrize("path", OTHERS, ids=name)
def test_a_style_sheet_names_no_colour_itself(path: Path) -> None:
    found = [match[0].strip() for match in LITERAL_COLOUR.finditer(rules(path))]
    assert found == [], name(path)


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_style_sheet_works_from_right_to_left_too(path: Path) -> None:
    found = [match[0].strip() for match in PHYSICAL.finditer(rules(path))]
    assert found == [], f"{name(path)}: use logical properties"


@pytest.mark.parametrize("path", OTHERS, ids=name)
def test_every_token_used_exists(path: Path) -> None:
    palette = ADMIN if path.name.startswith("admin") else TOKENS[0]
    defined = set(DEFINED.findall(rules(palette))) | set(DEFINED.findall(rules(path)))
    assert set(USED.findall(rules(path))) - defined == set(), name(path)
