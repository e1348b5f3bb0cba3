"""Bulk: the same transition for many subjects, each on its own, with a result for each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.engine.firing import fire
from workflow.exceptions import WorkflowError
from workflow.models import Event, User, Via
from workflow.permissions.grants import Grants, load_grants


@dataclass(frozen=True)
class Result:
    """What became of one subject: its Event, or the error that refused it."""

    subject_id: int
    event: Event | None
    error: WorkflowError | None


def fire_many(
    ids: Iterable[int],
    transition: str,
    *,
    actor: User,
    inputs: Mapping[str, Any] | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
    report: Callable[[Result], None] | None = None,
) -> list[Result]:
    """Fire `transition` on each subject, in ascending id, each in its own transaction.

    One refusal does not stop the others. With `key` a run that was cut off is resumed: what is
    done is not done again. `report` is told each result as it comes.
    """
    grants = load_grants(actor)
    results = []
    for subject_id in sorted(set(ids)):
        result = _fire_one(subject_id, transition, actor, inputs, key, via, grants)
        results.append(result)
        if report is not None:
            report(result)
    return results


def _fire_one(
    subject_id: int,
    transition: str,
    actor: User,
    inputs: Mapping[str, Any] | None,
    key: str | None,
    via: Via,
    grants: Grants,
) -> Result:
    try:
        event = fire(
            subject_id,
            transition,
            actor=actor,
            inputs=inputs,
            key=f"{key}:{subject_id}" if key else None,
            via=via,
            grants=grants,
        )
    except WorkflowError as error:
        return Result(subject_id, None, error)
    return Result(subject_id, event, None)
