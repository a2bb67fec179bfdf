"""What stands on the peer's pages: thirty fields of the kinds an intake form has, ten blocks."""

OPTIONS = ("Never", "Some days", "Most days", "Every day", "I am not sure")
KINDS = {
    "radio": 9,
    "checkboxes": 6,
    "dropdown": 4,
    "singleline": 5,
    "multiline": 2,
    "number": 2,
    "email": 1,
    "date": 1,
}
VALUES = {
    "radio": OPTIONS[1],
    "checkboxes": OPTIONS[2],
    "dropdown": OPTIONS[0],
    "singleline": "Two or three words",
    "multiline": "A line.\nAnother line.",
    "number": "7",
    "email": "someone@example.com",
    "date": "2026-01-15",
}
PARAGRAPH = (
    "<p>Some running text with <b>a bold word</b> and <i>another</i>, of the length that a "
    "paragraph on a page about health has when someone took care to keep it short. It goes on "
    "for a second sentence, and then for a third one that closes the thought.</p>"
)


def fields() -> list[tuple[str, str]]:
    """Return label and kind of every field, in order."""
    return [
        (f"Question {kind} {number}", kind)
        for kind, times in KINDS.items()
        for number in range(1, times + 1)
    ]
