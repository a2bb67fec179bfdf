"""The peer for booking: a plain Django with django-appointment, as its documentation has it."""
