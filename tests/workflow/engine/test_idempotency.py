"""The same request twice has one effect and one answer (G5)."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.databases import Clone
from tests.workflow.toy.making import MONDAY, Office, leave, make_office, make_parcel, make_van
from tests.workflow.toy.models import Parcel, Van
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire, fire_act, give_birth
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    SubjectNotFoundError,
    TransitionRefusedError,
)
from workflow.models import Event, IdempotencyKey


def test_the_same_key_and_body_have_the_same_answer(office: Office, parcel: Parcel) -> None:
    first = fire(parcel, "post", actor=office.anna, key="k1")

    again = fire(parcel, "post", actor=office.anna, key="k1")

    assert again == first
    assert Event.objects.filter(subject=parcel, name="post").count() == 1


def test_a_transition_that_could_be_repeated_is_not(office: Office, parcel: Parcel) -> None:
    inputs = {"title": "Vase"}
    first = fire(parcel, "rename", actor=office.anna, inputs=inputs, key="k1")

    assert fire(parcel, "rename", actor=office.anna, inputs=inputs, key="k1") == first
    assert Event.objects.filter(subject=parcel, name="rename").count() == 1


def test_the_same_key_with_another_body_is_refused(office: Office, parcel: Parcel) -> None:
    fire(parcel, "rename", actor=office.anna, inputs={"title": "Vase"}, key="k1")

    with pytest.raises(KeyReusedError):
        fire(parcel, "rename", actor=office.anna, inputs={"title": "Bowl"}, key="k1")
    with pytest.raises(KeyReusedError):
        fire(parcel, "post", actor=office.anna, key="k1")

    assert Parcel.objects.get(pk=parcel.pk).title == "Vase"


def test_the_same_key_of_another_person_is_another_request(office: Office, parcel: Parcel) -> None:
    fire(parcel, "post", actor=office.anna, key="k1")

    event = fire(parcel, "send_back", actor=office.boris, inputs={"reason": "Wet."}, key="k1")

    assert event.name == "send_back"


def test_a_refused_request_uses_no_key_up(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, weight=None)
    with pytest.raises(TransitionRefusedError):
        fire(parcel, "post", actor=office.anna, key="k1")

    Parcel.objects.filter(pk=parcel.pk).update(weight=2)

    assert fire(parcel, "post", actor=office.anna, key="k1").name == "post"


def test_a_stored_answer_is_for_who_may_still_see_it(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)
    fire(parcel, "post", actor=office.anna, key="k1")
    Parcel.objects.filter(pk=parcel.pk).update(sender=office.ben)

    with pytest.raises(SubjectNotFoundError):
        fire(parcel, "post", actor=office.anna, key="k1")


def test_nothing_is_said_of_a_key_for_what_is_not_there(office: Office, parcel: Parcel) -> None:
    fire(parcel, "post", actor=office.anna, key="k1")

    with pytest.raises(SubjectNotFoundError):
        fire(parcel.pk + 999, "post", actor=office.anna, key="k1")
    with pytest.raises(SubjectNotFoundError):
        fire(parcel.pk, "post", actor=office.anna, key="k1", kind="toy_van")


def test_a_proposal_keeps_its_key(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    reason = {"code": "wet", "reason": "It rained."}

    first = fire(parcel, "refuse", actor=office.boris, inputs=reason, key="k1")

    assert first.name == "refuse.proposed"
    assert fire(parcel, "refuse", actor=office.boris, inputs=reason, key="k1") == first
    assert IdempotencyKey.objects.get(key="k1").event == first


def test_a_stored_answer_of_an_act_is_for_who_may_still_see_it(office: Office, van: Van) -> None:
    first = fire_act(van, "depart", actor=office.dora, lines={}, key="k1")

    assert fire_act(van, "depart", actor=office.dora, lines={}, key="k1") == first


def test_a_birth_happens_once_a_key(office: Office, van: Van) -> None:
    values = {"title": "Vase", "parent": van}
    first = give_birth("toy_parcel", "write", actor=office.anna, values=values, key="k1")

    assert give_birth("toy_parcel", "write", actor=office.anna, values=values, key="k1") == first
    assert Parcel.objects.count() == 1
    with pytest.raises(KeyReusedError):
        give_birth(
            "toy_parcel", "write", actor=office.anna, values={**values, "title": "B"}, key="k1"
        )


def test_a_key_that_is_too_long_is_an_input_error(office: Office, parcel: Parcel) -> None:
    with pytest.raises(InputError):
        fire(parcel, "post", actor=office.anna, key="k" * 101)


def test_the_lines_of_an_act_are_part_of_the_request(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "loaded")
    fire_act(van, "depart", actor=office.dora, lines={parcel.pk: "aboard"}, key="k1")

    with pytest.raises(KeyReusedError):
        fire_act(van, "depart", actor=office.dora, lines={}, key="k1")


def test_an_act_without_a_key_is_not_repeated_either(office: Office, van: Van) -> None:
    leave(office, van, {})

    with pytest.raises(TransitionRefusedError):
        leave(office, van, {})


@pytest.mark.parametrize("name", ["post", "rename"])
def test_sixteen_at_once_have_one_effect_and_one_answer(cloned_database: Clone, name: str) -> None:
    with use_clock(FixedClock.on(MONDAY)):
        office = make_office()
        parcel = make_parcel(office, make_van(office))
    inputs = {"title": "Vase"} if name == "rename" else {}
    answers: list[int] = []
    start = Barrier(16)

    def ask() -> None:
        start.wait()
        with use_clock(FixedClock.on(date(2026, 6, 2))):
            event = fire(parcel.pk, name, actor=office.anna, inputs=inputs, key="k1")
        answers.append(event.pk)
        connection.close()

    threads = [Thread(target=ask) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 16
    assert len(set(answers)) == 1
    assert Event.objects.filter(subject=parcel, name=name).count() == 1
    assert IdempotencyKey.objects.count() == 1
