"""Template tags of the demo's tools."""

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from clinic_site.demo.gallery import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def gallery_section(context: Context, section: Section) -> SafeString:
    """Render one component's states with its sample data, as a page of this site would."""
    return render_to_string(section.template, section.sample, request=context.get("request"))
