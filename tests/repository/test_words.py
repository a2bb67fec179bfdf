"""How the project speaks to clients."""

import ast
import re
from pathlib import Path

from tests.repository.source import PACKAGES, files, name, parse

VERBS = {
    "Add", "Agree", "Answer", "Call", "Change", "Check", "Choose", "Enter", "Give", "Move",
    "Remove", "Select", "Shorten", "Start", "Tell", "Type", "Use", "Wait", "Write",
}  # fmt: skip
NEVER = re.compile(r"\b(please|oops|invalid|sorry|unfortunately)\b", re.IGNORECASE)
NEVER_IN_ERRORS = re.compile(r"\b(please|oops|invalid|required|must|error|failed)\b", re.IGNORECASE)
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TRANSLATED = re.compile(
    r"\{%\s*(?:translate|trans)\s+[\"'](.*?)[\"']"
    r"|\{%\s*blocktrans(?:late)?.*?%\}(.*?)\{%\s*endblocktrans",
    re.DOTALL,
)


def sentences(path: Path) -> list[str]:
    """Return every text a file hands to gettext."""
    if path.suffix == ".html":
        return [single or block for single, block in TRANSLATED.findall(path.read_text())]
    return [
        argument.value
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def constants(path: Path) -> dict[str, str]:
    """Return the fixed sentences of a texts.py, by name."""
    return {
        node.targets[0].id: node.value.args[0].value
        for node in parse(path).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.args[0], ast.Constant)
    }


def test_an_error_starts_with_the_verb_that_cures_it() -> None:
    texts = [path for path in files(".py", under=PACKAGES) if path.name == "texts.py"]
    assert texts
    for path in texts:
        for key, sentence in constants(path).items():
            assert sentence.split()[0] in VERBS, f"{name(path)}: {key} starts with no verb"
            assert not NEVER_IN_ERRORS.search(sentence), f"{name(path)}: {key}"
            assert not sentence.endswith("."), f"{name(path)}: {key} ends with a full stop"


def test_no_sentence_pleads_alarms_or_blames() -> None:
    for path in files(".py", ".html", under=PACKAGES):
        for sentence in sentences(path):
            assert not NEVER.search(sentence), f"{name(path)}: {sentence.strip()}"
