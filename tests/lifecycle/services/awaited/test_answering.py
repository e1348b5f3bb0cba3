"""The answers of whoever is awaited are counted down, by those who may."""

from datetime import date, timedelta

import pytest

from lifecycle.models import Activity, AwaitedParty
from lifecycle.services.awaited import name_party, record_answer
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from tests.lifecycle.services.awaited.departments import (
    AS_OF,
    NAME,
    TODAY,
    list_errands,
    official,
)
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User
from workflow.permissions import grant


@pytest.mark.parametrize("role", [OWNER, PROJECT_LEAD, FOCAL_POINT])
def test_the_people_of_the_porter_record_an_answer(party: AwaitedParty, role: object) -> None:
    record_answer(party.pk, actor=official(role, "registry"), count=1)

    party.refresh_from_db()
    assert party.count == 3


@pytest.mark.parametrize("role", [OWNER, PROJECT_LEAD, FOCAL_POINT])
def test_those_of_another_institution_do_not(party: AwaitedParty, role: object) -> None:
    actor = official(role, "courts")

    with pytest.raises(TransitionForbiddenError):
        record_answer(party.pk, actor=actor, count=1)
    with pytest.raises(TransitionForbiddenError):
        name_party(party.pk, actor=actor, who="Intérieur")


@pytest.mark.parametrize("name", ["claire", "karim", "jalila", "driss"])
def test_neither_does_whoever_decides_or_only_reads(
    party: AwaitedParty, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(TransitionForbiddenError):
        record_answer(party.pk, actor=request.getfixturevalue(name))


def test_a_partial_answer_leaves_the_others_awaited_since_the_same_day(
    party: AwaitedParty, amina: User
) -> None:
    answered = record_answer(party.pk, actor=amina, count=3, answered_on=date(2020, 7, 17))

    party.refresh_from_db()
    assert (answered.count, answered.answered_on) == (3, date(2020, 7, 17))
    assert (party.count, party.since, party.answered_on) == (1, AS_OF, None)
    assert list_errands() == [(NAME, OWNER.code)]


def test_the_last_answer_ends_the_errand_and_the_wait(party: AwaitedParty, amina: User) -> None:
    record_answer(party.pk, actor=amina, count=3)

    record_answer(party.pk, actor=amina)

    party.refresh_from_db()
    assert party.answered_on == TODAY
    assert list_errands() == []


def test_the_history_says_who_answered_and_how_many(party: AwaitedParty, amina: User) -> None:
    record_answer(party.pk, actor=amina, count=3)

    event = Activity.objects.get().events.get(name="awaited.answered")
    assert event.actor == amina
    assert '"count":3' in event.body.json.replace(" ", "")
    assert "départements" in event.body.json


def test_who_has_answered_answers_no_more(party: AwaitedParty, amina: User) -> None:
    record_answer(party.pk, actor=amina)

    with pytest.raises(TransitionRefusedError):
        record_answer(party.pk, actor=amina)
    with pytest.raises(TransitionRefusedError):
        name_party(party.pk, actor=amina, who="Intérieur")


@pytest.mark.parametrize(
    ("count", "days", "field"), [(0, 0, "count"), (5, 0, "count"), (1, 1, "answered_on")]
)
def test_a_count_or_a_day_that_cannot_be_is_refused_near_its_field(
    party: AwaitedParty, amina: User, count: int, days: int, field: str
) -> None:
    with pytest.raises(InputError) as refusal:
        record_answer(party.pk, actor=amina, count=count, answered_on=TODAY + timedelta(days=days))

    assert set(refusal.value.errors) == {field}


def test_what_was_read_before_somebody_else_answered_is_stale(
    party: AwaitedParty, amina: User
) -> None:
    version = Activity.objects.get().version
    record_answer(party.pk, actor=amina, count=1, expect=version)

    with pytest.raises(StaleSubjectError):
        record_answer(party.pk, actor=amina, count=1, expect=version)


def test_a_party_that_is_not_there_is_unknown(amina: User) -> None:
    grant(MINISTRY_TEAM, amina)

    with pytest.raises(SubjectNotFoundError):
        record_answer(0, actor=amina)
