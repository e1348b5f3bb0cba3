"""Whoever is withdrawn, or awaited for what is over, is awaited no more."""

import pytest

from lifecycle.models import AwaitedParty
from lifecycle.services.awaited import await_party, record_answer, withdraw_party
from lifecycle.vocabulary.situations import Situation
from tests.lifecycle.services.awaited.departments import (
    TODAY,
    find_situation,
    get_activity,
    list_errands,
)
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    TransitionRefusedError,
)
from workflow.models import User


def test_what_is_over_waits_for_nobody(party: AwaitedParty, amina: User) -> None:
    activity = get_activity()
    fire(
        activity,
        "cancel",
        actor=amina,
        inputs={"code": "no_means", "done_by": "", "reason": "Sans moyens."},
    )

    with pytest.raises(TransitionRefusedError):
        await_party(activity, actor=amina, who="Intérieur")

    party.refresh_from_db()
    assert party.withdrawn_on == TODAY
    assert list_errands() == []


def test_whoever_is_withdrawn_is_no_longer_awaited_and_did_not_answer(
    party: AwaitedParty, amina: User
) -> None:
    withdraw_party(party.pk, actor=amina, reason="La loi a changé.")

    party.refresh_from_db()
    assert (party.withdrawn_on, party.answered_on) == (TODAY, None)
    assert party.withdrawn_because == "La loi a changé."
    assert list_errands() == []
    assert "La loi a changé." in get_activity().events.get(name="awaited.withdrawn").body.json


def test_withdrawing_takes_a_reason(party: AwaitedParty, amina: User) -> None:
    with pytest.raises(InputError) as refusal:
        withdraw_party(party.pk, actor=amina, reason=" ")

    assert set(refusal.value.errors) == {"reason"}


def test_who_is_withdrawn_answers_no_more(party: AwaitedParty, amina: User) -> None:
    withdraw_party(party.pk, actor=amina, reason="La loi a changé.")

    with pytest.raises(TransitionRefusedError):
        record_answer(party.pk, actor=amina)
    with pytest.raises(TransitionRefusedError):
        withdraw_party(party.pk, actor=amina, reason="Encore.")


def test_an_activity_is_blocked_until_the_last_of_them_is_gone(
    party: AwaitedParty, amina: User
) -> None:
    other = await_party(get_activity(), actor=amina, who="Intérieur")

    record_answer(party.pk, actor=amina)
    assert find_situation() == Situation.BLOCKED
    withdraw_party(other.pk, actor=amina, reason="Plus utile.")

    assert find_situation() == Situation.UNDATED
