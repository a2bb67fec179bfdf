"""Search lists for a person without a name in an address, a log or the session.

What is typed is sent as a POST and forgotten. The session keeps the keys of what was found under a
random word for a quarter of an hour; that word alone stands in the address.
"""

import secrets
import time
from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from wagtail.admin import messages

from intake import access_log, lookups

SESSION_KEY = "clinic_searches"
KEEP_SECONDS = 15 * 60
MOST_KEPT = 5
LONGEST_WORDS = 200
PARAMETER = "found"


def keep(session: SessionBase, kind: str, keys: Iterable[int]) -> str:
    """Keep what a search found; return the word that stands for it."""
    kept = dict(list(session.get(SESSION_KEY, {}).items())[-MOST_KEPT + 1 :])
    word = secrets.token_urlsafe(9)
    session[SESSION_KEY] = kept | {word: [kind, time.time(), list(keys)]}
    return word


def found_under(session: SessionBase, kind: str, word: str) -> list[int] | None:
    """Return the keys a search found, None when it is over."""
    of_kind, at, keys = session.get(SESSION_KEY, {}).get(word, ("", 0, []))
    if of_kind != kind or time.time() - at > KEEP_SECONDS:
        return None
    return list(keys)


@method_decorator([sensitive_post_parameters(), sensitive_variables()], name="post")
class PrivateSearch:
    """A page that is searched by POST. Subclasses say what is searched, and how."""

    request: HttpRequest
    index_url: str
    search_kind = ""

    def find(self, words: str) -> Iterable[int]:
        """Return the keys of what belongs to exactly these words."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Search, note that somebody did, and show what was found under an address of its own."""
        words = request.POST.get("words", "")[:LONGEST_WORDS].replace("\0", "").strip()
        if not words:
            return redirect(self.index_url)
        keys = list(self.find(words))[: lookups.MOST]
        word = keep(request.session, self.search_kind, keys)
        access_log.note(
            by=request.user,
            action=access_log.Action.SEARCH,
            kind=self.search_kind,
            count=len(keys),
        )
        return redirect(f"{self.index_url}?{PARAMETER}={word}")

    @cached_property
    def found(self) -> list[int] | None:
        """The keys that were found, None where the list is not searched."""
        word = self.request.GET.get(PARAMETER, "")
        keys = found_under(self.request.session, self.search_kind, word) if word else None
        if word and keys is None:
            messages.info(self.request, _("That search is over. Search again."))
        return keys


class PrivateSearchMixin(PrivateSearch):
    """A list of Wagtail's that is searched by POST.

    Wagtail's own search stays off: it puts what is typed into the address.
    """

    is_searchable = False
    search_template_name = "intake/admin/private_index.html"

    @cached_property
    def filters(self) -> Any:
        """The filters of the list; none beside a search, which finds few."""
        return None if self.found is not None else super().filters  # type: ignore[misc]

    def get_base_queryset(self) -> Any:
        """Return the list, or what was found of it."""
        queryset = super().get_base_queryset()  # type: ignore[misc]
        return queryset if self.found is None else queryset.filter(pk__in=self.found)

    def get_template_names(self) -> Any:
        """Put the search above the list."""
        if getattr(self, "results_only", False):
            return super().get_template_names()  # type: ignore[misc]
        return [self.search_template_name]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Tell whether the list shows what was found."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)  # type: ignore[misc]
        return context | {"is_found": self.found is not None}
