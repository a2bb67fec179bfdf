"""What a calendar program reads under a practitioner's secret address."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from intake.booking import ics
from intake.booking.models import Appointment, CalendarFeed
from intake.booking.views import private

DAYS_BACK = timedelta(days=30)


@private(referrer="no-referrer")
@require_safe
def diary(request: HttpRequest, token: str) -> HttpResponse:
    """Send a practitioner's diary; a revoked address is no address."""
    now = timezone.now()
    feed = get_object_or_404(CalendarFeed.objects.with_practitioner().for_token(token))
    visits = Appointment.objects.for_calendars_of(feed.practitioner, now - DAYS_BACK).with_names()
    content = ics.diary_file(feed.practitioner.name, visits, now)
    return HttpResponse(content, content_type=f"{ics.CONTENT_TYPE}; charset=utf-8")
