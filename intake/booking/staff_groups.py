"""What the groups a clinic begins with may do in booking."""

from intake.group_names import FRONT_DESK, LEAD, THERAPISTS

SET_UP = ("location", "service", "room", "practitioner", "weeklyhours")
"""What the diary is made of: seen by who works with it, changed by the lead."""

BOOKING = {
    FRONT_DESK: (
        "intake_booking.see_all_appointments",
        *(
            f"intake_booking.{verb}_{name}"
            for verb in ("view", "add", "change")
            for name in ("appointment", "waitlistentry", "followup")
        ),
        *(f"intake_booking.*_{name}" for name in ("dayexception", "daynote", "timeoff")),
        *(f"intake_booking.view_{name}" for name in SET_UP),
    ),
    THERAPISTS: (
        *(f"intake_booking.{verb}_appointment" for verb in ("view", "add", "change")),
        *(f"intake_booking.{verb}_followup" for verb in ("view", "change")),
        *(f"intake_booking.view_{name}" for name in ("weeklyhours", "location", "service")),
    ),
    LEAD: ("intake_booking.*",),
}
