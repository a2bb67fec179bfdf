"""What booking keeps about people, field by field: why, how long, and what erases it."""

from intake.privacy_types import Field, Inventory, NotPersonal, Personal

PLAIN = NotPersonal()


def _about(what: str, purpose: str) -> Personal:
    return Personal(purpose=purpose, retention=f"as long as {what}", erase=f"deleted with {what}")


def _client(what: str) -> dict[str, Field]:
    """Return the columns of a contact and a consent that a row keeps."""
    purposes = {
        "client_name": "whom to expect; encrypted",
        "client_email": "what the client is told by e-mail; encrypted",
        "client_phone": "calls about changes; encrypted",
        "name_digest": "finds a client who calls; keyed digest",
        "surname_digest": "finds a client who calls; keyed digest",
        "email_digest": "finds a client who calls; keyed digest",
        "phone_digest": "finds a client who calls; keyed digest",
        "client_digest": "keeps a client from two visits at once; keyed digest",
        "consent_text": "proof of consent",
        "consent_version": "proof of consent",
        "consented_at": "proof of consent",
    }
    return {name: _about(what, purpose) for name, purpose in purposes.items()}


def _appointment(purpose: str) -> Personal:
    return Personal(
        purpose=purpose,
        retention="as long as the clinic keeps its diary",
        erase="deleted with the appointment",
    )


def _staff(purpose: str) -> Personal:
    return Personal(
        purpose=purpose,
        retention="as long as the person works here",
        erase="deleted with the row, or emptied when the staff account is deleted",
    )


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, PLAIN)


INVENTORY: Inventory = {
    "intake_booking.Location": _plain(
        "id", "name", "address", "directions", "time_zone", "active", "sort_order"
    ),
    "intake_booking.Service": _plain(
        "id",
        "key",
        "name",
        "summary",
        "kind",
        "length_minutes",
        "buffer_before_minutes",
        "buffer_after_minutes",
        "step_minutes",
        "minimum_notice_hours",
        "horizon_days",
        "audience",
        "joining",
        "uses_room",
        "price_text",
        "active",
        "sort_order",
    ),
    "intake_booking.Room": _plain("id", "location", "name", "active", "sort_order"),
    "intake_booking.BookingSettings": {
        **_plain(
            "id",
            "site",
            "change_notice_hours",
            "change_notice_text",
            "remind_day_before",
            "second_reminder_hours",
            "reminder_text",
            "second_reminder_text",
            "quiet_from",
            "quiet_until",
            "ask_red_flags",
            "offer_minutes",
            "offers_at_once",
            "longest_wait_days",
            "follow_up_weeks",
            "follow_up_email",
            "missed_email",
            "call_email",
        ),
        "alert_emails": _staff("who is told when a client needs medical care first"),
    },
    "intake_booking.Practitioner": {
        **_plain("id", "services", "active", "sort_order"),
        "name": _staff("clients see who they visit"),
        "title": _staff("clients see who they visit"),
        "bio": _staff("clients see who they visit"),
        "user": _staff("links a practitioner to their staff account"),
    },
    "intake_booking.WeeklyHours": {
        **_plain("id", "location", "weekday", "start", "end", "effective_from", "effective_to"),
        "practitioner": _staff("whose hours these are"),
    },
    "intake_booking.DayException": {
        **_plain("id", "day", "location", "closed", "start", "end", "note", "holiday"),
        "practitioner": _staff("whose day differs"),
    },
    "intake_booking.TimeOff": {
        **_plain("id", "location", "first_day", "start", "last_day", "end", "note"),
        "practitioner": _staff("who is away"),
    },
    "intake_booking.DayNote": {
        **_plain("id", "day", "location", "text", "written_at"),
        "written_by": _staff("who wrote the note"),
    },
    "intake_booking.CalendarFeed": {
        **_plain("id", "uid", "token_digest", "created_at", "revoked_at"),
        "practitioner": _staff("whose diary the address opens"),
        "created_by": _staff("who made the address"),
    },
    "intake_booking.Series": {
        **_plain("id", "interval_weeks", "visits", "created_at"),
        "created_by": _staff("who booked the series"),
    },
    "intake_booking.Appointment": {
        **_plain("id", "service", "location", "practitioner_chosen", "zone_name", "ics_sequence"),
        "uid": _appointment("names the visit in the client's calendar"),
        "reference": _appointment("names the visit on the phone"),
        "token_digest": _appointment("opens the client's own page; the token itself is not kept"),
        "holder_digest": _appointment("limits how many times one browser keeps"),
        "practitioner": _appointment("whom the client visits"),
        "submission": _appointment("lets the practitioner prepare the visit"),
        "starts_at": _appointment("when the visit is"),
        "ends_at": _appointment("when the visit is"),
        "occupied_from": _appointment("keeps the diary free of overlaps"),
        "occupied_to": _appointment("keeps the diary free of overlaps"),
        "wall_start": _appointment("keeps what the client was promised"),
        "state": _appointment("whether the visit takes place"),
        "hold_expires_at": _appointment("until when the time is kept"),
        "booked_at": _appointment("history of the visit"),
        "cancelled_at": _appointment("history of the visit"),
        "confirmation_claimed_at": _appointment("sends the confirmation once"),
        "confirmation_sent_at": _appointment("sends the confirmation once"),
        "room": _appointment("where the visit is"),
        "series": _appointment("which visits were booked together"),
        "address_digest": _appointment("limits how many times one address keeps; keyed digest"),
        "arrived_at": _appointment("history of the visit"),
        "missed_at": _appointment("history of the visit"),
        "overbooked": _appointment("marks what staff put on top of something else"),
        "overbooked_reason": _appointment("why staff put it there"),
        "client_zone": _appointment("shows a phone or video visit in the client's time as well"),
        "follow_up_weeks": _appointment("when the practitioner suggests the next visit"),
        **_client("the appointment"),
        "created_by": _staff("which member of staff made it"),
        "cancelled_by": _staff("which member of staff cancelled it"),
        "created_at": _appointment("history of the visit"),
        "updated_at": _appointment("history of the visit"),
    },
    "intake_booking.AppointmentEvent": {
        "id": PLAIN,
        "appointment": _about("the appointment", "history of the visit"),
        "kind": _about("the appointment", "history of the visit"),
        "at": _about("the appointment", "history of the visit"),
        "by": _staff("which member of staff did it"),
        "starts_before": _about("the appointment", "history of the visit"),
        "reason": _about("the appointment", "why staff changed it"),
        "mail_claimed_at": _about("the appointment", "tells the client of a change once"),
        "mailed_at": _about("the appointment", "tells the client of a change once"),
    },
    "intake_booking.Reminder": {
        "id": PLAIN,
        **{
            name: _about("the appointment", "reminds the client once, or says why not")
            for name in (
                "appointment",
                "kind",
                "for_start",
                "due_at",
                "state",
                "claimed_at",
                "decided_at",
                "reason",
            )
        },
    },
    "intake_booking.SafetyCheck": {
        "id": PLAIN,
        "appointment": _about("the appointment", "whose answers these are"),
        "version": PLAIN,
        "answers": _about("the appointment", "whether to see a doctor first; encrypted"),
        "urgency": _about("the appointment", "orders the work of the staff"),
        "answered_at": _about("the appointment", "orders the work of the staff"),
        "alarmed_at": _about("the appointment", "proves that the staff was told"),
        "acknowledged_at": _about("the appointment", "proves that somebody saw to it"),
        "acknowledged_by": _staff("who saw to it"),
    },
    "intake_booking.SafetyNotice": {
        "id": PLAIN,
        "safety_check": _about("the appointment", "proves that the staff was told"),
        "person": _staff("who was told"),
        "due_at": _about("the appointment", "proves that the staff was told"),
        "mailed_at": _about("the appointment", "proves that the staff was told"),
    },
    "intake_booking.WaitlistEntry": {
        "id": PLAIN,
        **_client("the entry"),
        **{
            name: _about("the entry", "offers the client a time that suits")
            for name in (
                "uid",
                "reference",
                "token_digest",
                "service",
                "location",
                "practitioners",
                "weekdays",
                "earliest",
                "latest",
                "first_day",
                "last_day",
                "submission",
                "priority",
                "state",
                "appointment",
                "created_at",
                "ended_at",
            )
        },
    },
    "intake_booking.WaitlistOffer": {
        "id": PLAIN,
        **{
            name: _about("the entry", "offers a freed time for a while")
            for name in (
                "uid",
                "token_digest",
                "entry",
                "hold",
                "state",
                "offered_at",
                "expires_at",
                "mailed_at",
                "ended_at",
            )
        },
    },
    "intake_booking.FollowUp": {
        "id": PLAIN,
        **_client("the follow-up"),
        **{
            name: _about("the follow-up", "gets in touch with a client who should hear from us")
            for name in (
                "reference",
                "kind",
                "appointment",
                "submission",
                "service",
                "best_time",
                "due_on",
                "state",
                "booked",
                "closing_reason",
                "closed_at",
                "created_at",
            )
        },
        "practitioner": _staff("who gets in touch"),
        "closed_by": _staff("who closed it"),
    },
    "intake_booking.ContactAttempt": {
        "id": PLAIN,
        "follow_up": _about("the follow-up", "history of the contact"),
        "way": _about("the follow-up", "history of the contact"),
        "outcome": _about("the follow-up", "history of the contact"),
        "note": _about("the follow-up", "what the next caller should know; encrypted"),
        "by": _staff("who got in touch"),
        "at": _about("the follow-up", "history of the contact"),
    },
}
