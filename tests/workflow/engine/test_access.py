"""Who may see and who may fire: one by one and in lists the answer is the same."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflow.toy.machines import ParcelMachine, VanMachine
from tests.workflow.toy.making import (
    INSPECTION,
    MONDAY,
    Office,
    make_parcel,
    make_user,
    make_van,
)
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import CLERK, COURIER, KEEPER, MASTER
from workflow.engine import (
    explain,
    fire,
    fireable_by,
    may_fire,
    may_see,
    visible_to,
)
from workflow.engine.reading import load_cases, read_rows
from workflow.models import Institution, Subject, User
from workflow.permissions import NOBODY, Grants, grant, load_grants, revoke

STATES = ("draft", "posted", "inspected", "loaded", "on_road", "delivered", "returned")


@pytest.fixture
def population(office: Office) -> Office:
    """Return an office with a parcel in every state, in vans of two institutions."""
    elsewhere = Institution.objects.create(code="toy-elsewhere")
    for number, state in enumerate(STATES):
        make_parcel(office, make_van(office), state, sender=office.anna)
        body = elsewhere if number % 2 else None
        make_parcel(office, make_van(office, courier=body), state, sender=office.ben)
    own = make_parcel(office, make_van(office), "posted", sender=office.boris)
    fire(own, "inspect", actor=office.carla, inputs={**INSPECTION, "inspectors": [office.emil]})
    return office


def list_people(office: Office) -> Iterator[User]:
    """Yield people of every kind: with one role, with several, with none, everywhere or here."""
    yield from (office.anna, office.ben, office.boris, office.dora, office.emil)
    yield make_user("Nobody")
    yield User.objects.create_superuser("zoe@toy.example")
    keeper = make_user("Keeper")
    grant(KEEPER, keeper, on=Parcel.objects.filter(state="inspected")[0])
    grant(KEEPER, keeper, on=Van.objects.order_by("pk")[3])
    yield keeper
    both = make_user("Both")
    grant(CLERK, both)
    grant(COURIER, both, on=Institution.objects.get(code="toy-elsewhere"))
    yield both
    gone = make_user("Gone")
    grant(MASTER, gone)
    gone.is_active = False
    gone.save()
    yield gone


def test_who_may_see_is_who_finds_it_in_the_list(population: Office) -> None:
    subjects = list(Subject.objects.all())
    people: list[User | AnonymousUser] = [*list_people(population), AnonymousUser()]

    for person in people:
        grants = load_grants(person)
        one_by_one = [each.pk for each in subjects if may_see(person, each, grants=grants)]
        listed = [
            each.pk
            for kind in ("toy_parcel", "toy_van")
            for each in visible_to(person, kind, grants=grants)
        ]
        assert sorted(listed) == sorted(one_by_one), person


def test_who_may_fire_is_who_finds_it_in_the_list_and_who_is_told_so(population: Office) -> None:
    for person in (population.anna, population.boris, population.dora, population.emil):
        grants = load_grants(person)
        told: dict[str, set[int]] = {name: set() for name in ParcelMachine.transitions}
        for parcel in visible_to(person, "toy_parcel", grants=grants):
            for each in explain(parcel, actor=person, grants=grants).transitions:
                if each.is_allowed:
                    told[each.transition.name].add(parcel.pk)
        for name, expected in told.items():
            listed = fireable_by(person, "toy_parcel", name, grants=grants)
            assert set(listed.values_list("pk", flat=True)) == expected, (person, name)
            assert {key for key in expected if may_fire(person, key, name)} == expected


def test_who_may_not_see_it_may_not_fire_it(population: Office) -> None:
    hidden = Parcel.objects.filter(state="posted", sender=population.anna)[0]

    assert not may_see(population.ben, hidden)
    assert not may_fire(population.ben, hidden, "post")
    assert not may_fire(population.ben, hidden, "withdraw")


codes = st.sampled_from([CLERK.code, MASTER.code, COURIER.code, KEEPER.code, "toy_sender", "x"])
keys = st.integers(min_value=0, max_value=60)
pairs = st.frozensets(st.tuples(codes, keys), max_size=4)
#: Nobody holds nothing; whoever has an account may hold anything.
any_grants = st.one_of(
    st.just(NOBODY),
    st.builds(
        Grants,
        person_id=keys,
        groups=st.frozensets(codes, max_size=1),
        institutions=pairs,
        subjects=pairs,
    ),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rights=any_grants)
def test_the_twins_of_a_machine_agree_on_any_rights(population: Office, rights: Grants) -> None:
    rows = read_rows(Subject.objects.values_list("pk", flat=True))
    cases = load_cases(rows, today=MONDAY)

    seen = {key for key, case in cases.items() if case.machine.sees(rights, case.facts)}
    listed = [
        key
        for machine in (ParcelMachine, VanMachine)
        for key in machine.get_model()
        .objects.filter(machine.visible_to(rights, today=MONDAY))
        .values_list("pk", flat=True)
    ]

    assert sorted(listed) == sorted(seen)


def test_what_does_not_exist_is_seen_and_fired_by_nobody(office: Office) -> None:
    assert not may_see(office.dora, 0)
    assert not may_fire(office.dora, 0, "post")


def test_an_unknown_name_is_a_mistake_of_the_program(office: Office, parcel: Parcel) -> None:
    with pytest.raises(LookupError):
        may_fire(office.anna, parcel, "teleport")
    with pytest.raises(LookupError):
        fireable_by(office.anna, "toy_parcel", "teleport")
    with pytest.raises(LookupError):
        visible_to(office.anna, "toy_ship")


def test_a_right_that_is_lost_is_lost_at_once(office: Office, parcel: Parcel) -> None:
    grant(CLERK, office.ben)
    assert may_see(office.ben, parcel)

    revoke(CLERK, office.ben)

    assert not may_see(office.ben, parcel)
    assert not visible_to(office.ben, "toy_parcel").exists()


def test_rights_are_read_once_and_carried_along(office: Office, van: Van) -> None:
    parcels = [make_parcel(office, van, "posted") for _number in range(4)]
    grants = load_grants(office.boris)

    with CaptureQueriesContext(connection) as captured:
        for parcel in parcels:
            may_see(office.boris, parcel, grants=grants)
        list(fireable_by(office.boris, "toy_parcel", "send_back", grants=grants))

    assert not [each for each in captured if "auth_group" in each["sql"]]


def test_a_list_costs_the_same_for_one_and_for_many(office: Office, van: Van) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(fireable_by(office.boris, "toy_parcel", "send_back"))
        return len(captured)

    make_parcel(office, van, "posted")
    one = count()
    for _number in range(12):
        make_parcel(office, van, "posted")

    assert count() == one
