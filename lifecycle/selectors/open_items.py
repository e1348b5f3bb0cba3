"""Open work items as lists show them: one statement, whatever they belong to, however many."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

from django.db.models import (
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lifecycle.models import PeriodRecord
from lifecycle.models.wording import FALLBACKS
from lifecycle.vocabulary import ActivityState, PeriodRole, StageCode
from workflow.deadlines import is_late
from workflow.machine.registry import get_machine
from workflow.machine.states import Waiting
from workflow.models import InstitutionName, RoundKind, WorkingDay, WorkItem
from workflow.next_rungs import NEXT_RUNG, NextRung, read_next_rung, with_next_rung
from workflow.sweep import ESCALATED
from workflow.terms import Milestone

#: The current period of the subject of an item that is due with it: it says until when that is not
#: late. What has a day of its own, a report to verify or a delay to settle, is late after that day.
PERIOD = "current_period"
#: The last day of the open activities of a commitment, which is due with them.
LAST_OF_ACTIVITIES = "last_of_activities"
#: The columns of an item, what escalates next of it, and the last day of its open activities.
OpenItemRow: TypeAlias = tuple[Any, ...]
#: The milestones that are the last day of a period.
_PERIOD_MILESTONES = ("period_due", "first_period", "last_period")
#: Where the title of each kind of subject is, in three languages; a proposal has only its own.
_TITLES = (
    "subject__as_commitment__title",
    "subject__activity__title",
    "subject__actionplan__title",
    "subject__consultation__title",
    "subject__replanning__target__activity__title",
    "subject__replanning__commitment__title",
)


@dataclass(frozen=True)
class OpenItem:
    """One thing to do, with all that a line about it says. Days are civil days."""

    id: int
    kind: str
    role: str
    desk: str
    due_on: date | None
    opened_at: datetime
    seat_id: int | None
    #: Whose seat it is; None when it was never one person's alone.
    seated_id: int | None
    round_id: int | None
    round_kind: str | None
    #: Who opened the round; of a confirmation, who proposed what somebody else must confirm.
    round_opened_by_id: int | None
    institution_id: int | None
    institution: str | None
    person_id: int | None
    person: str | None
    #: The last day of the period in which it is to be done; None when its due day is the last.
    last_day: date | None
    #: While another party has the pen: since when, and why. Nothing escalates.
    paused_at: datetime | None
    pause_reason: str
    #: Whoever holds it set it aside until this day; it goes on escalating.
    snoozed_until: date | None
    #: Its due day was given by hand.
    is_extended: bool
    subject_id: int
    subject_kind: str
    reference: str
    state: str
    words: str
    language: str | None
    stage: str | None
    #: Code of its plan and its number there, which the address of a commitment is made of.
    plan: str | None
    number: int | None
    #: How people call an activity that has no title.
    label: str | None
    #: What escalates next, None when nothing will.
    next_rung: NextRung | None

    @property
    def title(self) -> str:
        """Return the title of its subject, in its own language when people wrote it in one."""
        if self.words:
            return self.words
        if self.stage:
            return str(StageCode(self.stage).label)
        return _("Activity %(label)s") % {"label": self.label} if self.label else ""

    @property
    def next_role(self) -> str | None:
        """Return the highest role that will hear of it, None when nobody will."""
        return self.next_rung.roles[-1] if self.next_rung is not None else None

    @property
    def next_rung_on(self) -> date | None:
        """Return the day it escalates unless it is done before, None when it will not."""
        return self.next_rung.fires_on if self.next_rung is not None else None

    @property
    def is_paused(self) -> bool:
        """Return whether another party has the pen."""
        return self.paused_at is not None

    def is_snoozed(self, *, on: date) -> bool:
        """Return whether it was set aside beyond this day."""
        return self.snoozed_until is not None and self.snoozed_until > on

    def was_proposed_by(self, person_id: int | None) -> bool:
        """Return whether this person proposed it, so that another must confirm it."""
        is_confirmation = self.round_kind in {RoundKind.COUNTERSIGN, RoundKind.RECORD}
        return is_confirmation and self.round_opened_by_id == person_id

    def is_late(self, *, on: date) -> bool:
        """Return whether it is late on this day; what is undated never is."""
        return is_late(self.due_on, self.last_day, on=on)


def read_open_items(items: QuerySet[WorkItem], *, today: date) -> list[OpenItem]:
    """Return `items` in their order, with the words of their subject in the reader's language."""
    return make_open_items(describe_open_items(items, today=today, language=get_reader_language()))


def get_reader_language() -> str:
    """Return the language in which words are read: the reader's, without its country."""
    return (get_language() or FALLBACKS[0])[:2]


def describe_open_items(
    items: QuerySet[WorkItem], *, today: date, language: str
) -> QuerySet[WorkItem, OpenItemRow]:
    """Return what `make_open_items` makes of `items`, with their words in this language."""
    described = with_next_rung(_with_period(items), today=today).annotate(
        **_describe(language), **{LAST_OF_ACTIVITIES: _last_of_activities()}
    )
    return described.values_list(*_SOURCES.values(), NEXT_RUNG, LAST_OF_ACTIVITIES)


def make_open_items(rows: Iterable[OpenItemRow]) -> list[OpenItem]:
    """Return the items that `describe_open_items` told of."""
    return [
        _extend(OpenItem(*(*columns, read_next_rung(coming))), last)
        for *columns, coming, last in rows
    ]


def _with_period(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Return `items` joined with the current period of their subject, of which there is one."""
    current = Q(subject__periods__role=PeriodRole.CURRENT.value, kind__in=_list_kinds_with_period())
    return items.annotate(**{PERIOD: FilteredRelation("subject__periods", condition=current)})


def late_on(day: date) -> Q:
    """Return the filter of late items. Twin of `OpenItem.is_late`.

    What is not due with a period is late after its due day: of the others alone more is looked up.
    """
    own = PeriodRecord.objects.filter(role=PeriodRole.CURRENT.value, subject=OuterRef("subject"))
    goes_on = Q(kind__in=_list_kinds_with_period()) & (
        Exists(own.filter(latest__gte=day))
        | Exists(_list_periods_of_activities().filter(latest__gte=day))
    )
    return Q(due_on__lt=day) & ~goes_on


def name_institutions(ids: Iterable[int]) -> dict[int, str]:
    """Return the present names of these institutions in the reader's language; one statement."""
    rows = InstitutionName.objects.filter(institution__in=set(ids)).order_by(
        F("valid_from").asc(nulls_first=True)
    )
    language = get_language() or FALLBACKS[0]
    return {row.institution_id: row.in_language(language) for row in rows}


#: The columns of an OpenItem, in the order of its fields, and where each is read.
_SOURCES: dict[str, str] = {
    **{each.name: each.name for each in fields(OpenItem) if each.name != "next_rung"},
    "seated_id": "seat__person_id",
    "round_kind": "round__kind",
    "round_opened_by_id": "round__opened_by_id",
    "institution": "institution_words",
    "person": "person_words",
    "last_day": f"{PERIOD}__latest",
    "subject_kind": "subject__kind",
    "reference": "subject__reference",
    "state": "subject__state",
    "language": "subject__proposal__language",
    "stage": "subject__planstage__code",
    "plan": "plan_code",
    "number": "commitment_number",
    "label": "subject__activity__label",
}


def _extend(item: OpenItem, last_of_activities: date | None) -> OpenItem:
    """Return the item, late only once the last activity that it is due with is over."""
    if last_of_activities is None or item.kind not in _list_kinds_with_period():
        return item
    return replace(item, last_day=max(item.last_day or last_of_activities, last_of_activities))


def _list_periods_of_activities() -> QuerySet[PeriodRecord]:
    """Return the current periods of open activities that an item of their commitment is due with.

    It is due on their last working day: from there until somebody works again they are not over.
    """
    worked = WorkingDay.objects.filter(day__gt=OuterRef(OuterRef("due_on"))).order_by("day")
    return PeriodRecord.objects.filter(
        role=PeriodRole.CURRENT.value,
        latest__gte=OuterRef("due_on"),
        latest__lt=Subquery(worked.values("day")[:1]),
        subject__activity__commitment=OuterRef("subject"),
    ).exclude(subject__state__in=(ActivityState.VERIFIED.value, ActivityState.CANCELLED.value))


def _last_of_activities() -> Subquery:
    return Subquery(_list_periods_of_activities().order_by("-latest").values("latest")[:1])


@cache
def _list_kinds_with_period() -> tuple[str, ...]:
    """Return the kinds of items due when a period ends, and what escalates from one of these."""
    kinds = {
        wait.kind or state.name
        for kind in ("activity", "commitment")
        for state in get_machine(kind).states.values()
        if isinstance(state, Waiting)
        for wait in state.waits
        if isinstance(wait.term, Milestone) and wait.term.code in _PERIOD_MILESTONES
    }
    return (*sorted(kinds), ESCALATED)


def _describe(language: str) -> dict[str, Any]:
    return {
        "words": Coalesce(
            NullIf(F("subject__proposal__title"), Value("")),
            *[part for path in _TITLES for part in _in_language(path, language)],
            Value(""),
        ),
        "person_words": Coalesce(
            NullIf(F("person__display_name"), Value("")),
            F("person__email"),
            output_field=CharField(),
        ),
        "institution_words": _name_of_institution(language),
        "plan_code": Coalesce(
            F("subject__actionplan__code"),
            F("subject__parent__actionplan__code"),
            F("subject__parent__parent__actionplan__code"),
            output_field=CharField(),
        ),
        "commitment_number": Coalesce(
            F("subject__as_commitment__number"),
            F("subject__activity__commitment__number"),
            F("subject__replanning__commitment__number"),
        ),
    }


def _in_language(path: str, wanted: str) -> list[Combinable]:
    languages = dict.fromkeys((wanted, *FALLBACKS))
    return [NullIf(F(f"{path}_{language}"), Value("")) for language in languages]


def _name_of_institution(wanted: str) -> Subquery:
    names = InstitutionName.objects.filter(institution=OuterRef("institution_id"))
    words = Coalesce(NullIf(F(f"name_{wanted}"), Value("")), F("name_fr"))
    latest = names.order_by(F("valid_from").desc(nulls_last=True))
    return Subquery(latest.annotate(words=words).values("words")[:1])
