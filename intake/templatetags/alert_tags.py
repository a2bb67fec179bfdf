"""Urgent results nobody sees to yet, for pages of the admin."""

from typing import Any

from django import template
from django.template import Context

from intake.admin.alerts import waiting_alerts as waiting

register = template.Library()


@register.inclusion_tag("intake/admin/_alerts.html", takes_context=True)
def waiting_alerts(context: Context) -> dict[str, Any]:
    """Show the alerts that wait, those the reader may see."""
    return waiting(context["request"]) | {"csrf_token": context.get("csrf_token")}
