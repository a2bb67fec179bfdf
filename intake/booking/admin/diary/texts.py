"""Fixed sentences the desk reads when a form is not right yet."""

from django.utils.translation import gettext_lazy

NAME_MISSING = gettext_lazy("Enter the client’s name")
PHONE_MISSING = gettext_lazy("Enter the client’s phone number")
SERVICE_MISSING = gettext_lazy("Select a kind of visit")
DAY_MISSING = gettext_lazy("Enter a day")
DAY_WRONG = gettext_lazy("Enter a day such as 2027-03-09")
DAY_FAR = gettext_lazy("Enter a day that is not over, within the next three years")
CLOCK_MISSING = gettext_lazy("Enter a time")
CLOCK_WRONG = gettext_lazy("Enter a time such as 09:30")
CLOCK_SKIPPED = gettext_lazy("Enter another time: the clocks go forward over this one")
CONSENT_MISSING = gettext_lazy("Select the box once the client has agreed")
REASON_MISSING = gettext_lazy("Write why the visit is booked on top of something else")
REASON_LONG = gettext_lazy("Shorten the reason to 200 characters")
OVERBOOK_MISSING = gettext_lazy("Select the box to overbook, or remove the reason")
NOTE_MISSING = gettext_lazy("Write the note")
NOTE_LONG = gettext_lazy("Shorten the note to 300 characters")
CLIENT_BUSY = gettext_lazy("Choose another time: this client has a visit at that time already")
