"""Terms: how long a wait may last, as declared by a machine, before any day is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ParamSpec, TypeAlias, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, ngettext

P = ParamSpec("P")
#: What a milestone is called in sentences; a code without a name is shown as it is.
Names: TypeAlias = Mapping[str, str | Promise]


@dataclass(frozen=True)
class WorkingDays:
    """A number of working days after the wait opens, or after a milestone if that comes later."""

    count: int
    not_before: str = ""

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a term lasts at least one working day, not {self.count}")

    @property
    def counted(self) -> int:
        """Return how many working days are counted, at most."""
        return self.count

    def list_milestones(self) -> tuple[str, ...]:
        """Return the codes of the milestones this term needs."""
        return (self.not_before,) if self.not_before else ()

    def describe(self, names: Names | None = None) -> Promise:
        """Return the term in words, translated when it is read."""
        return _describe_working_days(self.count, self.not_before, names or {})


@dataclass(frozen=True)
class StageEnd:
    """The last day of a stage of the plan."""

    code: str

    plus = 0

    @property
    def milestone_code(self) -> str:
        """The key under which the stage's last day is given."""
        return f"stage_end:{self.code}"

    @property
    def counted(self) -> int:
        """Return how many working days are counted, at most."""
        return 0

    def list_milestones(self) -> tuple[str, ...]:
        """Return the codes of the milestones this term needs."""
        return (self.milestone_code,)

    def describe(self, names: Names | None = None) -> Promise:
        """Return the term in words, translated when it is read."""
        return _describe_stage_end(self.code, names or {})


@dataclass(frozen=True)
class Milestone:
    """A day that is decided elsewhere (council, closing, review), and working days after it."""

    code: str
    plus: int = 0

    def __post_init__(self) -> None:
        if self.plus < 0:
            raise ValueError(f"a milestone is followed by working days, not by {self.plus}")

    @property
    def milestone_code(self) -> str:
        """The key under which the day is given."""
        return self.code

    @property
    def counted(self) -> int:
        """Return how many working days are counted, at most."""
        return self.plus

    def list_milestones(self) -> tuple[str, ...]:
        """Return the codes of the milestones this term needs."""
        return (self.code,)

    def describe(self, names: Names | None = None) -> Promise:
        """Return the term in words, translated when it is read."""
        return _describe_milestone(self.code, self.plus, names or {})


@dataclass(frozen=True)
class FirstOf:
    """Whichever of several terms ends first; one without a date yet does not count."""

    terms: tuple["Term", ...]

    def __post_init__(self) -> None:
        if len(self.terms) < 2:  # the first of one term is that term
            raise ValueError("first_of() compares at least two terms")

    @property
    def counted(self) -> int:
        """Return how many working days are counted, at most."""
        return max(each.counted for each in self.terms)

    def list_milestones(self) -> tuple[str, ...]:
        """Return the codes of the milestones this term needs."""
        return tuple(dict.fromkeys(code for t in self.terms for code in t.list_milestones()))

    def describe(self, names: Names | None = None) -> Promise:
        """Return the term in words, translated when it is read."""
        return _describe_first_of(self.terms, names or {})


Term: TypeAlias = WorkingDays | StageEnd | Milestone | FirstOf


def working_days(count: int, *, not_before: str = "") -> WorkingDays:
    """Return a term of `count` working days, counted from the milestone `not_before` if later."""
    return WorkingDays(count, not_before)


def stage_end(code: str) -> StageEnd:
    """Return the term that ends with the stage `code`; its milestone is "stage_end:<code>"."""
    return StageEnd(code)


def stage_start(code: str) -> Milestone:
    """Return the term that ends when the stage opens; its milestone is "stage_start:<code>"."""
    return Milestone(f"stage_start:{code}")


def milestone(code: str, *, plus: int = 0) -> Milestone:
    """Return the term that ends `plus` working days after the milestone `code`."""
    return Milestone(code, plus)


def first_of(*terms: Term) -> FirstOf:
    """Return the term that ends with the first of `terms`."""
    return FirstOf(terms)


def _lazily(function: Callable[P, str]) -> Callable[P, Promise]:
    return cast("Callable[P, Promise]", lazy(function, str))


@_lazily
def _describe_working_days(count: int, not_before: str, names: Names) -> str:
    if not_before:
        sentence = ngettext(
            "%(count)d working day, counted from %(milestone)s at the earliest",
            "%(count)d working days, counted from %(milestone)s at the earliest",
            count,
        )
        return sentence % {"count": count, "milestone": _name(not_before, names)}
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


@_lazily
def _describe_stage_end(code: str, names: Names) -> str:
    return gettext("until the end of the stage %(stage)s") % {"stage": _name(code, names)}


@_lazily
def _describe_milestone(code: str, plus: int, names: Names) -> str:
    if not plus:
        return gettext("until %(milestone)s") % {"milestone": _name(code, names)}
    sentence = ngettext(
        "%(count)d working day after %(milestone)s",
        "%(count)d working days after %(milestone)s",
        plus,
    )
    return sentence % {"count": plus, "milestone": _name(code, names)}


@_lazily
def _describe_first_of(terms: tuple[Term, ...], names: Names) -> str:
    described = "; ".join(str(term.describe(names)) for term in terms)
    return gettext("whichever comes first: %(terms)s") % {"terms": described}


def _name(code: str, names: Names) -> str:
    return str(names.get(code, code))
