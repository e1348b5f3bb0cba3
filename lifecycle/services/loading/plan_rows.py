"""What a plan file says, once read: values only, nothing of the database.

`place` and `path` say where a row stands, for the problems found when rows are compared.
"""

from dataclasses import dataclass
from datetime import date

from lifecycle.services.loading.fields import Wording
from lifecycle.services.loading.places import Place
from workflow.periods import Period


@dataclass(frozen=True, slots=True)
class LabelRow:
    """How the plan was called, from a day on when it is known; its code stays when it slips."""

    label: str
    since: date | None
    because: Wording


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """An axis of the plan."""

    key: str
    name: Wording
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name an institution bore from a day on."""

    since: date
    name: Wording


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution, its side (government, civil society, partner) and its dated names."""

    key: str
    side: str
    names: tuple[NameRow, ...]
    parent: str
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the co-creation; stages overlap."""

    code: str
    window: Period
    work: tuple[Wording, ...]
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class NextStepRow:
    """Something to do that minutes announce."""

    what: Wording
    period: Period
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class AwaitedRow:
    """Somebody outside whose answer blocks an activity; `named` is False for “4 departments”."""

    who: Wording
    what: Wording
    count: int
    named: bool
    outside_committee: bool


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """Units planned, delivered, remaining or reached."""

    unit: Wording
    planned: int | None
    delivered: int | None
    remaining: int | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """The value of an indicator as it was read on a day."""

    name: Wording
    value: float
    read_on: date | None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A step of a commitment; `label` is how it is called and no rank."""

    key: str
    label: str
    title: Wording
    site: Wording
    state: str
    progress: int | None
    period: Period | None
    after: tuple[str, ...]
    awaited: tuple[AwaitedRow, ...]
    cause: str
    cancel_reason: str
    done_by: Wording
    done_from: date | None
    done_on: date | None
    residual: bool
    quantity: QuantityRow | None
    no_progress_since_last_meeting: bool
    note: Wording
    path: str
    place: Place
    weight: int = 1


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment of the plan; progress is the declared one, in percent."""

    number: int
    ogp: str
    title: Wording
    theme: str
    lead: str
    partners: tuple[str, ...]
    state: str
    progress: int
    declared_complete: bool | None
    no_progress_since_last_meeting: bool
    depends_on_plans: tuple[str, ...]
    period: Period | None
    target: QuantityRow | None
    indicators: tuple[IndicatorRow, ...]
    activities: tuple[ActivityRow, ...]
    note: Wording
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan itself; `as_of` is the day the file tells the situation of."""

    code: str
    title: Wording
    state: str
    language: str
    as_of: date
    source_document: str
    labels: tuple[LabelRow, ...]
    follows: str
    starts_on: date | None
    ends_on: date | None
    note: Wording
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class PlanFile:
    """Everything a plan file says, checked as a whole."""

    plan: PlanRow
    themes: tuple[ThemeRow, ...]
    institutions: tuple[InstitutionRow, ...]
    stages: tuple[StageRow, ...]
    next_steps: tuple[NextStepRow, ...]
    commitments: tuple[CommitmentRow, ...]
