"""G1: a transition commits exactly once or not at all, however many processes want it."""

from functools import partial
from random import Random
from time import sleep

from django.db import transaction

from tests.databases import Clone
from tests.workflow.proofs.children import run_children
from tests.workflow.toy.making import MONDAY, make_office, make_parcel, make_van
from workflow.clock import FixedClock, use_clock
from workflow.consistency import check_consistency
from workflow.engine import fire
from workflow.exceptions import StaleSubjectError, TransitionRefusedError
from workflow.history.verification import verify
from workflow.models import Event, User
from workflow.permissions import load_grants

PROCESSES, SUBJECTS = 8, 300
PAUSE_SECONDS = 0.001


def race(seed: int, ids: list[int], person_id: int) -> int:
    """Post every parcel one can, in an order of one's own; return how many one could."""
    person = User.objects.get(pk=person_id)
    grants = load_grants(person)
    own_order = Random(seed).sample(ids, len(ids))  # noqa: S311  # the same race every time
    won = 0
    with use_clock(FixedClock.on(MONDAY)):
        for key in own_order:
            # SQLite's lock is not fair: who never lets go for an instant starves the others.
            sleep(PAUSE_SECONDS)
            try:
                fire(key, "post", actor=person, grants=grants)
            except (TransitionRefusedError, StaleSubjectError):
                continue
            won += 1
    return won


def test_eight_processes_post_three_hundred_parcels_once_each(cloned_database: Clone) -> None:
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        office = make_office()
        van = make_van(office)
        ids = [make_parcel(office, van).pk for _number in range(SUBJECTS)]

    wins = run_children([partial(race, seed, ids, office.anna.pk) for seed in range(PROCESSES)])

    assert sum(wins) == SUBJECTS
    posted = Event.objects.filter(name="post").values_list("subject_id", flat=True)
    assert sorted(posted) == ids
    assert verify().findings == ()
    assert check_consistency() == []
