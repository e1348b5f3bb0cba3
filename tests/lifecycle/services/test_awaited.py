"""Whoever is awaited is named, and their answers are counted down, by those who may."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.models import Activity, AwaitedParty
from lifecycle.selectors.commitments import list_commitments
from lifecycle.services.awaited import await_party, name_party, record_answer, withdraw_party
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.vocabulary import AwaitedTask
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from lifecycle.vocabulary.situations import Situation
from tests.cast import make_person
from tests.lifecycle.services.loading.files import yaml_source
from workflow.clock import FixedClock, use_clock
from workflow.consistency import check_consistency
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Institution, User, WorkItem
from workflow.permissions import grant

ASK, NAME, ANSWER = AwaitedTask.ASK, AwaitedTask.NAME, AwaitedTask.ANSWER
AS_OF = date(2020, 7, 15)
TODAY = date(2020, 7, 20)
TEXT = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
institutions:
  - {key: registry, side: government, names: [{since: 2018-01-01, name: Archives}]}
  - {key: courts, side: government, names: [{since: 2018-01-01, name: Tribunaux}]}
commitments:
  - number: 1
    title: Archives ouvertes
    lead: registry
    activities:
      - key: train
        title: Former
        awaited: [{count: 4, who: départements, what: désignation, named: false}]
"""


@pytest.fixture(autouse=True)
def _day(db: None) -> Iterator[None]:
    with use_clock(FixedClock.on(AS_OF)):
        load_plan(yaml_source(TEXT))
    with use_clock(FixedClock.on(TODAY)), override("en"):
        yield


@pytest.fixture
def party() -> AwaitedParty:
    """Return the four departments that nobody named."""
    return AwaitedParty.objects.get()


def list_errands() -> list[tuple[str, str]]:
    """Return the open items about whoever is awaited, as kind and role."""
    items = WorkItem.objects.filter(kind__in=list(AwaitedTask), closed_at__isnull=True)
    return sorted(items.values_list("kind", "role"))


def official(role: object, code: str) -> User:
    """Return somebody who holds the role at this institution."""
    person = make_person(f"{role}{code}")
    grant(role, person, on=Institution.objects.get(code=code))  # type: ignore[arg-type]
    return person


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


def test_one_of_several_is_named_and_asked_again_by_the_focal_point(
    party: AwaitedParty, amina: User
) -> None:
    courts = Institution.objects.get(code="courts")

    named = name_party(party.pk, actor=amina, institution=courts)

    party.refresh_from_db()
    assert (named.named, named.institution, named.count, named.who_fr) == (
        True,
        courts,
        1,
        "Tribunaux",
    )
    assert (party.named, party.count) == (False, 3)
    assert list_errands() == [(ASK, FOCAL_POINT.code), (NAME, OWNER.code)]


def test_once_all_are_named_nobody_is_asked_to_name_them(party: AwaitedParty, amina: User) -> None:
    AwaitedParty.objects.update(count=1)

    name_party(party.pk, actor=amina, who="وزارة الداخلية", language="ar")

    party.refresh_from_db()
    assert (party.named, party.who_ar, party.who_fr) == (True, "وزارة الداخلية", "")
    assert list_errands() == [(ASK, FOCAL_POINT.code)]


def test_who_is_named_once_is_not_named_again(party: AwaitedParty, amina: User) -> None:
    named = name_party(party.pk, actor=amina, who="Intérieur")

    with pytest.raises(TransitionRefusedError):
        name_party(named.pk, actor=amina, who="Justice")


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


@pytest.mark.parametrize(("with_body", "who"), [(False, ""), (True, "Intérieur")])
def test_either_an_institution_or_words_say_who_it_is(
    party: AwaitedParty, amina: User, with_body: bool, who: str
) -> None:
    body = Institution.objects.get(code="courts") if with_body else None

    with pytest.raises(InputError):
        name_party(party.pk, actor=amina, institution=body, who=who)


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


def get_activity() -> Activity:
    return Activity.objects.get()


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


def find_situation() -> Situation:
    (read,) = list_commitments(get_activity().commitment.plan_id, on=TODAY)
    return read.lines[0].situation


@pytest.mark.tampers
def test_an_open_party_without_an_item_is_found_and_so_is_the_reverse(
    party: AwaitedParty, amina: User
) -> None:
    assert check_consistency() == []

    WorkItem.objects.filter(kind=NAME).update(matter="0")
    codes = [each.code for each in check_consistency()]

    assert codes == ["awaited", "awaited"]
