"""Every write of the waitlist, as a keyword-only verb with its own transaction.

A freed time is kept under the same guard as any other, by a hold that no browser owns, and
offered to a few people at once. The first to take it has the visit. When nobody of them does, the
next are asked; when nobody is left, the hold ends and the time is everybody's again.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from intake.afterwards import after_commit
from intake.booking import actions, gate, tasks, tokens
from intake.booking.availability import Place
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import NotChangeable, OfferGone, TimeTaken, TooManyEntries
from intake.booking.models import (
    Appointment,
    BookingSettings,
    Location,
    Practitioner,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from intake.booking.states import OfferState, State, WaitState
from intake.booking.taking import first_to_take, lock, times
from intake.booking.waitlist_freed import Chance, Queue, Stretch
from intake.engine.types import Route, Urgency
from intake.models import Submission

MOST_ENTRIES_A_DAY = 5
"""How often one e-mail address may be put on the list within a day."""
WITHOUT_ANSWERS = 1
ROUTES_IN_TURN = {Route.SELF_HELP.value: 0, Route.BOOKING.value: 2}
"""Who has answered no questions waits between the two."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What would suit a client; empty means any."""

    practitioners: tuple[Practitioner, ...] = ()
    weekdays: tuple[int, ...] = ()
    earliest: time | None = None
    latest: time | None = None
    first_day: date | None = None
    last_day: date | None = None

    def as_fields(self) -> dict[str, object]:
        """Return the columns that keep these wishes."""
        return {
            "weekdays": list(self.weekdays),
            "earliest": self.earliest,
            "latest": self.latest,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


@sensitive_variables()
def join_waitlist(
    *,
    form_id: str,
    service: Service,
    location: Location,
    wishes: Wishes,
    contact: Contact,
    consent: Consent,
    now: datetime,
    submission: Submission | None = None,
) -> WaitlistEntry:
    """Put a client on the list and write to them once; the same form sent again changes nothing.

    `form_id` is what tells one form from another. Only finished answers are linked, and they say
    how soon it is the client's turn. Raises CareFirst, AnswersFirst or TooManyEntries.
    """
    gate.admit(submission)
    uid = tokens.uid_for(f"waitlist:{form_id}:{contact.client_digest}")
    finished = gate.finished(submission)
    with transaction.atomic():
        before = WaitlistEntry.objects.filter(uid=uid).first()
        if before is not None:
            return before
        joined = WaitlistEntry.objects.joined_with(contact.email, since=now - timedelta(days=1))
        if joined.count() >= MOST_ENTRIES_A_DAY:
            raise TooManyEntries
        # The other half of a double click may write first: the uid is unique.
        entry, created = WaitlistEntry.objects.get_or_create(
            uid=uid,
            defaults={
                "token_digest": tokens.digest(tokens.link_token(uid)),
                "service": service,
                "location": location,
                "submission": finished,
                "priority": _priority(finished),
                **wishes.as_fields(),
                **contact.as_fields(),
                **consent.as_fields(now),
            },
        )
        if created:
            entry.practitioners.set(wishes.practitioners)
            after_commit(tasks.send_joined.enqueue, entry.pk)
    return entry


def change_wishes(*, entry: WaitlistEntry, wishes: Wishes) -> None:
    """Change what would suit a client, who keeps their place; raises NotChangeable."""
    with transaction.atomic():
        if not WaitlistEntry.objects.filter(pk=entry.pk).waiting().update(**wishes.as_fields()):
            raise NotChangeable(f"{entry} does not wait any more")
        entry.practitioners.set(wishes.practitioners)


def leave_waitlist(*, entry: WaitlistEntry, now: datetime) -> bool:
    """Take a client off the list and ask the next about what they were offered.

    Tell whether they were still waiting; saying it again changes nothing.
    """
    return _end(entry, WaitState.LEFT, now)


def offer_freed_time(*, freed: Stretch, now: datetime) -> int:
    """Offer a stretch that became free to whom it suits, in turn; return how many were asked.

    The first in turn decides what kind of visit it becomes. What nobody waits for stays free.
    """
    most, asked = _settings().offers_at_once, 0
    while (chance := Queue(now).chance_in(freed)) is not None:
        entries = chance.entries[:most]
        if _keep_for(entries, chance, now) is None:
            break
        asked += len(entries)
    return asked


def claim_offer(
    *, offer: WaitlistOffer, now: datetime, submission: Submission | None = None
) -> Appointment:
    """Book an offered time for its client; the first to say so has it, the others miss it.

    Saying it again returns the same booking. `submission` is what this browser has answered
    since. Raises OfferGone, ClientBusy, CareFirst or AnswersFirst.
    """
    for answers in (submission, offer.entry.submission):
        gate.admit(answers)
    with transaction.atomic():
        _lock(offer.hold)
        waits = WaitlistEntry.objects.same_wait(offer.entry)
        entries = list(waits.locked())
        open_one = WaitlistOffer.objects.filter(pk=offer.pk).open_at(now)
        if offer.entry not in entries or not open_one.become(OfferState.CLAIMED, ended_at=now):
            return _claimed_before(offer)
        booked = _book(offer, now)
        WaitlistOffer.objects.of(booked).become(OfferState.MISSED, ended_at=now)
        elsewhere = _decline_all(entries, now)
        waits.become(WaitState.SERVED, appointment=booked, ended_at=now)
    _ask_the_next_about(elsewhere, now)
    return booked


def decline_offer(*, offer: WaitlistOffer, now: datetime) -> None:
    """Turn an offered time down: the client stays on the list, and the next are asked."""
    if WaitlistOffer.objects.filter(pk=offer.pk).become(OfferState.DECLINED, ended_at=now):
        _ask_the_next_about([offer.hold], now)


def sweep_waitlist(*, now: datetime) -> None:
    """End what has run out: waits after their last day, and offers, whose times go on.

    Who named no last day waits as long as the clinic keeps people on the list.
    """
    joined_before = now - _settings().longest_wait
    for location in Location.objects.all():
        today = now.astimezone(location.zone).date()
        for entry in WaitlistEntry.objects.waiting().over(location, today, joined_before):
            _end(entry, WaitState.LAPSED, now)
    WaitlistOffer.objects.run_out(now).become(OfferState.MISSED, ended_at=now)
    _ask_the_next_about(list(WaitlistOffer.objects.unanswered_holds(now)), now)


def _priority(submission: Submission | None) -> int:
    """Return how soon it is a client's turn: the higher, the sooner."""
    if submission is None:
        return WITHOUT_ANSWERS
    return ROUTES_IN_TURN.get(submission.route, 0) + Urgency(submission.urgency).rank


def _end(entry: WaitlistEntry, state: WaitState, now: datetime) -> bool:
    wait = WaitlistEntry.objects.filter(pk=entry.pk).waiting()
    with transaction.atomic():
        entries = list(wait.locked())
        holds = _decline_all(entries, now)
        wait.become(state, ended_at=now)
    _ask_the_next_about(holds, now)
    return bool(entries)


def _decline_all(entries: list[WaitlistEntry], now: datetime) -> list[Appointment]:
    """Turn down what some entries were offered; return the times that were kept for them."""
    offers = WaitlistOffer.objects.to(entries).with_hold()
    holds = {offer.hold_id: offer.hold for offer in offers.open_at(now)}
    offers.become(OfferState.DECLINED, ended_at=now)
    return list(holds.values())


def _keep_for(
    entries: tuple[WaitlistEntry, ...], chance: Chance, now: datetime
) -> Appointment | None:
    """Keep a free time under the guard and offer it; None when somebody else was faster."""
    until = _stands_until(chance.start, now)
    service, location = chance.service, chance.location

    def take(place: Place) -> Appointment:
        uid = uuid.uuid4()
        hold = Appointment.objects.create(
            uid=uid,
            token_digest=tokens.digest(tokens.link_token(uid)),
            practitioner=place.practitioner,
            room=place.room,
            service=service,
            location=location,
            state=State.HELD,
            hold_expires_at=until,
            **times(service, location, chance.start),
        )
        _ask(entries, hold, until, now)
        return hold

    return first_to_take([chance.place], service.visit.occupied(chance.start), now, take)


def _ask(
    entries: tuple[WaitlistEntry, ...], hold: Appointment, until: datetime, now: datetime
) -> None:
    """Offer a kept time to some people; each is written to after the commit."""
    for entry in entries:
        uid = uuid.uuid4()
        offer = WaitlistOffer.objects.create(
            uid=uid,
            token_digest=tokens.digest(tokens.link_token(uid)),
            entry=entry,
            hold=hold,
            offered_at=now,
            expires_at=until,
        )
        after_commit(tasks.send_offer.enqueue, offer.pk)


def _ask_the_next_about(holds: list[Appointment], now: datetime) -> None:
    """Offer kept times on where nobody can take them any more; give back what nobody wants."""
    for hold in holds:
        if _gave_back(hold, now):
            # The next in turn may wait for another kind of visit, or a start beside it.
            offer_freed_time(freed=Stretch.of(hold), now=now)


def _gave_back(hold: Appointment, now: datetime) -> bool:
    kept = Appointment.objects.filter(pk=hold.pk)
    with transaction.atomic():
        _lock(hold)
        if WaitlistOffer.objects.of(hold).open_at(now).exists():
            return False
        until = _stands_until(hold.starts_at, now)
        entries = Queue(now).next_for(hold)[: _settings().offers_at_once]
        if entries and kept.keep_until(until):
            _ask(entries, hold, until, now)
            return False
        return bool(kept.let_go())


def _book(offer: WaitlistOffer, now: datetime) -> Appointment:
    """Book the kept time with what the client gave when they joined the list."""
    entry = offer.entry
    try:
        booked = actions.confirm_appointment(
            appointment=offer.hold,
            contact=Contact(entry.client_name, entry.client_email, entry.client_phone),
            consent=Consent(entry.consent_text),
            submission=entry.submission,
            now=now,
        )
    except (TimeTaken, NotChangeable) as error:
        raise OfferGone(f"what {offer} stands for is not kept any more") from error
    Appointment.objects.filter(pk=booked.pk).stay_booked(
        consented_at=entry.consented_at, practitioner_chosen=entry.practitioners.exists()
    )
    return booked


def _claimed_before(offer: WaitlistOffer) -> Appointment:
    offer.refresh_from_db(fields=["state"])
    if not offer.status.is_claimed:
        raise OfferGone(f"{offer} cannot be taken any more")
    return Appointment.objects.with_names().get(pk=offer.hold_id)


def _lock(hold: Appointment) -> None:
    lock([hold.practitioner], [hold.room] if hold.room else [])


def _stands_until(start: datetime, now: datetime) -> datetime:
    return min(now + _settings().offer_time, start)


def _settings() -> BookingSettings:
    return BookingSettings.objects.of_default_site()
