"""Somebody new is awaited, and an item of somebody says so."""

from datetime import date, timedelta
from typing import Any

import pytest

from lifecycle.models import AwaitedParty
from lifecycle.services.awaited import await_party, name_party, record_answer, withdraw_party
from lifecycle.vocabulary.roles import FOCAL_POINT, OWNER
from tests.lifecycle.services.awaited.departments import (
    ANSWER,
    ASK,
    NAME,
    TODAY,
    get_activity,
    list_errands,
    official,
)
from workflow.consistency import check_consistency
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
)
from workflow.models import Institution, User, WorkItem


def test_somebody_is_awaited_from_today_on(party: AwaitedParty, amina: User) -> None:
    added = await_party(get_activity(), actor=amina, who="Chef du gouvernement", what="un avis")

    assert (added.named, added.count, added.since, added.what_fr) == (True, 1, TODAY, "un avis")
    assert list_errands() == [(ASK, FOCAL_POINT.code), (NAME, OWNER.code)]
    assert get_activity().events.get(name="awaited.added").actor == amina


def test_several_that_are_only_counted_are_for_the_owner_to_name(amina: User) -> None:
    added = await_party(get_activity(), actor=amina, who="قطاعات", language="ar", count=7)

    assert (added.named, added.count, added.who_ar) == (False, 7, "قطاعات")
    assert list_errands() == [(NAME, OWNER.code), (NAME, OWNER.code)]


def test_one_of_ours_answers_by_its_own_focal_point(amina: User) -> None:
    courts = Institution.objects.get(code="courts")
    focal_point = official(FOCAL_POINT, "courts")

    added = await_party(get_activity(), actor=amina, institution=courts)

    item = WorkItem.objects.get(kind=ANSWER)
    assert (item.desk, item.matter) == (f"focal_point:{courts.pk}", str(added.pk))
    record_answer(added.pk, actor=focal_point)
    item.refresh_from_db()
    assert item.closed_at is not None


def test_an_institution_nobody_answers_for_is_asked_by_the_porter(amina: User) -> None:
    courts = Institution.objects.get(code="courts")
    registry = Institution.objects.get(code="registry")

    await_party(get_activity(), actor=amina, institution=courts)

    assert WorkItem.objects.get(kind=ASK).desk == f"focal_point:{registry.pk}"


def test_whoever_answers_for_the_awaited_one_says_no_more_than_that(amina: User) -> None:
    courts = Institution.objects.get(code="courts")
    focal_point = official(FOCAL_POINT, "courts")
    added = await_party(get_activity(), actor=amina, institution=courts)

    with pytest.raises(TransitionForbiddenError):
        withdraw_party(added.pk, actor=focal_point, reason="Non")
    with pytest.raises(TransitionForbiddenError):
        await_party(get_activity(), actor=focal_point, who="Intérieur")


def test_its_item_ages_from_the_day_since_which_it_is_awaited(amina: User) -> None:
    since = date(2020, 7, 1)

    added = await_party(get_activity(), actor=amina, who="Intérieur", since=since)

    item = WorkItem.objects.get(matter=str(added.pk))
    assert (item.anchor_on, item.ladder_id, item.due_on) == (since, "awaited", None)
    assert not item.ends_with_state


def test_the_same_institution_is_awaited_once(party: AwaitedParty, amina: User) -> None:
    courts = Institution.objects.get(code="courts")
    await_party(get_activity(), actor=amina, institution=courts)

    with pytest.raises(InputError) as twice:
        await_party(get_activity(), actor=amina, institution=courts)
    with pytest.raises(InputError):
        name_party(party.pk, actor=amina, institution=courts)

    assert twice.value.errors == {"institution": ["Tribunaux is awaited here already."]}
    party.refresh_from_db()
    assert party.count == 4


def test_it_can_be_awaited_again_once_it_has_answered(amina: User) -> None:
    courts = Institution.objects.get(code="courts")
    record_answer(await_party(get_activity(), actor=amina, institution=courts).pk, actor=amina)

    again = await_party(get_activity(), actor=amina, institution=courts)

    assert again.answered_on is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "institution"),
        ({"who": "départements", "count": 0}, "count"),
        ({"who": "départements", "count": -1}, "count"),
        ({"who": "départements", "count": 10_001}, "count"),
        ({"who": "Intérieur", "since": TODAY + timedelta(days=1)}, "since"),
        ({"who": "x" * 251}, "who"),
        ({"who": "Intérieur", "what": "x" * 301}, "what"),
    ],
)
def test_what_cannot_be_is_refused_near_its_field(
    amina: User, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError) as refusal:
        await_party(get_activity(), actor=amina, **said)

    assert set(refusal.value.errors) == {field}
    assert AwaitedParty.objects.count() == 1


def test_an_institution_is_one(amina: User) -> None:
    courts = Institution.objects.get(code="courts")

    with pytest.raises(InputError) as refusal:
        await_party(get_activity(), actor=amina, institution=courts, count=2)

    assert set(refusal.value.errors) == {"count"}


@pytest.mark.parametrize("name", ["claire", "karim", "driss"])
def test_whoever_decides_or_only_reads_awaits_nobody(
    name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(TransitionForbiddenError):
        await_party(get_activity(), actor=request.getfixturevalue(name), who="Intérieur")


def test_a_commitment_waits_for_somebody_too(amina: User) -> None:
    commitment = get_activity().commitment

    await_party(commitment, actor=amina, who="Intérieur")

    assert WorkItem.objects.get(subject=commitment.pk, kind=ASK).ladder_id == "awaited"


def test_a_plan_waits_for_nobody(amina: User) -> None:
    with pytest.raises(SubjectNotFoundError):
        await_party(get_activity().commitment.plan, actor=amina, who="Intérieur")


@pytest.mark.tampers
def test_an_open_party_without_an_item_is_found_and_so_is_the_reverse(
    party: AwaitedParty, amina: User
) -> None:
    assert check_consistency() == []

    WorkItem.objects.filter(kind=NAME).update(matter="0")
    codes = [each.code for each in check_consistency()]

    assert codes == ["awaited", "awaited"]
