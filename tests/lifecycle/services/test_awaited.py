"""Whoever is awaited is named, and their answers are counted down, by those who may."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from lifecycle.models import Activity, AwaitedParty
from lifecycle.services.awaited import name_party, record_answer
from lifecycle.services.loading.activity_writing import ASK_AGAIN, NAME_IT
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from tests.cast import make_person
from tests.lifecycle.services.loading.files import yaml_source
from workflow.clock import FixedClock, use_clock
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Institution, User, WorkItem
from workflow.permissions import grant

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
    """Return the open errands about whoever is awaited, as kind and role."""
    items = WorkItem.objects.filter(kind__in=[ASK_AGAIN, NAME_IT], closed_at__isnull=True)
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
    assert list_errands() == [(NAME_IT, OWNER.code)]


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
    assert list_errands() == [(ASK_AGAIN, FOCAL_POINT.code), (NAME_IT, OWNER.code)]


def test_once_all_are_named_nobody_is_asked_to_name_them(party: AwaitedParty, amina: User) -> None:
    AwaitedParty.objects.update(count=1)

    name_party(party.pk, actor=amina, who="وزارة الداخلية", language="ar")

    party.refresh_from_db()
    assert (party.named, party.who_ar, party.who_fr) == (True, "وزارة الداخلية", "")
    assert list_errands() == [(ASK_AGAIN, FOCAL_POINT.code)]


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
