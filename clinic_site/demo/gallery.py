"""What the component gallery shows: one section per component, in the order of a visit."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Section:
    """One component: its anchor, its name, the template that shows its states, its sample data."""

    key: str
    title: str
    sample: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The template with this component in every state."""
        return f"demo/gallery/{self.key}.html"


SECTIONS = (
    Section("wayfinding", "Finding one’s way"),
    Section("actions", "Actions"),
    Section("choices", "Questions: choices"),
    Section("scale", "Questions: 0 to 10", {"numbers": range(11)}),
    Section("fields", "Questions: text"),
    Section("error_summary", "Error summary"),
    Section("answers", "Answers and details"),
    Section("times", "Times"),
    Section("notices", "Notices and empty pages"),
)
