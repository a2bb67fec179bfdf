"""Template tags of the reference site's frame."""

from django import template
from django.template.context import Context

from clinic_site.home import site_links

register = template.Library()


@register.simple_tag(takes_context=True)
def causes_url(context: Context) -> str:
    """Return the address of the causes page, or "" when there is none or no request."""
    request = context.get("request")
    return site_links.causes_url(request) if request else ""
