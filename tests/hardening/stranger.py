"""A client whose every word is a marker, so that a word of theirs is known wherever it turns up."""

from dataclasses import dataclass

from intake import subjects
from intake.booking import contacts, feed_actions, follow_up_actions, waitlist_actions
from intake.booking.models import Appointment, CalendarFeed, WaitlistEntry
from intake.models import Submission
from tests.factories import booking as make
from tests.factories import intake as factory

MARK = "Zwiebelkuchen"
CONTACT = contacts.Contact(
    name=f"{MARK} Name", email=f"{MARK.lower()}@example.com", phone="+12125550187"
)
WORDS = (MARK, MARK.lower(), "2125550187", "555-0187", "555 0187")
"""What must be shown to nobody else."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """What a clinic keeps about one client, and the secrets of their links."""

    submission: Submission
    secret: str
    visit: Appointment
    waiting: WaitlistEntry
    feed: CalendarFeed

    @property
    def data_links(self) -> list[str]:
        """Links to what is kept about them."""
        return [
            subjects.link_token("submission", self.submission.reference),
            subjects.link_token("appointment", self.visit.reference),
        ]


def arrive(clinic: make.Clinic) -> Stranger:
    """Let a stranger answer, book, wait, and ask for a call."""
    answers = {**factory.BOOKING, "work": f"{MARK} baker", "story": f"My {MARK} hurts"}
    submission, secret = factory.started(answers)
    factory.actions.complete_submission(submission=submission)
    visit = make.book(clinic, contact=CONTACT, submission=submission)
    waiting = waitlist_actions.join_waitlist(
        form_id="stranger",
        service=clinic.service,
        location=clinic.location,
        wishes=waitlist_actions.Wishes(),
        contact=CONTACT,
        consent=make.CONSENT,
        now=make.NOW,
    )
    follow_up_actions.ask_for_call(
        submission=factory.completed(),
        contact=CONTACT,
        consent=make.CONSENT,
        best_time="",
        now=make.NOW,
    )
    by = factory.staff()
    feed = feed_actions.make_feed(practitioner=clinic.practitioner, by=by)
    return Stranger(submission, secret, visit, waiting, feed)


def assert_unseen(text: str, where: str) -> None:
    """Fail where a word of the stranger stands in a text."""
    found = [word for word in WORDS if word in text]
    assert not found, f"{where} shows {found} of a stranger"
