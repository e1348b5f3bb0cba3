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
    """The calendar does not cover the day asked for."""

    code = "empty_calendar"


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
