"""What the component gallery shows: one section per component, in the order of a visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clinic_site.demo import gallery_samples as samples


@dataclass(frozen=True)
class Section:
    """One component: its anchor, its name, the template of its states, its sample data."""

    key: str
    title: str
    sample: Mapping[str, Any] = field(default_factory=dict)
    shown_by: str = ""

    @property
    def template(self) -> str:
        """The template with this component in every state."""
        return f"demo/gallery/{self.shown_by or self.key}.html"


SECTIONS = (
    Section("wayfinding", "Finding one’s way"),
    Section("actions", "Actions"),
    Section("hero", "Page hero"),
    Section("teaser", "Cause teaser", {"articles": samples.ARTICLES}),
    Section("body-map", "Body map", samples.BODY_MAP, "body_map"),
    Section("self-test", "Self-test card", {"value": samples.SELF_TEST}, "self_test"),
    Section("exercise", "Exercise card", {"value": samples.EXERCISE}),
    Section("care-card", "Care card", {"cards": samples.CARE_CARDS}, "care_card"),
    Section("cautions", "Caution and what misleads", samples.CAUTIONS),
    Section("call-out", "Product call-out", {"callout": samples.CALLOUT}, "callout"),
    Section("author-box", "Author box", {"author": samples.AUTHOR}, "author"),
    Section("sources", "Sources"),
    Section("choices", "Questions: choices", {"states": samples.CHOICES}, "questions"),
    Section("scale", "Questions: 0 to 10", {"states": samples.SCALES}, "questions"),
    Section("fields", "Questions: numbers and words", {"states": samples.FIELDS}, "questions"),
    Section("regions", "Questions: body map", {"states": samples.REGIONS}, "questions"),
    Section("error_summary", "Error summary", {"questions": samples.ERRORS}),
    Section("answers", "Answers and details"),
    Section("result", "Result", samples.RESULT),
    Section("times", "Times", {"days": samples.DAYS}),
    Section("notices", "Notices and empty pages"),
    Section("print", "Print sheet", shown_by="print_sheet"),
)
