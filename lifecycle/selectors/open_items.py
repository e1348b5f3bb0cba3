"""Open work items as lists show them: one statement, whatever they belong to and however many."""

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

from lifecycle.models.wording import FALLBACKS
from lifecycle.vocabulary import PeriodRole, StageCode
from workflow.deadlines import is_late
from workflow.models import InstitutionName, LadderRung, RoundKind, WorkingDay, WorkItem

#: The current period of the subject, when it has one: it says until when the item is not late.
PERIOD = "current_period"
#: Where the title of each kind of subject is, in three languages; a proposal has only its own.
_TITLES = (
    "subject__as_commitment__title",
    "subject__activity__title",
    "subject__actionplan__title",
    "subject__consultation__title",
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
    #: The day the next rung of its ladder fires, and the roles that will hear of it then.
    next_rung_on: date | None
    next_roles: str | None
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

    @property
    def title(self) -> str:
        """Return the title of its subject, in its own language when people wrote it in one."""
        return self.words or (str(StageCode(self.stage).label) if self.stage else "")

    @property
    def next_role(self) -> str | None:
        """Return the highest role that will hear of it, None when nobody will."""
        return self.next_roles.rpartition(",")[2] if self.next_roles else None

    def was_proposed_by(self, person_id: int | None) -> bool:
        """Return whether this person proposed it, so that another must confirm it."""
        is_confirmation = self.round_kind in {RoundKind.COUNTERSIGN, RoundKind.RECORD}
        return is_confirmation and self.round_opened_by_id == person_id

    def is_late(self, *, on: date) -> bool:
        """Return whether it is late on this day; what is undated never is."""
        return is_late(self.due_on, self.last_day, on=on)


def read_open_items(items: QuerySet[WorkItem], *, today: date) -> list[OpenItem]:
    """Return `items` in their order, with the words of their subject in the reader's language."""
    described = _with_next_rung(with_period(items), today).annotate(**_describe())
    return [OpenItem(*values) for values in described.values_list(*_SOURCES.values())]


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
    **{each.name: each.name for each in fields(OpenItem)},
    "seated_id": "seat__person_id",
    "round_kind": "round__kind",
    "round_opened_by_id": "round__opened_by_id",
    "institution": "institution_words",
    "person": "person_words",
    "last_day": f"{PERIOD}__latest",
    "next_rung_on": "rung_on",
    "next_roles": "rung_roles",
    "subject_kind": "subject__kind",
    "reference": "subject__reference",
    "state": "subject__state",
    "language": "subject__proposal__language",
    "stage": "subject__planstage__code",
    "plan": "plan_code",
    "number": "commitment_number",
}


def _with_next_rung(items: QuerySet[WorkItem], today: date) -> QuerySet[WorkItem]:
    """Add the next rung, from the ladder itself: right before any sweep has looked at the item.

    Rungs are counted in working days from the due day; the numbers of the days make that a sum. A
    rung that tells whoever holds the item is no escalation.
    """
    days = WorkingDay.objects.all()
    due = days.filter(day__lte=OuterRef("due_on")).order_by("-day").values("ordinal")[:1]
    now = days.filter(day__gte=today).order_by("day").values("ordinal")[:1]
    rungs = (
        LadderRung.objects.filter(
            ladder__code=OuterRef("ladder_id"), offset_working_days__gte=OuterRef("past")
        )
        .exclude(roles=OuterRef("role"))
        .order_by("offset_working_days")
    )
    return (
        items.annotate(due_ordinal=Subquery(due))
        .annotate(past=Subquery(now) - F("due_ordinal"))
        .annotate(
            rung_roles=Subquery(rungs.values("roles")[:1]),
            rung_ordinal=F("due_ordinal") + Subquery(rungs.values("offset_working_days")[:1]),
        )
        .annotate(rung_on=Subquery(days.filter(ordinal=OuterRef("rung_ordinal")).values("day")[:1]))
    )


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
            F("subject__as_commitment__number"), F("subject__activity__commitment__number")
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
