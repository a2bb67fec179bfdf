"""What the page of a result shows: to the client, and to staff as a copy of it."""

from typing import Any

from django.http import HttpRequest

from intake import explaining
from intake.articles import articles_for
from intake.models import Submission
from intake.next_steps import registry


def context(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """Return what the template needs, decided again by the frozen version."""
    decision = submission.decide_again()
    definition = submission.definition
    pages = articles_for(explaining.articles_of(decision), definition.language)
    return {
        "result": explaining.result_view(definition, decision, pages),
        "submission": submission,
        "articles": tuple(pages.values()),
        "booking": registry.get("booking", request, decision),
        "call": registry.get("call", request, decision),
    }
