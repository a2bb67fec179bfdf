"""“Export appointments”: for those who may, and only those of clients they may see."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from intake.admin.export_page import ANY, ExportForm, ExportView
from intake.booking.admin.follow_up_list import SEES_CONTACTS
from intake.booking.appointment_export import chosen, export_of
from intake.booking.models import Appointment, Location, Practitioner, Service
from intake.booking.states import State
from intake.exporting import Export

TOLD = [(state.value, state.label) for state in State if state.was_booked]


class AppointmentExportForm(ExportForm):
    """Which appointments, by what their list can be narrowed to."""

    practitioner = forms.ModelChoiceField(
        Practitioner.objects.all(), label=_("With"), required=False, empty_label=_("Any")
    )
    service = forms.ModelChoiceField(
        Service.objects.all(), label=_("Visit"), required=False, empty_label=_("Any")
    )
    location = forms.ModelChoiceField(
        Location.objects.all(), label=_("Where"), required=False, empty_label=_("Any")
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *TOLD])
    with_contacts = forms.BooleanField(
        label=_("With names, e-mail addresses and phone numbers"),
        required=False,
        help_text=_("Keep the file where only those who need to reach the clients can open it."),
    )
    field_order = [
        "since", "until", "practitioner", "service", "location", "state", "with_contacts", "format",
    ]  # fmt: skip

    def __init__(self, data: Any, *, user: Any, initial: Any = None) -> None:
        """Offer contacts to those who may see them."""
        super().__init__(data, user=user, initial=initial)
        self.fields["since"].label = _("Visits from")
        if not user.has_perm(SEES_CONTACTS):
            del self.fields["with_contacts"]

    def export(self) -> Export:
        """Return the visits that were asked for."""
        asked = self.cleaned_data
        found = chosen(
            self.user,
            first=asked["since"],
            last=asked["until"],
            state=asked["state"],
            practitioner=asked["practitioner"],
            service=asked["service"],
            location=asked["location"],
        )
        return export_of(found, with_contacts=asked.get("with_contacts", False))


class AppointmentExportView(ExportView):
    """The page, and the file."""

    model = Appointment
    page_title = _("Export appointments")
    form_class = AppointmentExportForm
    index_url = reverse_lazy("appointment:index")
    index_label = _("Appointments")
    filename = "appointments"
    note = _("Times are those of the place of each visit; a column names the zone.")
