"""Free times as data, for the page that shows them and for other software of the clinic."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.access import submission_for_booking
from intake.booking import conf, gate
from intake.booking.errors import AnswersFirst, CareFirst, QuestionsFirst
from intake.booking.free_days import free_data
from intake.booking.models import Appointment
from intake.booking.views import private
from intake.site_cache import facts_for

FORBIDDEN, NOT_FOUND = 403, 404


@private()
@require_safe
def free(request: HttpRequest) -> JsonResponse:
    """Answer with the free times of a kind of visit at a place, and those this browser keeps."""
    direct = facts_for(request).settings.direct_booking
    try:
        gate.admit(submission_for_booking(request), direct_allowed=direct)
    except CareFirst:
        return _refused(_("Your answers call for medical care before a visit."), FORBIDDEN)
    except (AnswersFirst, QuestionsFirst):
        return _refused(_("Answer the questions of the intake first."), FORBIDDEN)
    found = free_data(request.GET, timezone.now()).data
    if found is None:
        return _refused(_("Name a kind of visit and a place that clients can book."), NOT_FOUND)
    return JsonResponse(found | {"yours": _kept_by(request)})


def _kept_by(request: HttpRequest) -> list[str]:
    """Return the starts this browser keeps at the moment: nobody else can have them."""
    holder = request.COOKIES.get(conf.HOLDER_COOKIE)
    if not holder:
        return []
    held = Appointment.objects.kept_by(holder, timezone.now())
    return [start.isoformat() for start in held.values_list("starts_at", flat=True)]


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
