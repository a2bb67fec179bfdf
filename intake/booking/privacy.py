"""What booking keeps about people, field by field: why, how long, and what erases it."""

from intake.privacy_types import Field, Inventory, NotPersonal, Personal

PLAIN = NotPersonal()


def _contact(purpose: str) -> Personal:
    return Personal(
        purpose=purpose,
        retention="as long as the appointment",
        erase="deleted with the appointment; a time that is only kept has none",
    )


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
        "price_text",
        "active",
        "sort_order",
    ),
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
        **_plain("id", "day", "location", "closed", "start", "end", "note"),
        "practitioner": _staff("whose day differs"),
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
        "confirmation_sent_at": _appointment("sends the confirmation once"),
        "client_name": _contact("whom to expect; encrypted"),
        "client_email": _contact("confirmation and changes; encrypted"),
        "client_phone": _contact("calls about changes; encrypted"),
        "name_digest": _contact("finds a client who calls; keyed digest"),
        "email_digest": _contact("finds a client who calls; keyed digest"),
        "phone_digest": _contact("finds a client who calls; keyed digest"),
        "consent_text": _appointment("proof of consent"),
        "consent_version": _appointment("proof of consent"),
        "consented_at": _appointment("proof of consent"),
        "created_by": _staff("which member of staff made it"),
        "cancelled_by": _staff("which member of staff cancelled it"),
        "created_at": _appointment("history of the visit"),
        "updated_at": _appointment("history of the visit"),
    },
}
