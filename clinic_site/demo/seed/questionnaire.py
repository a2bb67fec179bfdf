"""Seeds the default questionnaire and the page that hosts it."""

import json
from datetime import datetime

from wagtail.models import Site

from clinic_site.demo.seed.causes import connect_intake
from intake.actions import load_questionnaire
from intake.casework import load_cases
from intake.management.commands.load_questionnaire import DEFAULT, shipped_cases
from intake.models import IntakePage

INTRO = (
    "<p>Answer some questions about your pain. At the end we tell you what to do next: see a "
    "doctor, book a visit with us, or start with an article you can follow at home.</p>"
)
KEPT = (
    "<p>Your answers are stored encrypted, without your name. Unfinished answers can be "
    "continued for 7 days. Only the therapists of this clinic can read them, and only to "
    "prepare your visit.</p>"
)


def seed(*, now: datetime) -> None:
    """Publish the default questionnaire with its worked cases, and its page at /intake/, once."""
    definition = json.loads(DEFAULT.read_text(encoding="utf-8"))
    cases = shipped_cases(DEFAULT)
    questionnaire, written = load_questionnaire(definition=definition, cases=cases)
    if not written:
        load_cases(questionnaire=questionnaire, items=cases)
    root = Site.objects.get(is_default_site=True).root_page
    if IntakePage.objects.child_of(root).exists():
        return
    page = IntakePage(
        title="Find out what to do",
        slug="intake",
        questionnaire=questionnaire,
        intro=INTRO,
        kept=KEPT,
        search_description="A few questions about your lower back or hip pain, and what to do.",
    )
    root.add_child(instance=page)
    page.save_revision().publish()
    connect_intake(page)
