"""Only the engine changes a state: by hand it raises, in Python and in the database."""

from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django_fsm import TransitionNotAllowed, can_proceed, has_transition_perm

from tests.databases import Clone
from tests.workflow.toy.machines import ParcelMachine
from tests.workflow.toy.making import MONDAY, Office, make_office, make_parcel, make_van
from tests.workflow.toy.models import Parcel, Van
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.exceptions import OutsideTheDoorError
from workflow.machine import StateMachine, Transition, bind, get_machine
from workflow.machine.compilation import NameTakenError, attach
from workflow.machine.door import check_open, opened
from workflow.models import Subject


@pytest.fixture
def generated(parcel: Parcel) -> Any:
    """Return the parcel as django-fsm extended it, which no type says."""
    return parcel


def test_a_generated_transition_called_by_hand_raises_and_changes_nothing(
    office: Office, parcel: Parcel, generated: Any
) -> None:
    with pytest.raises(OutsideTheDoorError, match=r"use workflow\.engine\.fire"):
        generated.post()

    assert parcel.state == "draft"
    assert Parcel.objects.get(pk=parcel.pk).state == "draft"


def test_the_door_is_open_for_one_subject_and_one_transition() -> None:
    with opened(7, "post"):
        check_open(7, "post")
        with pytest.raises(OutsideTheDoorError):
            check_open(8, "post")
        with pytest.raises(OutsideTheDoorError):
            check_open(7, "lapse")
    with pytest.raises(OutsideTheDoorError):
        check_open(7, "post")


def test_the_state_cannot_be_assigned(office: Office, parcel: Parcel) -> None:
    with pytest.raises(AttributeError, match="Direct state modification"):
        parcel.state = "delivered"


def test_django_fsm_still_lists_what_is_possible(office: Office, generated: Any) -> None:
    names = {found.name for found in generated.get_available_state_transitions()}

    assert names == {"rename", "post", "lapse", "withdraw", "follow_back"}
    assert can_proceed(generated.post)
    assert not can_proceed(generated.accept)


def test_django_fsm_asks_the_engine_about_rights(office: Office, generated: Any) -> None:
    assert has_transition_perm(generated.post, office.anna)
    assert not has_transition_perm(generated.post, office.boris)
    assert not has_transition_perm(generated.post, AnonymousUser())
    theirs = {found.name for found in generated.get_available_user_state_transitions(office.anna)}
    assert theirs == {"rename", "post", "withdraw"}


def test_a_transition_of_another_state_raises_as_django_fsm_does(
    office: Office, generated: Any
) -> None:
    with opened(generated.pk, "accept"), pytest.raises(TransitionNotAllowed):
        generated.accept()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "delivered"},
        {"state": "delivered", "version": 9},
        {"version": 0},
        {"head_hash": "0" * 64},
        {"kind": "toy_van"},
        {"kind": "toy_van", "version": 2},
    ],
)
def test_the_database_refuses_a_state_that_changes_without_its_version(
    office: Office, parcel: Parcel, changes: dict[str, object]
) -> None:
    with (
        pytest.raises(IntegrityError, match="a state changes only with version"),
        transaction.atomic(),
    ):
        Subject.objects.filter(pk=parcel.pk).update(**changes)


def test_the_database_lets_the_domain_write_its_own_columns(office: Office, parcel: Parcel) -> None:
    Parcel.objects.filter(pk=parcel.pk).update(reference="T-1", title="Vase")

    assert Parcel.objects.get(pk=parcel.pk).title == "Vase"


def test_a_subject_with_a_history_is_never_deleted(office: Office, parcel: Parcel) -> None:
    delete = f"DELETE FROM workflow_subject WHERE id = {parcel.pk}"

    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="with a history is never deleted"),
        transaction.atomic(),
    ):
        cursor.execute(delete)


def test_saving_what_was_read_before_puts_no_old_state_back(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)
    stale = Parcel.objects.get(pk=parcel.pk)
    fire(parcel, "post", actor=office.anna)

    stale.title = "Vase"
    stale.save()

    after = Parcel.objects.get(pk=parcel.pk)
    assert (after.state, after.version, after.title) == ("posted", 2, "Vase")


def test_the_engines_columns_are_never_saved_even_when_asked_for(
    office: Office, parcel: Parcel
) -> None:
    stale = Parcel.objects.get(pk=parcel.pk)
    stale.version = 40

    stale.save(update_fields=["version", "title"])

    assert Parcel.objects.get(pk=parcel.pk).version == 1


def test_reading_again_shows_the_new_state_and_keeps_the_protection(
    office: Office, parcel: Parcel
) -> None:
    fire(parcel, "post", actor=office.anna)

    parcel.refresh_from_db()

    assert parcel.state == "posted"
    with pytest.raises(AttributeError):
        parcel.state = "delivered"


def test_eight_threads_that_read_again_never_lose_the_protection(
    cloned_database: Clone,
) -> None:
    with use_clock(FixedClock.on(MONDAY)):
        office = make_office()
        parcel = make_parcel(office, make_van(office))
    problems: list[object] = []

    def read_again() -> None:
        own = Parcel.objects.get(pk=parcel.pk)
        try:
            for _time in range(25):
                own.refresh_from_db()
                own.refresh_from_db(fields=["state"])
                try:
                    own.state = "delivered"
                except AttributeError:
                    continue
                problems.append("unprotected")
        except Exception as error:  # noqa: BLE001  # whatever kills a thread is what is tested
            problems.append(error)
        finally:
            connection.close()

    threads = [Thread(target=read_again) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []


# ---- Binding.


def test_binding_again_changes_nothing() -> None:
    assert bind(ParcelMachine) is ParcelMachine
    assert get_machine("toy_parcel") is ParcelMachine


def test_a_transition_must_not_bear_the_name_of_something_else() -> None:
    class Clumsy(StateMachine):
        kind = "toy_clumsy"
        model = "toy.Parcel"
        version = "1"
        title = Transition(ParcelMachine.draft >> ParcelMachine.lapsed, label="Title", by=())

    with pytest.raises(NameTakenError, match="title"):
        attach(Clumsy)


def test_a_machine_moves_subjects_and_nothing_else() -> None:
    class Lost(StateMachine):
        kind = "toy_lost"
        model = "toy.Slip"
        version = "1"

    with pytest.raises(TypeError, match=r"must extend workflow\.Subject"):
        Lost.get_model()


def test_an_unknown_kind_or_transition_names_those_that_exist() -> None:
    with pytest.raises(LookupError, match="toy_parcel"):
        get_machine("toy_ship")
    with pytest.raises(LookupError, match="'post'"):
        ParcelMachine.get_transition("sail")
