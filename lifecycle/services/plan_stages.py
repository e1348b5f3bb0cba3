"""Stages of a plan: added with their window in words, and moved with a cause."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, PlanStage
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import StageCode
from workflow.clock import current_clock
from workflow.engine import fire, give_birth
from workflow.exceptions import (
    AmbiguousPeriodError,
    InputError,
    UnreadablePeriodError,
)
from workflow.models import Event, User, Via
from workflow.periods import read_period

WORDS_MAX_LENGTH = 300


class AmbiguousWindowError(InputError):
    """The words of a window read more than one way; `readings` offers each as two days (422)."""

    code = "ambiguous_window"

    def __init__(self, message: str, readings: list[tuple[date, date]]) -> None:
        self.readings = readings
        super().__init__({"words": [message]})


@dataclass(frozen=True)
class Window:
    """From the first to the last day of a stage, in the words somebody used."""

    words: str
    opens_on: date
    closes_on: date


def read_window(
    words: str, *, language: str | None = None, meant: tuple[date, date] | None = None
) -> Window:
    """Return the window that `words` say; `meant` settles which of several readings it is.

    Raises:
        AmbiguousWindowError: there is more than one reading and none is settled; never guessed.
        InputError: there is no reading, or it has no first or no last day.
    """
    said = clean_text(
        words,
        field="words",
        max_length=WORDS_MAX_LENGTH,
        missing=_("Write the window, such as “October 2026” or “1 to 15 November 2026”."),
    )
    try:
        period = read_period(said, today=current_clock().today(), language=language)
        opens_on, closes_on = period.earliest, period.latest
    except AmbiguousPeriodError as error:
        offered = [(first, last) for first, last in error.readings if last is not None]
        if meant not in offered:
            raise AmbiguousWindowError(str(error), offered) from error
        opens_on, closes_on = meant if meant is not None else (None, None)
    except UnreadablePeriodError as error:
        raise InputError({"words": [str(error)]}) from error
    if opens_on is None or closes_on is None:
        raise InputError(
            {"words": [_("“%(words)s” has no first or no last day.") % {"words": said}]}
        )
    return Window(said, opens_on, closes_on)


def add_stage(
    plan: ActionPlan, *, code: str, window: Window, actor: User, via: Via = Via.CODE
) -> PlanStage:
    """Add a stage; its window is also the one promised at first, which never moves.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: no such stage is known, or the plan has it already (422).
        TransitionRefusedError: the plan is not being made any more (409).
    """
    code = clean_code(code, field="code", choices=StageCode)
    if PlanStage.objects.filter(plan=plan, code=code).exists():
        raise InputError({"code": [_("The plan has this stage already.")]})
    values = {
        "plan": plan,
        "parent_id": plan.pk,
        "code": code,
        "rank": StageCode.values.index(code),
        "window_words": window.words,
        "opens_on": window.opens_on,
        "closes_on": window.closes_on,
        "baseline_words": window.words,
        "baseline_opens_on": window.opens_on,
        "baseline_closes_on": window.closes_on,
    }
    event = give_birth("plan_stage", "create", actor=actor, values=values, via=via)
    return PlanStage.objects.get(pk=event.subject_id)


def move_window(
    stage: PlanStage,
    *,
    window: Window,
    cause: str,
    reason: str,
    actor: User,
    expect: int,
    via: Via = Via.CODE,
) -> Event:
    """Move the window of a stage, by its own transition; the first one promised stays beside it.

    Raises:
        WorkflowError: as `fire` does.
    """
    inputs = {
        "opens_on": window.opens_on,
        "closes_on": window.closes_on,
        "words": window.words,
        "cause": cause,
        "reason": reason,
    }
    return fire(stage, "move_window", actor=actor, inputs=inputs, expect=expect, via=via)
