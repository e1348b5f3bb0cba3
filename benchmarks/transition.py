"""One transition: `fire` with everything on, beside the same rows by hand and the usual peers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from benchmarks import baseline
from benchmarks.baseline import ADMIT, RECALL, Written
from benchmarks.copies import tidy
from benchmarks.making import load_signed, make_people, make_plan, submit_proposals
from benchmarks.measure import Figure, Way, measure, measure_in_turns
from benchmarks.peers import spiff, viewflow
from benchmarks.peers.fsm import admit_ticket, make_tickets
from benchmarks.peers.models import Ticket
from lifecycle.models import Proposal
from workflow.engine import fire
from workflow.models import Event, Subject, User
from workflow.permissions.grants import Grants, load_grants

WARM_UP = 20
BY_HAND, BY_HAND_PURE = "rows written by hand", "rows written by hand, pure guards"


def run(count: int) -> list[Figure]:
    """Return the figures of `count` moves: by hand, through the door, and the peers'."""
    official, author = make_people()
    grants = load_grants(official)
    every = count + WARM_UP
    by_hand, through_door = (
        submit_proposals(make_plan(code), author, every) for code in ("BY-HAND", "DOOR")
    )
    pure_by_hand, pure_through_door = (
        load_signed(make_plan(code), every) for code in ("PURE-BY-HAND", "PURE-DOOR")
    )
    tidy()
    with_facts = [
        _write_by_hand(BY_HAND, ADMIT, by_hand, official),
        _fire("fire, everything on", ADMIT, through_door, official, grants, BY_HAND),
    ]
    pure = [
        _write_by_hand(BY_HAND_PURE, RECALL, pure_by_hand, official),
        _fire("fire, pure guards", RECALL, pure_through_door, official, grants, BY_HAND_PURE),
    ]
    figures = [
        *measure_in_turns(with_facts, warm_up=WARM_UP),
        *measure_in_turns(pure, warm_up=WARM_UP),
        *_measure_peers(every, official),
    ]
    _check_moved(every)
    return figures


def _write_by_hand(name: str, written: Written, ids: Iterable[int], official: User) -> Way:
    write = baseline.get_writer(written)
    values = {row["id"]: baseline.make_values(written, row, official) for row in _read_rows(ids)}
    return Way(name, lambda key: write(values[key]), ids, compared_with=name)


def _fire(
    name: str,
    written: Written,
    ids: Iterable[int],
    official: User,
    grants: Grants,
    compared_with: str,
) -> Way:
    def move(key: int) -> None:
        fire(key, written.name, actor=official, grants=grants, inputs=written.content)

    return Way(name, move, ids, compared_with)


def _measure_peers(count: int, official: User) -> list[Figure]:
    now = timezone.now()
    peers = (
        ("django-fsm-2 + log + guardian", make_tickets, admit_ticket),
        ("viewflow", viewflow.start_flows, viewflow.admit_by_task),
        ("SpiffWorkflow", spiff.make_processes, spiff.admit_by_process),
    )
    figures = []
    for name, make, admit in peers:
        ids = make(count, actor=official, now=now)

        def move(key: int, admit: Any = admit) -> None:  # noqa: ANN401 - one of three.
            admit(key, actor=official, now=now)

        figures.append(measure(name, move, ids, warm_up=WARM_UP, compared_with=BY_HAND))
    return figures


def _read_rows(ids: Iterable[int]) -> Iterable[Mapping[str, Any]]:
    yield from Subject.objects.filter(pk__in=ids).values("id", "version", "head_hash")


def _check_moved(count: int) -> None:
    """Do nothing when every way has done the whole work.

    Raises:
        LookupError: one has not.
    """
    moved = {
        "admitted": Event.objects.filter(name=ADMIT.name).count(),
        "published": Proposal.objects.filter(
            state=ADMIT.target, published_at__isnull=False
        ).count(),
        "recalled": Event.objects.filter(name=RECALL.name).count(),
    }
    admitted = {
        "fsm": Ticket._default_manager.filter(state="admissible").count(),
        "viewflow": viewflow.count_admitted(),
        "spiff": spiff.count_admitted(),
    }
    if {*moved.values()} != {2 * count} or {*admitted.values()} != {count}:
        message = f"not every way moved {count}: {moved}, {admitted}"
        raise LookupError(message)
