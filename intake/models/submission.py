"""One client's answers to one frozen version, and where they led."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import swapper
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import conf, crypto, scoping
from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.engine.types import Answer, Decision, Route, Urgency
from intake.engine.types import Questionnaire as Definition
from intake.fields import EncryptedJSONField, EncryptedTextField
from intake.models.questionnaire import Questionnaire
from intake.models.version import QuestionnaireVersion, definition_of
from intake.models.worklist import WorklistQuerySet
from intake.stages import ClosedBecause, Stage

ROUTES = [
    (Route.URGENT.value, _("Medical care")),
    (Route.BOOKING.value, _("Visit")),
    (Route.SELF_HELP.value, _("Self-help")),
]
URGENCIES = [
    (Urgency.NONE.value, _("Not urgent")),
    (Urgency.SEE_PHYSICIAN_SOON.value, _("See a physician soon")),
    (Urgency.SAME_DAY.value, _("Same day")),
    (Urgency.EMERGENCY_NOW.value, _("Emergency")),
]


RANKS = {
    Urgency.EMERGENCY_NOW.value: 4,
    Urgency.SAME_DAY.value: 3,
    Urgency.SEE_PHYSICIAN_SOON.value: 2,
}
"""How far up the worklist an urgency stands; a visit stands at 1, self-help at 0."""


CLIENT_RELATIONS = {"appointments", "waiting", "follow_ups"}
"""What booking, where it is installed, hangs on a submission once its client gives a name."""


ROUTE_RANKS = {Route.URGENT.value: 2, Route.BOOKING.value: 1, Route.SELF_HELP.value: 0}


WORKLISTS = {
    "worklist": (),
    "route": ("route",),
    "cause": ("top_cause",),
    "assigned": ("assigned_to",),
}
"""The worklist, and what it may be narrowed to: each has an index in the order it is read."""


def worklist_index(name: str, *fields: str) -> models.Index:
    """Return an index of the open submissions, the most urgent first.

    Its condition is the one of `open()` to the letter: SQLite uses it for no other. Beside the
    order stands what is asked of every row that is passed over or counted, so that no row itself
    is read for that: whose it is, and its stage once more.
    """
    asked = [name for name in ("assigned_to", "stage") if name not in fields]
    return models.Index(
        fields=[*fields, "-rank", "see_by", "completed_at", "id", *asked],
        condition=models.Q(completed_at__isnull=False) & ~models.Q(stage=Stage.CLOSED),
        name=f"intake_submission_{name}",
    )


def relations_of_client() -> list[str]:
    """Return those of `CLIENT_RELATIONS` that are installed, in order."""
    return sorted(CLIENT_RELATIONS & {field.name for field in Submission._meta.get_fields()})


def rank_of(route: str, urgency: str) -> int:
    """Return how far up the worklist a decision stands."""
    return max(RANKS.get(urgency, 0), ROUTE_RANKS[route])


ANY_TIME = date.max
"""The day to be seen by where any time will do: the last one there is, so it is sorted last."""


def see_by(within_days: int | None, answered: date) -> date:
    """Return the day by which the answers of a day ask to be seen."""
    return answered + timedelta(days=within_days) if within_days else ANY_TIME


class SealedSubmission(NamedTuple):
    """What was decided of a submission, beside its answers as the database keeps them."""

    pk: int
    answers: str
    route: str
    urgency: str
    top_cause: str


class SubmissionQuerySet(WorklistQuerySet["Submission"]):
    """Submissions, in the clinic's words."""

    def for_token(self, token: str) -> "Submission | None":
        """Return the submission a secret token opens while it may be opened, or None."""
        since = timezone.now() - timedelta(days=conf.resume_days())
        digest = crypto.keyed_digest(token)
        # The digest is unique: no order is needed, which `first` would add on every page.
        return next(iter(self.filter(token_digest=digest, updated_at__gte=since)), None)

    def for_reference(self, reference: str) -> "Submission | None":
        """Return the submission with a reference code, or None."""
        return self.filter(reference=reference).first()

    def as_urgent_as(self, urgency: str) -> "SubmissionQuerySet":
        """Those whose answers are that urgent; the place in the worklist bounds where they are."""
        if rank := RANKS.get(urgency):
            return self.filter(urgency=urgency, rank=rank)
        return self.filter(urgency=urgency, rank__lte=ROUTE_RANKS[Route.URGENT.value])

    def close_as_not_wanted(self, pk: int) -> int:
        """Close the work on one whose client wants to hear nothing more."""
        return self.filter(pk=pk).become(Stage.CLOSED, closed_because=ClosedBecause.NOT_WANTED)

    def for_second_look(self, reference: str) -> "Submission | None":
        """Return the finished submission that led to self-help under that reference, or None."""
        return self.completed().filter(reference=reference, route=Route.SELF_HELP.value).first()

    def decided_since(self, since: datetime, language: str) -> "SubmissionQuerySet":
        """Those decided since then, by versions in one language."""
        return self.filter(completed_at__gte=since, version__language=language)

    def by_route_of_cause(self, key: str) -> list[tuple[str, int]]:
        """Route and how many, of those whose first cause this is."""
        counted = self.filter(top_cause=key).order_by().values_list("route")
        return list(counted.annotate(models.Count("pk")))

    def versions(self) -> list[int]:
        """The primary keys of the versions they answered."""
        return list(self.order_by().values_list("version_id", flat=True).distinct())

    def besides_cause(self, key: str, versions: list[int]) -> Iterator[tuple[int, str, Any]]:
        """Version, route and decision of those with another first cause, one after the other."""
        others = self.filter(version_id__in=versions).exclude(top_cause=key)
        return others.order_by().values_list("version_id", "route", "decision").iterator()

    def visible_to(self, user: scoping.Staff) -> "SubmissionQuerySet":
        """Those a member of staff may see: all, or their own and assigned ones."""
        return self.filter(scoping.visible_to(user))

    def to_count(self, keys: Iterable[int]) -> "Iterable[Any]":
        """Return what is counted of some: when, where from and where to, and nothing answered."""
        names = ("started_at", "updated_at", "completed_at", "came_from", "last_step", "route")
        booked = models.Exists(
            self.model.objects.filter(pk=models.OuterRef("pk"), events__stage=Stage.BOOKED)
        )
        found = self.filter(pk__in=keys).annotate(was_booked=booked).order_by()
        return found.values_list(*names, "was_booked", named=True)

    def deletable(self) -> "SubmissionQuerySet":
        """Those no legal hold keeps."""
        return self.filter(legal_hold=False)

    def without_client(self) -> "SubmissionQuerySet":
        """Those whose client left no name anywhere: no visit, no place on a list, no call."""
        found = self
        for relation in relations_of_client():
            found = found.filter(**{f"{relation}__isnull": True})
        return found

    def completed(self) -> "SubmissionQuerySet":
        """Those with a decision."""
        return self.filter(completed_at__isnull=False)

    def unfinished(self) -> "SubmissionQuerySet":
        """Those whose client has not come to the end."""
        return self.filter(completed_at__isnull=True)

    def of_family(self, questionnaire: Questionnaire) -> "SubmissionQuerySet":
        """Those to any version of a questionnaire or of one of its translations."""
        family = questionnaire.translation_key
        versions = QuestionnaireVersion.objects.filter(questionnaire__translation_key=family)
        return self.filter(version__in=list(versions.values_list("pk", flat=True)))

    def how_many(self, most: int) -> int:
        """Count them, but no further than a limit."""
        # Keys alone, in their order: then an index of that order says it all.
        return self.select_related(None).values("pk")[:most].count()

    def sealed(self, *, before: int | None, most: int) -> "list[SealedSubmission]":
        """Return the newest ones before a primary key, their answers still encrypted."""
        found = self if before is None else self.filter(pk__lt=before)
        # Opened one by one, so that a value no key opens stops nothing.
        sealed = models.ExpressionWrapper(models.F("answers"), output_field=models.TextField())
        rows = found.order_by("-pk").values_list("pk", sealed, "route", "urgency", "top_cause")
        return [SealedSubmission(*row) for row in rows[:most]]

    def held(self, keys: Iterable[int]) -> set[int]:
        """Return which of them are still here, and keep them here until the transaction ends."""
        found = self.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
        return set(found.values_list("pk", flat=True))

    def with_version(self) -> "SubmissionQuerySet":
        """Fetch the version along with each."""
        return self.select_related("version")

    def with_work(self) -> "SubmissionQuerySet":
        """Fetch the version, its questionnaire and who looks after it along with each."""
        return self.select_related("version__questionnaire", "assigned_to")

    def latest_first(self) -> "SubmissionQuerySet":
        """The newest first, in the order of the index."""
        return self.order_by("-started_at", "-pk")


class Submission(models.Model):
    """Answers and decision of one client; no name is kept here."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="submissions"
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    answers = EncryptedJSONField(_("answers"), default=dict)
    decision = EncryptedJSONField(_("decision"), null=True, blank=True)
    route = models.CharField(_("route"), max_length=20, choices=ROUTES, blank=True)
    urgency = models.CharField(_("urgency"), max_length=20, choices=URGENCIES, blank=True)
    top_cause = models.CharField(_("first cause"), max_length=60, blank=True)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    consent_text = EncryptedTextField(_("consent text"), blank=True)
    consent_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    last_step = models.CharField(max_length=60, blank=True, default="", editable=False)
    came_from = models.CharField(max_length=60, blank=True, default="", editable=False)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.NEW)
    closed_because = models.CharField(
        _("closed because"), max_length=20, choices=ClosedBecause, blank=True, default=""
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    rank = models.PositiveSmallIntegerField(_("how urgent"), default=0, editable=False)
    see_by = models.DateField(_("see by"), default=ANY_TIME, editable=False)
    legal_hold = models.BooleanField(
        _("keep, whatever the clock says"),
        default=False,
        help_text=_("For a complaint or a legal case: nothing deletes it until this is lifted."),
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    updated_at = models.DateTimeField(_("last answer"), default=timezone.now)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()
    # Pages show staff where they are used; a client's answers are no use of a page.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = [
            ("read_answers", _("Can read answers and the ledger")),
            ("see_all_submissions", _("Can see every submission, not only their own")),
            ("work_submission", _("Can assign submissions and change their stage")),
            ("override_route", _("Can override where a submission leads")),
            ("export_submission", _("Can export submissions")),
            ("erase_submission", _("Can erase submissions and lift legal holds")),
        ]
        indexes = [
            *(worklist_index(name, *fields) for name, fields in WORKLISTS.items()),
            models.Index(
                fields=["stage", "-rank", "see_by", "completed_at", "id", "assigned_to"],
                name="intake_submission_in_stage",
            ),
            models.Index(
                fields=["stage", "-completed_at", "-id", "assigned_to"],
                name="intake_submission_stage",
            ),
            models.Index(fields=["-started_at", "-id"], name="intake_submission_newest"),
            models.Index(fields=["completed_at", "updated_at"], name="intake_submission_clock"),
            models.Index(fields=["version", "completed_at"], name="intake_submission_version"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(completed_at__isnull=True, route="")
                | models.Q(completed_at__isnull=False) & ~models.Q(route=""),
                name="intake_submission_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_complete(self) -> bool:
        """Whether a decision was made."""
        return self.completed_at is not None

    @property
    def is_urgent(self) -> bool:
        """Whether medical care was advised, however soon."""
        return self.route == Route.URGENT.value

    @property
    def is_before_contact(self) -> bool:
        """Whether nobody of the staff has reached the client yet."""
        return Stage(self.stage).is_before_contact

    @property
    def due_on(self) -> date | None:
        """The day by which somebody should see the client, None where any time will do."""
        return None if self.see_by == ANY_TIME else self.see_by

    @property
    def definition(self) -> Definition:
        """The frozen questionnaire these answers belong to."""
        return definition_of(self.version_id)

    def read_answers(self) -> dict[str, Answer]:
        """Return the stored answers as the engine reads them."""
        return read_answers(self.definition, self.answers)[0]

    def decide_again(self) -> Decision:
        """Return the decision these answers lead to under their own frozen version."""
        return decide(self.definition, self.read_answers())
