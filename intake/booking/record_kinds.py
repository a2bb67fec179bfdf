"""What the records of a client are called where one is named beside its reference code."""

VISIT, WAIT, FOLLOW_UP = "appointment", "waitlist", "follow-up"
