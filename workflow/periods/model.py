"""A period: a date as people say it, with what can be counted from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from django.utils.translation import gettext as _

from workflow.exceptions import UnreadablePeriodError


class PeriodKind(StrEnum):
    """What the words say."""

    #: "30 juillet 2020".
    DAY = "day"
    #: "19-27 octobre 2020": from a named day to a named day.
    RANGE = "range"
    #: "octobre 2020".
    MONTH = "month"
    #: "septembre - novembre 2020", a quarter, a year.
    MONTH_RANGE = "month_range"
    #: "fin juillet 2020", "première quinzaine de septembre 2020".
    PART_OF_MONTH = "part_of_month"
    #: "2ème semaine de septembre 2020".
    WEEK_OF_MONTH = "week_of_month"
    #: "à partir d'octobre 2020": it starts, nobody says when it ends.
    OPEN_START = "open_start"
    #: "2 régions par mois": a rate instead of an end.
    RECURRING = "recurring"
    #: "dépend des services du chef de gouvernement".
    EXTERNAL_DEPENDENCY = "external_dependency"
    #: "en attente du retour de 7 départements".
    AWAITING_RETURN = "awaiting_return"
    #: "planning non encore communiqué".
    NOT_COMMUNICATED = "not_communicated"
    #: "pas de visibilité", "reporté" without a new date.
    NO_VISIBILITY = "no_visibility"
    #: "annulé".
    CANCELLED = "cancelled"
    #: "toutes les activités sont réalisées".
    ALL_DONE = "all_done"


class PeriodPrecision(StrEnum):
    """How finely the words speak; empty when they name no date."""

    DAY = "day"
    WEEK = "week"
    PART_OF_MONTH = "part_of_month"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    NONE = ""


class PeriodEndsBeforeItStartsError(UnreadablePeriodError):
    """The last day of the period comes before its first."""

    code = "period_ends_before_it_starts"


@dataclass(frozen=True)
class Rate:
    """So many units per unit of time, as in "2 régions par mois"."""

    count: int
    unit: str
    per: str


@dataclass(frozen=True)
class Period:
    """A fuzzy date: the words, and the first and last civil day they allow.

    Raises:
        PeriodEndsBeforeItStartsError: `latest` is before `earliest`.
    """

    words: str
    kind: PeriodKind
    precision: PeriodPrecision = PeriodPrecision.NONE
    earliest: date | None = None
    #: None means undated, which never means on time.
    latest: date | None = None
    #: Whose answer or decision the words say it hangs on.
    awaited: str = ""
    #: The hour of a day, when the words give one.
    at: time | None = None
    rate: Rate | None = None
    #: Kept by a load only: the words read more than one way and somebody has to settle it.
    ambiguous: bool = False
    #: Each reading of ambiguous words, as (first day, last day).
    readings: tuple[tuple[date, date], ...] = ()
    #: The language of the words, where it is known; the same period in either language.
    language: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.latest < self.earliest:
            raise PeriodEndsBeforeItStartsError(
                _("“%(words)s” ends on %(latest)s, before it starts on %(earliest)s.")
                % {"words": self.words, "latest": self.latest, "earliest": self.earliest}
            )

    @property
    def is_undated(self) -> bool:
        """Whether no last day can be counted from."""
        return self.latest is None

    @property
    def names_days(self) -> bool:
        """Whether the words name days, so that a holiday moves what is due forward."""
        return self.kind in {PeriodKind.DAY, PeriodKind.RANGE}

    @property
    def spans(self) -> bool:
        """Whether the words name a longer span, so that what is due stays inside it."""
        return not self.is_undated and not self.names_days

    def covers(self, day: date) -> bool:
        """Say whether `day` is one the words allow; an open side allows every day."""
        return (self.earliest is None or self.earliest <= day) and (
            self.latest is None or day <= self.latest
        )


def span_readings(words: str, readings: Sequence[Period]) -> Period:
    """Return one ambiguous period from the first to the last day of several dated readings."""
    spans = tuple((r.earliest, r.latest) for r in readings if r.earliest and r.latest)
    return Period(
        words,
        readings[0].kind,
        readings[0].precision,
        min(first for first, _last in spans),
        max(last for _first, last in spans),
        ambiguous=True,
        readings=spans,
    )
