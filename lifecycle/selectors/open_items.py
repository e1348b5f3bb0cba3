"""Open work items as lists show them: one statement, whatever they belong to, however many."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import (
    CharField,
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

from lifecycle.models.wording import FALLBACKS
from lifecycle.vocabulary import PeriodRole, StageCode
from workflow.deadlines import is_late
from workflow.models import InstitutionName, RoundKind, WorkItem
from workflow.next_rungs import NEXT_RUNG, NextRung, read_next_rung, with_next_rung

#: The current period of the subject, when it has one: it says until when the item is not late.
PERIOD = "current_period"
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
    described = with_next_rung(with_period(items), today=today).annotate(**_describe())
    rows: list[tuple[Any, ...]] = list(described.values_list(*_SOURCES.values(), NEXT_RUNG))
    return [OpenItem(*(*columns, read_next_rung(coming))) for *columns, coming in rows]


def with_period(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Return `items` joined with the current period of their subject, of which there is one."""
    current = Q(subject__periods__role=PeriodRole.CURRENT.value)
    return items.annotate(**{PERIOD: FilteredRelation("subject__periods", condition=current)})


def late_on(day: date) -> Q:
    """Return the filter of late items, on a queryset `with_period`. Twin of `OpenItem.is_late`."""
    over = Q(**{f"{PERIOD}__latest__isnull": True}) | Q(**{f"{PERIOD}__latest__lt": day})
    return Q(due_on__lt=day) & over


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


def _describe() -> dict[str, Any]:
    return {
        "words": Coalesce(
            NullIf(F("subject__proposal__title"), Value("")),
            *[part for path in _TITLES for part in _in_language(path)],
            Value(""),
        ),
        "person_words": Coalesce(
            NullIf(F("person__display_name"), Value("")),
            F("person__email"),
            output_field=CharField(),
        ),
        "institution_words": _name_of_institution(),
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


def _in_language(path: str) -> list[Combinable]:
    wanted = (get_language() or FALLBACKS[0])[:2]
    languages = dict.fromkeys((wanted, *FALLBACKS))
    return [NullIf(F(f"{path}_{language}"), Value("")) for language in languages]


def _name_of_institution() -> Subquery:
    names = InstitutionName.objects.filter(institution=OuterRef("institution_id"))
    wanted = (get_language() or FALLBACKS[0])[:2]
    words = Coalesce(NullIf(F(f"name_{wanted}"), Value("")), F("name_fr"))
    latest = names.order_by(F("valid_from").desc(nulls_last=True))
    return Subquery(latest.annotate(words=words).values("words")[:1])
