"""Replay: the draft decides stored submissions again, before anybody is asked by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.generic.base import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from intake import replaying, scoping
from intake.admin import replay_words
from intake.admin.replay_sides import bare_comparison, comparison
from intake.admin.tools import QuestionnaireToolMixin
from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.engine.types import Route
from intake.models import (
    QuestionnaireVersion,
    Replay,
    ReplayChange,
    Submission,
)

PER_PAGE = 20


class ReplayForm(forms.Form):
    """How many of the newest submissions to decide again."""

    most = forms.IntegerField(label=gettext_lazy("How many, the newest first"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = replaying.most_at_once()
        self.initial = {"most": min(replaying.USUAL, limit)}
        self.fields["most"].widget.attrs |= {"min": 1, "max": limit}
        cure = _("Enter a number from 1 to %(limit)s") % {"limit": replay_words.number(limit)}
        self.fields["most"].error_messages = dict.fromkeys(("required", "invalid", "limit"), cure)

    def clean_most(self) -> int:
        """Return the number, or say which numbers can be asked for."""
        most = int(self.cleaned_data["most"])
        if not 1 <= most <= replaying.most_at_once():
            raise forms.ValidationError(self.fields["most"].error_messages["limit"], code="limit")
        return most


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """A replay in the list of earlier ones."""

    replay: Replay
    url: str
    state: replay_words.Words
    result: str
    is_of_draft: bool


class ReplayMixin(QuestionnaireToolMixin):
    """A page about the replays of one questionnaire."""

    tool = "replays"
    header_icon = "rotate"
    page_title = gettext_lazy("Replay")

    @property
    def may_see(self) -> bool:
        """Whether single submissions may be shown; otherwise small numbers are hidden, too."""
        return bool(self.request.user.has_perms((scoping.VIEW, scoping.SEE_ALL)))

    @cached_property
    def draft_sha256(self) -> str:
        """The sha256 of the draft as it is now; "" while it cannot be read."""
        try:
            return codec.sha256(self.draft.definition())
        except DefinitionError:
            return ""

    @cached_property
    def replay(self) -> Replay:
        """The replay the address names, or a 404."""
        found = Replay.objects.of(self.stored).with_names().numbered(self.kwargs["replay"])
        if found is None:
            raise Http404
        return found

    def url(self, name: str, *more: int) -> str:
        """Return the address of a page about replays of this questionnaire."""
        return reverse(f"intake_admin:{name}", args=[self.stored.pk, *more])


class ReplaysView(ReplayMixin, TemplateView):
    """The form that begins a replay, and the earlier ones."""

    template_name = "intake/admin/replays.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submissions = Submission.objects.completed().of_family(self.stored)
        stored = submissions.how_many(replaying.MOST + 1)
        replays = Replay.objects.of(self.stored).with_names()
        paginator = WagtailPaginator(replays, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            "form": ReplayForm(),
            **super().get_context_data(**kwargs),
            "stored_submissions": min(stored, replaying.MOST),
            "more_stored": stored > replaying.MOST,
            "limit": replaying.most_at_once(),
            "rows": [self.row(replay) for replay in page],
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "in_request": not replaying.has_worker(),
        }

    def row(self, replay: Replay) -> ReplayRow:
        """Return an earlier replay as the list shows it."""
        words = replay_words.headline if replay.is_finished else replay_words.progress_words
        return ReplayRow(
            replay=replay,
            url=self.url("replay", replay.pk),
            state=replay_words.STATES[replay.state],
            result=words(replay, exact=self.may_see),
            is_of_draft=replay.sha256 == self.draft_sha256,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Begin a replay and show it."""
        form = ReplayForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            replay = replaying.request_replay(
                questionnaire=self.draft, most=form.cleaned_data["most"], by=request.user
            )
        except DefinitionError as error:
            messages.error(
                request, _("The draft cannot be read yet: %(problem)s") % {"problem": error}
            )
            return redirect(self.url("replays"))
        return redirect(self.url("replay", replay.pk))


class ReplayView(ReplayMixin, TemplateView):
    """One replay: how far it is, what it found, which submissions end differently."""

    template_name = "intake/admin/replay.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        replay = self.replay
        return {
            **super().get_context_data(**kwargs),
            **(self.changes() if self.may_see else {}),
            "replay": replay,
            "state": replay_words.STATES[replay.state],
            "progress": replay_words.progress_words(replay, exact=self.may_see),
            "advice": replay_words.advice(replay),
            "outcome": replay_words.outcome(replay, self.titles, exact=self.may_see),
            "is_of_draft": replay.sha256 == self.draft_sha256,
            "may_see": self.may_see,
            "may_read": self.may_read,
            "list_url": self.url("replays"),
            "progress_url": self.url("replay_progress", replay.pk),
            "cancel_url": self.url("replay_cancel", replay.pk),
        }

    @property
    def may_read(self) -> bool:
        """Whether causes of single submissions may be shown."""
        return bool(self.request.user.has_perm("intake.read_answers"))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of every cause, those of the draft before those that clients are asked."""
        current = QuestionnaireVersion.objects.current_of(self.stored.pk)
        definitions = [current.definition] if current else []
        return {
            cause.key: cause.title
            for definition in [*definitions, self.replay.definition]
            for cause in definition.causes
        }

    def changes(self) -> dict[str, Any]:
        """Return the changed submissions of one page, those less urgent first."""
        found = self.replay.changes.worst_first()
        if pair := self.pair:
            found = found.between(pair)
        paginator = WagtailPaginator(found, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            "rows": list(self.rows(page)),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "pair": [replay_words.ROUTE_WORDS[route] for route in pair],
            "erased": max(self.replay.changed - paginator.count, 0) if not pair else 0,
        }

    @property
    def pair(self) -> tuple[str, ...]:
        """The two routes the list is narrowed to, or nothing."""
        wanted = tuple(self.request.GET.get(name, "") for name in ("from", "to"))
        routes = {route.value for route in Route}
        return wanted if routes.issuperset(wanted) else ()

    def rows(self, changes: Any) -> Iterator[Mapping[str, Any]]:
        """Yield each changed submission with the words its row shows."""
        for change in changes:
            yield {
                "change": change,
                "submission": change.submission,
                "url": self.url("replay_change", self.replay.pk, change.submission_id),
                "sides": bare_comparison(change),
                "before_cause": self.title(change.submission.top_cause),
                "after_cause": self.title(change.top_cause),
            }

    def title(self, cause: str) -> replay_words.Words:
        """Return the title of a cause in a row."""
        return self.titles.get(cause, cause) or replay_words.NO_CAUSE


class ReplayProgressView(ReplayMixin, TemplateView):
    """How far a replay is, for the page that watches it; numbers and one sentence."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        replay = self.replay
        return JsonResponse(
            {
                "under_way": replay.is_under_way,
                "done": replay.done,
                "total": replay.total,
                "words": replay_words.progress_words(replay, exact=self.may_see),
                "advice": replay_words.advice(replay),
            }
        )


class ReplayCancelView(ReplayMixin, TemplateView):
    """Stops a replay."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        replaying.cancel_replay(replay=self.replay)
        return redirect(self.url("replay", self.replay.pk))


# An error report says where it broke, never what a client answered.
@method_decorator(sensitive_variables(), name="dispatch")
class ReplayChangeView(ReplayMixin, TemplateView):
    """One submission, decided before and by the draft, side by side."""

    template_name = "intake/admin/replay_change.html"
    page_title = gettext_lazy("Before and after")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in only who may see submissions."""
        if not request.user.has_perms((scoping.VIEW, scoping.SEE_ALL)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def change(self) -> ReplayChange:
        """The changed submission the address names, or a 404."""
        found = self.replay.changes.of_submission(self.kwargs["submission"])
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_read = self.request.user.has_perm("intake.read_answers")
        change, submission = self.change, self.change.submission
        definition = self.replay.definition
        sides = comparison(submission, definition) if may_read else bare_comparison(change)
        return {
            **super().get_context_data(**kwargs),
            "replay": self.replay,
            "submission": submission,
            "sides": sides,
            "may_read": may_read,
            "replay_url": self.url("replay", self.replay.pk),
            "submission_url": reverse("submission:inspect", args=[submission.pk]),
            "is_of_draft": self.replay.sha256 == self.draft_sha256,
        }
