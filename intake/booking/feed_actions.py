"""The addresses under which calendar programs read a diary: made and revoked, never changed."""

import uuid
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from intake.booking import tokens
from intake.booking.models import CalendarFeed, Practitioner


def make_feed(*, practitioner: Practitioner, by: AbstractBaseUser) -> CalendarFeed:
    """Make a new secret address for a practitioner's diary; the older ones go on working."""
    uid = uuid.uuid4()
    digest = tokens.digest(tokens.link_token(uid))
    return CalendarFeed.objects.create(
        uid=uid, token_digest=digest, practitioner=practitioner, created_by_id=by.pk
    )


def revoke_feed(*, practitioner: Practitioner, feed_id: int, now: datetime) -> bool:
    """End one of a practitioner's addresses at once and for good; tell whether it still worked."""
    return CalendarFeed.objects.live_of(practitioner).filter(pk=feed_id).revoke(now) == 1
