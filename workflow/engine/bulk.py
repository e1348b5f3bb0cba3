"""Bulk: the same transition for many subjects, each on its own, with a result for each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from workflow.engine.collector import collector_held
from workflow.engine.firing import fire
from workflow.engine.idempotency import KEY_MAX_LENGTH, keep_keys, list_kept
from workflow.engine.request import Request, compute_fingerprint, make_request
from workflow.engine.together import Outcomes, find_shared, fire_together, list_unseen
from workflow.exceptions import WorkflowError
from workflow.models import Event, User, Via
from workflow.permissions.grants import Grants, load_grants

#: Subjects of one transaction: enough to be set-based, few enough that nobody waits long for them.
CHUNK = 1000


@dataclass(frozen=True)
class Result:
    """What became of one subject: its Event, or the error that refused it."""

    subject_id: int
    event: Event | None
    error: WorkflowError | None


@dataclass(frozen=True)
class _Bulk:
    """What is asked of every subject."""

    transition: str
    actor: User
    inputs: Mapping[str, Any] | None
    key: str | None
    via: Via
    grants: Grants

    def make_request(self) -> Request:
        return make_request(self.actor, inputs=self.inputs, via=self.via, grants=self.grants)

    def name_key(self, subject_id: int) -> str:
        """Return the key of one subject's part."""
        return f"{self.key}:{subject_id}"


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
    """Fire `transition` on each subject, in ascending id, and say what became of each.

    One refusal does not stop the others. Where the transition is declared to concern each subject
    apart, `CHUNK` of them are moved in one transaction; otherwise each in its own. With `key` a run
    that was cut off is resumed: what is done is not done again. With `report`, which is told each
    result as it comes, each goes by itself.
    """
    bulk = _Bulk(transition, actor, inputs, key, via, load_grants(actor))
    wanted = sorted(set(ids))
    results = []
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        outcomes = _fire_chunk(chunk, bulk) if report is None and len(chunk) > 1 else {}
        for subject_id in chunk:
            outcome = outcomes.get(subject_id)
            result = _fire_one(subject_id, bulk) if outcome is None else _tell(subject_id, outcome)
            results.append(result)
            if report is not None:
                report(result)
    return results


def _fire_chunk(ids: Sequence[int], bulk: _Bulk) -> Outcomes:
    """Move those that can be moved together; who is not among the outcomes goes by itself."""
    request = bulk.make_request()
    transition = find_shared(ids, bulk.transition, request)
    if transition is None or len(bulk.name_key(ids[-1])) > KEY_MAX_LENGTH:
        return {}
    try:
        with collector_held(), transaction.atomic():
            outcomes = fire_together(ids, transition, request)
            if bulk.key:
                _keep_keys(outcomes, bulk, request)
    except (WorkflowError, IntegrityError):
        # One of them cannot be written, so nothing was: by themselves, the others can.
        return {}
    return _compare_keys(outcomes, bulk, request) if bulk.key else outcomes


def _compare_keys(outcomes: Outcomes, bulk: _Bulk, request: Request) -> Outcomes:
    """Return the outcomes without those of an earlier run, which the key finds, and the unseen."""
    refused = {bulk.name_key(key): key for key, what in outcomes.items() if not _is_event(what)}
    done_before = {refused[name] for name in list_kept(bulk.actor, refused)}
    kept = {key: what for key, what in outcomes.items() if key not in done_before}
    # The answer may be a stored one elsewhere: whoever asks with a key must see what came of it.
    moved = [key for key, what in kept.items() if _is_event(what)]
    return kept | list_unseen(moved, request)


def _keep_keys(outcomes: Outcomes, bulk: _Bulk, request: Request) -> None:
    keep_keys(
        bulk.actor,
        {
            bulk.name_key(subject_id): (
                compute_fingerprint(str(subject_id), bulk.transition, request.inputs, None),
                event,
            )
            for subject_id, event in outcomes.items()
            if isinstance(event, Event)
        },
        request.now,
    )


def _is_event(outcome: Event | WorkflowError) -> bool:
    return isinstance(outcome, Event)


def _tell(subject_id: int, outcome: Event | WorkflowError) -> Result:
    if isinstance(outcome, WorkflowError):
        return Result(subject_id, None, outcome)
    return Result(subject_id, outcome, None)


def _fire_one(subject_id: int, bulk: _Bulk) -> Result:
    try:
        event = fire(
            subject_id,
            bulk.transition,
            actor=bulk.actor,
            inputs=bulk.inputs,
            key=bulk.name_key(subject_id) if bulk.key else None,
            via=bulk.via,
            grants=bulk.grants,
        )
    except WorkflowError as error:
        return Result(subject_id, None, error)
    return Result(subject_id, event, None)
