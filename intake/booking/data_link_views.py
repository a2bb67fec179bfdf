"""To what is kept: by a link sent to the client's own mailbox.

The link of a visit is passed on to whoever comes along. What it leads to shows no answers. Who has
no visit types an address, and is told the same whether it is known or not.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from intake import conf, limiting
from intake.booking import mail_actions, presenters, tokens
from intake.booking.forms import AddressForm
from intake.booking.models import Appointment
from intake.booking.views import UNPROCESSABLE, private


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


@private()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an e-mail address; a POST sends the link there, where it is on file."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        context = {"form": form, "days": conf.your_data_days()}
        return render(request, "intake_booking/ask_data_link.html", context, status=status)
    email = form.cleaned_data["email"]
    limiting.spend("mail", tokens.contact_digest(email))
    mail_actions.send_data_links(email=email)
    return redirect("intake_booking:data_link_asked")


@private()
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens now, the same for every address."""
    context = {"days": conf.your_data_days()}
    return render(request, "intake_booking/data_link_asked.html", context)


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
