"""How a subject comes to be: by a person under guards, or from a file at any state."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests.workflow.toy.making import MONDAY, Office, leave, make_user
from tests.workflow.toy.models import Parcel, Van
from workflow.engine import give_birth, load_in
from workflow.engine.applying import bear
from workflow.engine.request import make_request
from workflow.exceptions import (
    InputError,
    TransitionForbiddenError,
    TransitionRefusedError,
    UnknownTransitionError,
)
from workflow.machine import PlannedBirth
from workflow.models import Event, EventKind, User, Via, WorkItem


def write(van: Van, actor: User, **values: Any) -> Event:
    usual = {"title": "Vase", "parent": van}
    return give_birth("toy_parcel", "write", actor=actor, values={**usual, **values})


def test_any_account_may_take_the_place_of_a_relation(office: Office, van: Van) -> None:
    event = write(van, make_user("Anybody"))

    parcel = Parcel.objects.get(pk=event.subject_id)
    assert (parcel.state, parcel.version, parcel.kind) == ("draft", 1, "toy_parcel")
    assert (event.seq, event.source, event.target, event.kind) == (
        1,
        "",
        "draft",
        str(EventKind.BIRTH),
    )
    assert parcel.sender == event.actor


def test_the_first_state_waits_for_who_just_wrote_it(office: Office, van: Van) -> None:
    event = write(van, office.ben)

    item = WorkItem.objects.get(subject=event.subject_id)
    assert (item.desk, item.due_on) == (f"person:{office.ben.pk}", date(2026, 6, 15))


def test_a_birth_is_held_back_by_what_its_parent_says(office: Office, van: Van) -> None:
    leave(office, van, {})

    with pytest.raises(TransitionRefusedError, match="Choose a van that has not left") as refused:
        write(van, office.anna)

    assert [each.guard for each in refused.value.shortfalls] == ["van_is_here"]
    assert not Parcel.objects.exists()


def test_only_the_role_brings_to_life(office: Office, van: Van) -> None:
    values = {"title": "Vase", "parent": van}
    inputs = {"sender_name": "Somebody"}

    with pytest.raises(TransitionForbiddenError, match="Record a parcel"):
        give_birth("toy_parcel", "record_for", actor=office.anna, values=values, inputs=inputs)
    event = give_birth("toy_parcel", "record_for", actor=office.boris, values=values, inputs=inputs)

    assert Parcel.objects.get(pk=event.subject_id).reference == f"T-{event.subject_id:04}"


@pytest.mark.parametrize("birth", ["receipt", "load"])
def test_what_no_person_brings_to_life_is_forbidden_to_everybody(
    office: Office, van: Van, birth: str
) -> None:
    with pytest.raises(TransitionForbiddenError):
        give_birth("toy_parcel", birth, actor=office.dora, values={"title": "Vase", "parent": van})


def test_a_deactivated_account_writes_nothing(office: Office, van: Van) -> None:
    office.anna.is_active = False
    office.anna.save()

    with pytest.raises(TransitionForbiddenError):
        write(van, office.anna)


def test_an_unknown_birth_names_those_that_exist(office: Office, van: Van) -> None:
    with pytest.raises(UnknownTransitionError) as refused:
        give_birth("toy_parcel", "hatch", actor=office.anna, values={})

    assert set(refused.value.known) == {"write", "record_for", "receipt", "load"}


def test_what_is_given_wrong_at_birth_is_named(office: Office, van: Van) -> None:
    values = {"title": "Vase", "parent": van}

    with pytest.raises(InputError) as refused:
        give_birth("toy_parcel", "record_for", actor=office.boris, values=values)
    with pytest.raises(InputError) as uninvited:
        give_birth("toy_parcel", "write", actor=office.anna, values=values, inputs={"x": 1})

    assert refused.value.errors.keys() == {"sender_name"}
    assert uninvited.value.errors.keys() == {"x"}
    assert not Parcel.objects.exists()


# ---- From a file.

SOURCE = {"source_document": "The ledger", "as_of": MONDAY}


def load(van: Van, state: str, **changes: Any) -> Event:
    inputs = {**SOURCE, **changes.pop("inputs", {})}
    with transaction.atomic():
        return load_in(
            "toy_parcel",
            state=state,
            values={"title": "Old vase", "parent": van},
            inputs=inputs,
            actor=None,
            **changes,
        )


@pytest.mark.parametrize("state", ["draft", "posted", "loaded", "delivered", "returned"])
def test_an_old_subject_comes_in_at_any_declared_state(
    office: Office, van: Van, state: str
) -> None:
    event = load(van, state)

    assert Parcel.objects.get(pk=event.subject_id).state == state
    assert (event.kind, event.via, event.source) == (str(EventKind.LOAD), str(Via.LOAD), "")


def test_what_comes_in_waits_for_whom_its_state_waits(office: Office, van: Van) -> None:
    event = load(van, "posted")

    assert WorkItem.objects.get(subject=event.subject_id).desk == "toy_clerk"


def test_what_hangs_on_it_is_there_before_anybody_is_asked(office: Office, van: Van) -> None:
    def sign(parcel_id: int) -> None:
        Parcel.objects.filter(pk=parcel_id).update(sender=office.ben)

    event = load(van, "draft", write=sign)

    assert WorkItem.objects.get(subject=event.subject_id).desk == f"person:{office.ben.pk}"


def test_nothing_comes_in_without_its_source(office: Office, van: Van) -> None:
    with pytest.raises(InputError):
        load(van, "posted", inputs={"source_document": ""})


def test_nothing_comes_in_at_a_state_that_is_not_declared(office: Office, van: Van) -> None:
    with pytest.raises(LookupError, match="cannot start in"):
        load(van, "teleported")


def test_what_is_born_brings_its_parts_to_life_with_it(office: Office, van: Van) -> None:
    part = PlannedBirth("toy_parcel", "receipt", {"title": "Lid"}, part_of="tied_to")
    whole = PlannedBirth("toy_parcel", "receipt", {"title": "Box", "parent": van}, parts=(part,))

    with transaction.atomic():
        event = bear(whole, make_request(None))

    lid = Parcel.objects.get(title="Lid")
    assert lid.tied_to_id == lid.parent_id == event.subject_id
    assert Event.objects.get(subject=lid.pk).cause == event
