"""Free times as data, for the page that shows them and for other software of the clinic."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.access import submission_for_booking
from intake.booking import gate
from intake.booking.errors import AnswersFirst, CareFirst, QuestionsFirst
from intake.booking.free_days import free_text
from intake.booking.views import private
from intake.site_cache import facts_for

FORBIDDEN, NOT_FOUND = 403, 404


@private()
@require_safe
def free(request: HttpRequest) -> HttpResponse:
    """Answer with the free times of a kind of visit at a place, as `free_days.free_text` says."""
    try:
        gate.admit(
            submission_for_booking(request),
            direct_allowed=facts_for(request).settings.direct_booking,
        )
    except (AnswersFirst, CareFirst, QuestionsFirst):
        return _refused(_("Answer the questions of the intake first."), FORBIDDEN)
    text = free_text(request.GET, timezone.now()).text
    if text is None:
        return _refused(_("Name a kind of visit and a place that clients can book."), NOT_FOUND)
    return HttpResponse(text, content_type="application/json")


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
