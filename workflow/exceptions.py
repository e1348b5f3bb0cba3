"""What can go wrong at the door, as classes with a code; pages and the API map them to a status."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import date

    from workflow.machine.guards import Shortfall


class WorkflowError(Exception):
    """Something the engine refuses; `code` is stable for programs, `str()` is for people."""

    code = "workflow_error"


class TransitionForbiddenError(WorkflowError):
    """This person may not do this to this subject (403)."""

    code = "forbidden"


class SubjectNotFoundError(WorkflowError):
    """The subject or the transition does not exist for this person (404)."""

    code = "not_found"


class StaleSubjectError(WorkflowError):
    """The subject has moved since it was read (409)."""

    code = "stale"

    def __init__(self, reference: str, *, expected: int, version: int) -> None:
        self.expected = expected
        self.version = version
        super().__init__(
            _(
                "%(reference)s has changed since you opened it (you read version %(expected)s, it "
                "is now at %(version)s). Read it again, then decide."
            )
            % {"reference": reference, "expected": expected, "version": version}
        )


class StaleTextError(StaleSubjectError):
    """The text that a seat decides on is not the one its holder read (409)."""

    def __init__(self, reference: str, *, version: int) -> None:
        super().__init__(reference, expected=version, version=version)
        self.args = (
            _(
                "The text of %(reference)s has changed since you opened it. Read it again, then "
                "decide."
            )
            % {"reference": reference},
        )


class TransitionRefusedError(WorkflowError):
    """The state or a guard refuses (409); `shortfalls` carries every reason, not the first."""

    code = "refused"

    def __init__(self, message: str, shortfalls: Sequence["Shortfall"] = ()) -> None:
        self.shortfalls = tuple(shortfalls)
        super().__init__(message)


class InputError(WorkflowError):
    """What was given is missing or wrong (422); `errors` maps the field to its messages."""

    code = "invalid_input"

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = {name: list(messages) for name, messages in errors.items()}
        super().__init__(" ".join(m for messages in self.errors.values() for m in messages))


class KeyReusedError(WorkflowError):
    """The idempotency key was already used for another request (422)."""

    code = "key_reused"


class OutsideTheDoorError(WorkflowError):
    """A generated transition was called by hand; only `workflow.engine` changes a state."""

    code = "outside_the_door"


class ClockSkewError(WorkflowError):
    """This machine and the database disagree on the time; nothing that is due may be touched."""

    code = "clock_skew"


class EmptyCalendarError(WorkflowError):
    """Nobody has declared the holidays of `year`, so no deadline can be counted there (409).

    `year` is None when the holidays of no year at all are known.
    """

    code = "empty_calendar"

    def __init__(self, year: int | None) -> None:
        self.year = year
        super().__init__(_describe_empty_year(year))


def _describe_empty_year(year: int | None) -> str:
    if year is None:
        return _(
            "The holidays of no year are known, so no deadline can be counted. A technical "
            "administrator adds them with “manage.py calendar seed 2018 2030”; then try again."
        )
    return _(
        "The holidays of %(year)s are not known, so no deadline can be counted there. A technical "
        "administrator adds them with “manage.py calendar seed %(year)s %(year)s”; then try again."
    ) % {"year": year}


class UnreadablePeriodError(WorkflowError):
    """The words do not say a period that can be read."""

    code = "unreadable_period"


class AmbiguousPeriodError(WorkflowError):
    """The words read more than one way; `readings` offers each as (first day, last day or None)."""

    code = "ambiguous_period"

    def __init__(self, message: str, readings: Sequence[tuple["date", "date | None"]]) -> None:
        self.readings = tuple(readings)
        super().__init__(message)


class UnknownTransitionError(WorkflowError):
    """No transition of this name is declared (404); `known` lists those that are."""

    code = "unknown_transition"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(
            _("There is no transition called “%(name)s”; those that exist are: %(known)s.")
            % {"name": name, "known": ", ".join(known)}
        )
