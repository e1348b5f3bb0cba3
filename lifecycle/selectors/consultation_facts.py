"""What guards know of a consultation: those of its lines, and those of its own machine."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from lifecycle.models import (
    ActionPlan,
    Consultation,
    Contribution,
    LeftOutLine,
    PlanStage,
    PlanVersionLine,
    Sheet,
)
from lifecycle.models.sheet_content import SheetContent, in_languages
from lifecycle.selectors.plan_versions import list_numbered
from lifecycle.vocabulary import ConsultationState, PlanState, StageCode
from workflow.machine import Facts, SubjectRow
from workflow.machine.later import LaterMapping
from workflow.prepared import prepared

#: The parts of a sheet that say what will be done, beside its activities.
PROMISE = ("title", "solution")
#: Nobody contributes any more; the text can be settled.
OVER = frozenset(
    {
        ConsultationState.CLOSED.value,
        ConsultationState.ANSWERED.value,
        ConsultationState.PUBLISHED.value,
    }
)


@dataclass(frozen=True)
class ConsultationFacts:
    """The consultation of the plan. `unanswered` None: contributions have not been counted."""

    is_numbered_in_frozen_version: bool = False
    is_closed: bool = False
    difference_is_public: bool = False
    #: A consultation that is over had a text of it.
    was_consulted_on: bool = False
    #: Its text is not the one that was consulted on; nor is what it promises.
    has_changed: bool = False
    promises_otherwise: bool = False
    unanswered: int | None = None


def load_consultation_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, ConsultationFacts]:
    """Return what is known of the consultation of each proposal, in four statements."""
    ids = [row.id for row in rows]
    states = _read_states(row.parent_id for row in rows)
    numbered = list_numbered(ids)
    differences = _read_differences(ids)
    unanswered = Counter(dict(_count_unanswered(ids)))
    return {
        row.id: ConsultationFacts(
            is_numbered_in_frozen_version=row.id in numbered,
            is_closed=_is_over(states.get(row.parent_id or 0, frozenset())),
            difference_is_public=differences.get(row.id, _Difference()).is_public,
            was_consulted_on=differences.get(row.id, _Difference()).was_consulted_on,
            has_changed=differences.get(row.id, _Difference()).has_changed,
            promises_otherwise=differences.get(row.id, _Difference()).promises_otherwise,
            unanswered=unanswered[row.id],
        )
        for row in rows
    }


def _read_states(plan_ids: Iterable[int | None]) -> dict[int, frozenset[str]]:
    plans = {each for each in plan_ids if each is not None}
    states: dict[int, frozenset[str]] = {}
    for plan_id, state in _list_states(plans):
        states[plan_id] = states.get(plan_id, frozenset()) | {state}
    return states


@prepared
def _list_states(plans: Iterable[int]) -> QuerySet[Consultation, tuple[int, str]]:
    return Consultation.objects.filter(plan__in=plans).values_list("plan", "state")


def _is_over(states: frozenset[str]) -> bool:
    """Return whether a plan was consulted on, and nobody is asked any more."""
    return bool(states & OVER) and ConsultationState.OPEN.value not in states


class _Difference(NamedTuple):
    is_public: bool = False
    was_consulted_on: bool = False
    has_changed: bool = False
    promises_otherwise: bool = False


def _read_differences(ids: Collection[int]) -> dict[int, _Difference]:
    """Return how the present text stands to the one that was consulted on last.

    Where nothing was consulted on there is no difference to publish, and none is public.
    """
    return {key: _compare(*values) for key, *values in _list_texts(ids)}


@prepared
def _list_texts(proposals: Iterable[int]) -> QuerySet[Sheet, tuple[Any, ...]]:
    consulted = PlanVersionLine.objects.filter(
        proposal=OuterRef("proposal"), version__consultations__state__in=OVER
    ).order_by("-version__number")
    sheets = Sheet.objects.filter(proposal__in=proposals).annotate(
        consulted_hash=Subquery(consulted.values("sheet_version__content_hash")[:1]),
        consulted_content=Subquery(consulted.values("sheet_version__content")[:1]),
    )
    return sheets.values_list(
        "proposal_id",
        "current_id",
        "difference_published_id",
        "current__content_hash",
        "current__content",
        "consulted_hash",
        "consulted_content",
    )


def _compare(
    current: int,
    published: int | None,
    current_hash: str,
    content: str,
    consulted_hash: str | None,
    consulted: str | None,
) -> _Difference:
    has_changed = consulted_hash is not None and current_hash != consulted_hash
    return _Difference(
        is_public=current == published or current_hash == consulted_hash,
        was_consulted_on=consulted_hash is not None,
        has_changed=has_changed,
        promises_otherwise=has_changed
        and consulted is not None
        and read_promise(content) != read_promise(consulted),
    )


@lru_cache(maxsize=256)
def read_promise(content: str) -> tuple[object, ...]:
    """Return what a sheet promises: its title, its solution and its activities, not their words.

    A correction of the problem or of a contact is no other promise.
    """
    sheet = SheetContent.from_json(content)
    texts = [getattr(sheet, name) for part in PROMISE for name in in_languages(part)]
    return (*texts, *sheet.activities)


@prepared
def _count_unanswered(proposals: Iterable[int]) -> QuerySet[Contribution, tuple[int, int]]:
    rows = Contribution.objects.filter(proposal__in=proposals, effect="").order_by()
    return rows.values_list("proposal").annotate(Count("pk"))


@dataclass(frozen=True)
class Member:
    """A dossier on a line of the version."""

    proposal_id: int
    number: int | None
    reference: str
    state: str


@dataclass(frozen=True, kw_only=True)
class PlanConsultationFacts(Facts):
    """What the guards of a consultation look at; each is read when first asked."""

    plan_id: int = 0
    around: "_Around" = field(default_factory=lambda: _Around(()), repr=False, compare=False)

    @property
    def plan_state(self) -> str:
        """Return where its plan stands."""
        return self.around.plan_states.get(self.plan_id, "")

    @property
    def version_is_frozen(self) -> bool:
        """Return whether nothing of its version of the plan can change any more."""
        return self._own is not None and self._own.plan_version.frozen_at is not None

    @property
    def opens_on(self) -> date | None:
        """Return its first day, None while it is not known."""
        return self._own.opens_on if self._own is not None else None

    @property
    def closes_on(self) -> date | None:
        """Return its last day, None while it is not known."""
        return self._own.closes_on if self._own is not None else None

    @property
    def is_announced(self) -> bool:
        """Return whether its notice is out."""
        return self._own is not None and self._own.notice_published_at is not None

    @property
    def members(self) -> tuple[Member, ...]:
        """Return every line of the version, in its order."""
        return self.around.lines.get(self.subject.id, ())

    @property
    def left_out(self) -> frozenset[int]:
        """Return the dossiers that do not take part."""
        return self.around.left_out.get(self.subject.id, frozenset())

    @property
    def unanswered(self) -> int:
        """Return how many contributions have no answer."""
        return self.around.unanswered[self.subject.id]

    @property
    def left_unanswered(self) -> Mapping[str, int]:
        """Return how many contributions on the whole plan each cancelled one left without answer.

        By their references; those on a line hold that line back instead.
        """
        return self.around.left_unanswered.get(self.plan_id, {})

    @property
    def is_in_co_creation(self) -> bool:
        """Return whether its plan is still being made."""
        return self.plan_state == PlanState.CO_CREATION

    @property
    def included(self) -> tuple[Member, ...]:
        """Return the lines that take part."""
        return tuple(each for each in self.members if each.proposal_id not in self.left_out)

    @property
    def _own(self) -> Consultation | None:
        return self.around.own.get(self.subject.id)


class _Waiting(NamedTuple):
    """How many contributions to a consultation have no answer, and how many on the whole plan."""

    consultation_id: int
    plan_id: int
    reference: str
    state: str
    unanswered: int
    on_plan: int


class _Around:
    """What stands around some consultations: each group is read once, when first asked."""

    def __init__(self, rows: Sequence[SubjectRow]) -> None:
        self._ids = [row.id for row in rows]
        self._plan_ids = {row.parent_id for row in rows if row.parent_id is not None}

    @cached_property
    def own(self) -> dict[int, Consultation]:
        return {each.pk: each for each in _list_own(self._ids)}

    @cached_property
    def plan_states(self) -> dict[int, str]:
        return dict(_list_plan_states(self._plan_ids))

    @cached_property
    def stage_days(self) -> dict[int, date | None]:
        return dict(_list_stage_days(self._plan_ids))

    @property
    def unanswered(self) -> Counter[int]:
        return Counter({row.consultation_id: row.unanswered for row in self._waiting})

    @property
    def left_unanswered(self) -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = {}
        for row in self._waiting:
            if row.state == ConsultationState.CANCELLED and row.on_plan:
                found.setdefault(row.plan_id, {})[row.reference] = row.on_plan
        return found

    @cached_property
    def _waiting(self) -> list["_Waiting"]:
        """Return what has no answer: here, and on the whole plan in what was cancelled before."""
        return [_Waiting(*values) for values in _count_waiting(self._ids, self._plan_ids)]

    @cached_property
    def lines(self) -> dict[int, tuple[Member, ...]]:
        found: dict[int, tuple[Member, ...]] = {}
        for key, *values in _list_lines(self._ids):
            found[key] = (*found.get(key, ()), Member(*values))
        return found

    @cached_property
    def left_out(self) -> dict[int, frozenset[int]]:
        found: dict[int, frozenset[int]] = {}
        for key, proposal_id in _list_left_out(self._ids):
            found[key] = found.get(key, frozenset()) | {proposal_id}
        return found


@prepared
def _list_own(consultations: Iterable[int]) -> QuerySet[Consultation]:
    return Consultation.objects.filter(pk__in=consultations).select_related("plan_version")


@prepared
def _list_plan_states(plans: Iterable[int]) -> QuerySet[ActionPlan, tuple[int, str]]:
    return ActionPlan.objects.filter(pk__in=plans).values_list("pk", "state")


@prepared
def _list_stage_days(plans: Iterable[int]) -> QuerySet[PlanStage, tuple[int, date | None]]:
    stages = PlanStage.objects.filter(plan__in=plans, code=StageCode.CONSULTATION.value)
    return stages.values_list("plan", "opens_on")


@prepared
def _count_waiting(
    consultations: Iterable[int], plans: Iterable[int]
) -> QuerySet[Contribution, tuple[Any, ...]]:
    cancelled = Q(
        consultation__plan__in=plans,
        consultation__state=ConsultationState.CANCELLED.value,
        proposal=None,
    )
    waiting = Contribution.objects.filter(Q(consultation__in=consultations) | cancelled, effect="")
    by = [f"consultation{part}" for part in ("_id", "__plan_id", "__reference", "__state")]
    counts = waiting.order_by(*by).values_list(*by)
    return counts.annotate(Count("pk"), on_plan=Count("pk", filter=Q(proposal=None)))


@prepared
def _list_lines(consultations: Iterable[int]) -> QuerySet[PlanVersionLine, tuple[Any, ...]]:
    rows = PlanVersionLine.objects.filter(version__consultations__in=consultations)
    return rows.order_by("version_id", "rank").values_list(
        F("version__consultations"),
        "proposal_id",
        "proposal__plan_number",
        "proposal__reference",
        "proposal__state",
    )


@prepared
def _list_left_out(consultations: Iterable[int]) -> QuerySet[LeftOutLine, tuple[int, int]]:
    rows = LeftOutLine.objects.filter(consultation__in=consultations)
    return rows.values_list("consultation_id", "proposal_id")


def load_plan_consultation_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, PlanConsultationFacts]:
    """Return the facts of each consultation by id; of one that is not born yet, its plan's."""
    around = _Around(rows)
    return {row.id: _make_facts(row, around, today) for row in rows}


def _make_facts(row: SubjectRow, around: _Around, today: date) -> PlanConsultationFacts:
    plan_id = row.parent_id or 0

    def list_milestones() -> Mapping[str, date | None]:
        own = around.own.get(row.id)
        return {
            "stage_start:consultation": around.stage_days.get(plan_id),
            "consultation_opening": own.opens_on if own is not None else None,
            "consultation_closing": own.closes_on if own is not None else None,
        }

    return PlanConsultationFacts(
        subject=row,
        today=today,
        milestones=LaterMapping(list_milestones),
        plan_id=plan_id,
        around=around,
    )
