"""A preview says exactly what firing then does, and writes nothing."""

from typing import Any

import pytest

from tests.workflow.toy.making import INSPECTION, Office, inspect_all, make_parcel, make_van
from tests.workflow.toy.models import Parcel, Van
from workflow.engine import Preview, fire, preview
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.machine import get_machine
from workflow.models import Event, EventKind, Subject, User, WorkItem


def read_all() -> list[tuple[int, str, int]]:
    return list(Subject.objects.order_by("pk").values_list("pk", "state", "version"))


def check_preview(parcel: Parcel, name: str, actor: User, **inputs: Any) -> Preview:
    """Preview, see that nothing was written, fire, and compare; return the preview."""
    before = read_all()
    foreseen = preview(parcel, name, actor=actor, inputs=inputs)
    assert read_all() == before
    last = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    fire(parcel, name, actor=actor, inputs=inputs)
    new = Event.objects.filter(pk__gt=last).order_by("pk")
    labels = get_machine("toy_parcel").states
    assert [(move.subject_id, move.transition) for move in foreseen.moves] == [
        (event.subject_id, event.name) for event in new if event.kind == str(EventKind.TRANSITION)
    ]
    assert [(move.source, move.target) for move in foreseen.moves] == [
        (str(labels[event.source].label), str(labels[event.target].label))
        for event in new
        if event.kind == str(EventKind.TRANSITION)
    ]
    assert [birth.birth for birth in foreseen.births] == [
        event.name for event in new if event.kind == str(EventKind.BIRTH)
    ]
    opened = WorkItem.objects.filter(subject=parcel, opened_by__in=new)
    assert sorted(
        (each.role.code, each.person_id or 0, each.institution_id or 0, each.due_on)
        for each in foreseen.expected
    ) == sorted(
        (item.role, item.person_id or 0, item.institution_id or 0, item.due_on) for item in opened
    )
    return foreseen


def test_a_plain_move(office: Office, parcel: Parcel) -> None:
    foreseen = check_preview(parcel, "post", office.anna)

    (move,) = foreseen.moves
    assert (move.source, move.target, move.kind) == ("Draft", "Posted", "toy_parcel")
    assert not foreseen.needs_second_person


def test_a_move_that_opens_a_round(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")

    foreseen = check_preview(
        parcel, "inspect", office.boris, **INSPECTION, inspectors=[office.ben, office.emil]
    )

    assert len(foreseen.expected) == 3


def test_a_move_that_stays(office: Office, parcel: Parcel) -> None:
    assert check_preview(parcel, "rename", office.anna, title="Vase").expected == ()


def test_a_cascade(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    tied = make_parcel(office, van, tied_to=parcel)
    inner = make_parcel(office, van, "posted")
    fire(inner, "carry", actor=office.boris, inputs={"carrier": tied.pk})

    foreseen = check_preview(parcel, "withdraw", office.anna)

    assert [move.subject_id for move in foreseen.moves] == [parcel.pk, tied.pk, inner.pk]


def test_a_birth(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    inspect_all(parcel.pk)

    (birth,) = check_preview(parcel, "accept", office.dora).births

    assert (birth.kind, birth.birth, birth.target) == ("toy_parcel", "receipt", "Delivered")


def test_what_needs_a_second_person_is_told_so(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    inputs = {"code": "wet", "reason": "Wet."}

    assert preview(parcel, "refuse", actor=office.boris, inputs=inputs).needs_second_person


def test_it_is_refused_as_firing_would_be(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, weight=None)

    with pytest.raises(SubjectNotFoundError):
        preview(parcel, "post", actor=office.ben)
    with pytest.raises(SubjectNotFoundError):
        preview(0, "post", actor=office.anna)
    with pytest.raises(TransitionForbiddenError):
        preview(parcel, "post", actor=office.boris)
    with pytest.raises(TransitionRefusedError):
        preview(parcel, "post", actor=office.anna)
    with pytest.raises(StaleSubjectError):
        preview(parcel, "withdraw", actor=office.anna, expect=4)
    with pytest.raises(InputError):
        preview(parcel, "rename", actor=office.anna)


def test_a_state_that_nobody_could_be_asked_in_is_foreseen(office: Office) -> None:
    van = make_van(office, courier=None)
    parcel = make_parcel(office, van, "inspected")
    inspect_all(parcel.pk)

    (expected,) = preview(parcel, "accept", actor=office.dora).expected

    # The clerk stands in for a van without a courier.
    assert expected.role.code == "toy_clerk"
