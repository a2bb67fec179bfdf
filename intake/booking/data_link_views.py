"""From the page of a visit to what is kept: by a link sent to the client's own mailbox.

The link of a visit is passed on to whoever comes along. What it leads to shows no answers.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from intake import conf
from intake.booking import mail_actions, presenters
from intake.booking.models import Appointment
from intake.booking.views import private


@private()
@require_http_methods(["GET", "HEAD", "POST"])
def data_link(request: HttpRequest, token: str) -> HttpResponse:
    """Offer to send the link; a POST sends it, where an address is on file."""
    visit = _visit(token)
    if request.method != "POST" or not visit.client_email:
        return render(request, "intake_booking/data_link.html", _page(visit))
    mail_actions.send_data_link(appointment=visit)
    return redirect("intake_booking:data_link_sent", token)


@private()
@require_safe
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Say where the link went and what to do where it does not come."""
    return render(request, "intake_booking/data_link_sent.html", _page(_visit(token)))


def _visit(token: str) -> Appointment:
    found = Appointment.objects.with_names().for_token(token).first()
    if found is None or not found.status.was_booked:
        raise Http404
    return found


def _page(visit: Appointment) -> dict[str, object]:
    return {
        "appointment": visit,
        "token": visit.token,
        "email": presenters.masked_email(visit.client_email),
        "days": conf.your_data_days(),
    }
