"""G3 and G4: wherever a process dies, all is done or nothing; an unknown outcome is safe."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, transaction
from django.db import connection as typed_connection

from tests.databases import Clone
from tests.workflow.proofs.children import run_to_death
from tests.workflow.toy.making import (
    MONDAY,
    Office,
    inspect_all,
    make_office,
    make_parcel,
    make_van,
)
from tests.workflow.toy.models import Parcel
from workflow.clock import FixedClock, use_clock
from workflow.consistency import check_consistency
from workflow.engine import fire
from workflow.history.verification import verify
from workflow.models import (
    Announcement,
    Event,
    EventBody,
    IdempotencyKey,
    Round,
    Subject,
    User,
    WorkItem,
)

#: Untyped, because its `_commit` is where an outcome becomes unknown, and no stub tells of it.
connection: Any = typed_connection

#: What a child ends with when it dies where it was told to.
KILLED = 9


class CrashError(DatabaseError):
    """The database fails here, as far as Django can tell."""


@contextmanager
def interrupted(at: int, act: Callable[[], None]) -> Iterator[list[int]]:
    """Call `act` at one point of what is done on the connection; yield the points passed so far.

    Before and after each statement is a point, and before and after the commit.
    """
    passed = [0]
    commit = connection._commit

    def pass_point() -> None:
        passed[0] += 1
        if passed[0] == at:
            act()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        pass_point()
        result = execute(sql, params, many, context)
        pass_point()
        return result

    def watch_commit() -> None:
        pass_point()
        commit()
        pass_point()

    connection._commit = watch_commit
    try:
        with connection.execute_wrapper(watch):
            yield passed
    finally:
        connection._commit = commit


def accept(parcel: int, person: int, *, at: int, act: Callable[[], None]) -> int:
    """Fire a transition with a round, a birth and a key; return how many points it passed."""
    dora = User.objects.get(pk=person)
    with use_clock(FixedClock.on(MONDAY)), interrupted(at, act) as passed:
        fire(parcel, "accept", actor=dora, key="k1")
    return passed[0]


def crash() -> None:
    raise CrashError


def die() -> None:
    os._exit(KILLED)


def read_all() -> dict[str, object]:
    """Return all that a transition writes, so that nothing of a half could hide."""
    return {
        "subjects": list(Subject.objects.order_by("pk").values_list("pk", "state", "version")),
        "parcels": Parcel.objects.count(),
        "events": Event.objects.count(),
        "bodies": EventBody.objects.count(),
        "items": list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at")),
        "rounds": list(Round.objects.order_by("pk").values_list("pk", "outcome")),
        "announcements": Announcement.objects.count(),
        "keys": IdempotencyKey.objects.count(),
    }


@pytest.fixture
def office(cloned_database: Clone) -> Office:
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        return make_office()


@pytest.fixture
def parcel(office: Office) -> int:
    """Return a parcel that only has to be accepted."""
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        found = make_parcel(office, make_van(office), "inspected")
        inspect_all(found.pk)
    return found.pk


def test_an_error_at_any_point_leaves_nothing_or_everything(office: Office, parcel: int) -> None:
    before = read_all()
    at = 0

    while read_all() == before:
        at += 1
        try:
            accept(parcel, office.dora.pk, at=at, act=crash)
        except CrashError:
            # What a request leaves behind when its thread dies: nobody ends the transaction.
            connection.close()

    # Only what came after the commit could not take it back.
    _check_done(office, parcel, before, points=at)


def test_a_death_at_any_point_leaves_nothing_or_everything(office: Office, parcel: int) -> None:
    before = read_all()
    at = 0

    while read_all() == before:
        at += 1
        code = run_to_death(partial(accept, parcel, office.dora.pk, at=at, act=die))
        assert code == KILLED

    _check_done(office, parcel, before, points=at)


def _check_done(office: Office, parcel: int, before: dict[str, object], *, points: int) -> None:
    assert points > 30
    assert Subject.objects.get(pk=parcel).state == "loaded"
    assert read_all()["parcels"] == int(str(before["parcels"])) + 1
    assert verify().findings == ()
    assert check_consistency() == []
    # Whoever asked and never got an answer asks again, with the same key.
    done = read_all()
    with use_clock(FixedClock.on(MONDAY)):
        event = fire(parcel, "accept", actor=office.dora, key="k1")
    assert event.name == "accept"
    assert read_all() == done


def test_a_link_that_is_cut_after_the_commit_is_asked_again_with_the_same_key(
    office: Office, parcel: int
) -> None:
    commit = connection._commit

    def commit_and_lose_the_link() -> None:
        commit()
        connection._commit = commit
        connection.close()
        raise OperationalError("the server closed the connection")

    connection._commit = commit_and_lose_the_link
    with use_clock(FixedClock.on(MONDAY)):
        with pytest.raises(OperationalError):
            fire(parcel, "accept", actor=office.dora, key="k1")
        again = fire(parcel, "accept", actor=office.dora, key="k1")

    assert Event.objects.filter(subject=parcel, name="accept").get() == again
    assert Parcel.objects.filter(title__startswith="Receipt").count() == 1
