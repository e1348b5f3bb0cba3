"""What comes next in a plan, as minutes announced it; words that read two ways say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from lifecycle.models import ActionPlan
from lifecycle.selectors.period_words import describe_period, find_typed, format_days


@dataclass(frozen=True)
class Step:
    """One thing to do, with its period in words and in days."""

    what: str
    words: str
    #: What was typed, when it is said above in other words.
    typed: str
    days: str
    readings: Sequence[str]
    done_on: str


def list_steps(plan: ActionPlan) -> list[Step]:
    """Return the next steps of a plan in their order; reads the prefetch."""
    return [
        Step(
            what=str(step),
            words=describe_period(step.period),
            typed=find_typed(step.period),
            days=format_days(step.earliest, step.latest),
            readings=[format_days(*reading) for reading in step.period.readings],
            done_on=date_format(step.done_on, "DATE_FORMAT") if step.done_on else "",
        )
        for step in plan.next_steps.all()
    ]
