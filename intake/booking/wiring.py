"""What booking hands to the intake when Django has loaded."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from intake import (
    alert_actions,
    calls,
    client_files,
    lookups,
    middleware,
    privacy_types,
    pruning,
    scoping,
    staff_groups,
    subjects,
)
from intake.booking import (
    client_file,
    examinations,
    figures,
    follow_up_actions,
    generation,
    next_step,
    privacy,
    record_kinds,
    reminder_tasks,
    safety_actions,
    subject,
    sweeping,
    withdrawing,
)
from intake.booking.lookups import submissions_of
from intake.booking.models import (
    Appointment,
    DayException,
    Location,
    Practitioner,
    Room,
    Service,
    TimeOff,
    WeeklyHours,
)
from intake.booking.staff_groups import BOOKING
from intake.middleware import Brake

BOOKS = Brake(post="book", trap=True)
BEHIND_A_LINK = Brake(post="form", link=True)
BRAKES = {
    "times": Brake(post="hold"),
    "free": Brake(),
    "details": Brake(post="book", link=True, trap=True),
    "waitlist": BOOKS,
    "call": BOOKS,
    "data_link": Brake(post="mail", link=True),
    "ask_data_link": Brake(post="mail", trap=True),
    "data_link_asked": Brake(),
    **dict.fromkeys(
        (
            "release", "appointment", "ics", "move", "cancel", "feed", "before", "before_done",
            "follow_up", "waiting", "change_wishes", "leave_waitlist", "offer", "decline_offer",
            "data_link_sent",
        ),
        BEHIND_A_LINK,
    ),
}  # fmt: skip
"""What each public page of booking stands under, by the name of its view."""


RULES = (DayException, Location, Practitioner, Room, Service, TimeOff, WeeklyHours)


def connect() -> None:
    """Offer booking as a next step; say what it keeps, how long, and whose clients are whose."""
    generation.watch([Appointment], generation.changed)
    generation.watch(RULES, generation.rules_changed)
    reminder_tasks.watch()
    next_step.offer()
    figures.connect()
    privacy_types.register("intake_booking", privacy.INVENTORY)
    pruning.register("intake_booking", sweeping.sweeps)
    staff_groups.register("intake_booking", BOOKING)
    scoping.register("intake_booking", own_clients)
    examinations.register()
    alert_actions.register(name="intake_booking", escalate=safety_actions.escalate_checks)
    middleware.register({f"intake_booking:{name}": brake for name, brake in BRAKES.items()})
    lookups.register("intake_booking", submissions_of)
    client_files.register("intake_booking", client_file.BookedClient())
    calls.register("intake_booking", follow_up_actions.keep_call)
    subjects.register_beside("intake_booking", subject.beside_answers, withdrawing.stop_after)
    subjects.register_new_link("intake_booking:ask_data_link")
    subjects.register(record_kinds.VISIT, gettext_lazy("visit"), subject.ClientSubject())
    subjects.register(record_kinds.WAIT, gettext_lazy("waitlist"), subject.WaitingSubject())
    subjects.register(record_kinds.FOLLOW_UP, gettext_lazy("follow-up"), subject.FollowUpSubject())


def own_clients(user: scoping.Staff) -> Q:
    """Return the condition of submissions whose client has a visit with a member of staff."""
    if isinstance(user, AnonymousUser):
        return Q(pk__in=[])
    # One look-up per submission; a list of all of somebody's visits would be made first.
    return Q(Exists(Appointment.objects.with_account(user.pk).after_answers(OuterRef("pk"))))
