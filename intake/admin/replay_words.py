"""A replay in words: what it found and how far it is. Nothing here asks the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from intake.engine.types import Urgency
from intake.models import Replay, ReplayState
from intake.replaying import ARROW

FEW, CROWD = 5, 20
"""Who may not see submissions is told no number below the first, and nothing about fewer people
than the second: whoever writes the draft chooses whom it moves, and so could ask for one person."""
PATIENCE = {ReplayState.WAITING: timedelta(minutes=1), ReplayState.RUNNING: timedelta(minutes=10)}

Words = str | Promise
ROUTE_WORDS: dict[str, Words] = {
    "urgent": pgettext_lazy("from … to …", "medical care"),
    "booking": pgettext_lazy("from … to …", "visit"),
    "self_help": pgettext_lazy("from … to …", "self-help"),
}
URGENCY_WORDS: dict[str, Words] = {
    "none": pgettext_lazy("from … to …", "not urgent"),
    "see_physician_soon": pgettext_lazy("from … to …", "see a physician soon"),
    "same_day": pgettext_lazy("from … to …", "same day"),
    "emergency_now": pgettext_lazy("from … to …", "emergency"),
}
NO_CAUSE = gettext_lazy("no cause")
STATES: dict[str, Words] = {
    ReplayState.WAITING: gettext_lazy("Waiting to begin"),
    ReplayState.RUNNING: gettext_lazy("Running"),
    ReplayState.DONE: gettext_lazy("Done"),
    ReplayState.CANCELLED: gettext_lazy("Cancelled"),
    ReplayState.FAILED: gettext_lazy("Broke off"),
}


def number(count: int) -> str:
    """Return a number as people write it here."""
    return number_format(count, use_l10n=True, force_grouping=True)


# --- what was found --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Submissions that end differently in the same way; `count` is "fewer than 5" for some."""

    before: Words
    after: Words
    count: str
    lowered: bool
    keys: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a replay found so far, in words; `less_urgent` are the sentences to read first."""

    sentence: str
    less_urgent: tuple[str, ...]
    routes: tuple[Group, ...]
    urgencies: tuple[Group, ...]
    causes: tuple[Group, ...]
    notes: tuple[str, ...]


def outcome(replay: Replay, titles: Mapping[str, str], *, exact: bool) -> Outcome:
    """Return the counts of a replay; without `exact` small numbers stay hidden."""
    if _is_too_few(replay, exact):
        return Outcome(headline(replay, exact=exact), (), (), (), (), ())
    counts = replay.counts
    routes = _groups(counts.get("routes", {}), ROUTE_WORDS, exact)
    urgencies = _groups(counts.get("urgencies", {}), URGENCY_WORDS, exact)
    causes = _groups(counts.get("causes", {}), {"": NO_CAUSE, **titles}, exact)
    return Outcome(
        sentence="; ".join([headline(replay, exact=exact), *map(_from_to, routes)]),
        less_urgent=tuple(_from_to(group) for group in urgencies if group.lowered),
        routes=routes,
        urgencies=urgencies,
        causes=causes,
        notes=tuple(_notes(replay, exact)),
    )


def _is_too_few(replay: Replay, exact: bool) -> bool:
    return not exact and replay.done < CROWD


def _groups(
    counts: Mapping[str, int], words: Mapping[str, Words], exact: bool
) -> tuple[Group, ...]:
    found = []
    for pair, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        before, _arrow, after = pair.partition(ARROW)
        lowered = before in URGENCY_WORDS and after in URGENCY_WORDS and is_lower(before, after)
        found.append(
            Group(
                words.get(before, before),
                words.get(after, after),
                _hidden(count) if not exact and count < FEW else number(count),
                lowered or (before == "urgent" and after in ROUTE_WORDS),
                (before, after),
            )
        )
    return tuple(sorted(found, key=lambda group: not group.lowered))


def is_lower(before: str, after: str) -> bool:
    """Tell whether the second urgency is lower than the first."""
    return Urgency(after).rank < Urgency(before).rank


def _hidden(count: int) -> str:
    return _("fewer than %(few)s") % {"few": FEW}


def _from_to(group: Group) -> str:
    return _("%(count)s from %(before)s to %(after)s") % {
        "count": group.count,
        "before": group.before,
        "after": group.after,
    }


def headline(replay: Replay, *, exact: bool) -> str:
    """Return how many of how many end differently: "3 of 412 change"."""
    many = {"total": number(replay.done), "changed": number(replay.changed)}
    if not replay.done:
        return _("No submission was decided again")
    if _is_too_few(replay, exact):
        return _("Too few to say anything without pointing at single people; take %(crowd)s") % {
            "crowd": CROWD
        }
    if not replay.changed and exact:
        return (
            ngettext("%(total)s ends as before", "All %(total)s end as before", replay.done) % many
        )
    if replay.changed < FEW and not exact:
        return _("Fewer than %(few)s of %(total)s change") % {**many, "few": FEW}
    return (
        ngettext(
            "%(changed)s of %(total)s changes", "%(changed)s of %(total)s change", replay.changed
        )
        % many
    )


def _notes(replay: Replay, exact: bool) -> Iterable[str]:
    incomplete = replay.counts.get("incomplete", 0)
    unreadable = replay.counts.get("unreadable", 0)
    if incomplete and (exact or incomplete >= FEW):
        yield ngettext(
            "%(count)s did not say everything the draft asks; it was decided by what it said.",
            "%(count)s did not say everything the draft asks; they were decided by what they said.",
            incomplete,
        ) % {"count": number(incomplete)}
    if unreadable:
        yield ngettext(
            "%(count)s could not be read with the site’s encryption keys and was left out.",
            "%(count)s could not be read with the site’s encryption keys and were left out.",
            unreadable,
        ) % {"count": number(unreadable)}


# --- how far it is ---------------------------------------------------------------------------


def progress_words(replay: Replay, *, exact: bool) -> str:
    """Return how far a replay is, in one sentence."""
    done = {"done": number(replay.done), "total": number(replay.total)}
    if replay.state == ReplayState.WAITING:
        return _("Waiting to begin.")
    if not replay.changed or (not exact and (replay.changed < FEW or replay.done < CROWD)):
        return _("%(done)s of %(total)s decided again.") % done
    return ngettext(
        "%(done)s of %(total)s decided again; %(changed)s changes so far.",
        "%(done)s of %(total)s decided again; %(changed)s change so far.",
        replay.changed,
    ) % {**done, "changed": number(replay.changed)}


def advice(replay: Replay) -> str:
    """Return what to do about a replay that did not come to its end; "" when it did."""
    done = {"done": number(replay.done), "total": number(replay.total)}
    if replay.state == ReplayState.CANCELLED:
        return _("Cancelled after %(done)s of %(total)s. What was found until then:") % done
    if replay.state == ReplayState.FAILED:
        return (
            _(
                "It broke off after %(done)s of %(total)s; nothing else was touched. Start it "
                "again, and tell whoever runs the site when it breaks off once more."
            )
            % done
        )
    patience = PATIENCE.get(ReplayState(replay.state))
    if patience is None or timezone.now() - replay.requested_at < patience:
        return ""
    if replay.state == ReplayState.WAITING:
        return _("Nothing has begun. Ask whoever runs the site whether its worker is running.")
    return _("This takes unusually long. Cancel it and start again if the numbers stand still.")
