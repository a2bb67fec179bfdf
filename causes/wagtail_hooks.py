"""Registers the shared texts with the editor."""

from wagtail.snippets.models import register_snippet

from causes.admin import CauseSnippets

register_snippet(CauseSnippets)
