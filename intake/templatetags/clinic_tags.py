"""Template tags that tell a page about the clinic."""

import json

from django import template
from django.template.context import Context
from django.urls import reverse

from intake import bot_trap as trap
from intake import conf, proof_of_work, subjects
from intake.models import ClinicSettings
from intake.site_cache import facts_for

register = template.Library()


@register.simple_tag(takes_context=True)
def clinic_settings(context: Context) -> ClinicSettings:
    """Return the clinic's settings; the defaults where there is no request."""
    request = context.get("request")
    return facts_for(request).settings if request else ClinicSettings()


@register.simple_tag(takes_context=True)
def intake_url(context: Context) -> str:
    """Return the address of the site's intake page, or "" when there is none."""
    request = context.get("request")
    return facts_for(request).intake_url if request else ""


@register.simple_tag
def your_data_url(kind: str, reference: str) -> str:
    """Return the address of what is kept about a client, with a link that runs out."""
    return reverse("intake:your_data", args=[subjects.link_token(kind, reference)])


@register.inclusion_tag("intake/components/bot_trap.html")
def bot_trap() -> dict[str, str]:
    """Draw the fields that slow down programs which fill in forms."""
    fields = {"bait": trap.BAIT, "shown": trap.SHOWN, "now": trap.shown_now()}
    if conf.proof_of_work():
        puzzle = json.dumps(proof_of_work.challenge())
        fields |= {"solution": proof_of_work.SOLUTION, "puzzle": puzzle}
    return fields
