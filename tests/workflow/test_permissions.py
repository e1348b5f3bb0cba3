"""Roles are given where they are held, counted where they apply, and on the record."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflow.toy.making import Office, make_parcel, make_user, make_van
from tests.workflow.toy.models import Van
from tests.workflow.toy.roles import CLERK, COURIER, INSPECTOR, KEEPER, MASTER, SENDER
from workflow.engine.reading import load_case
from workflow.machine import Facts
from workflow.machine.rights import holds
from workflow.models import Institution, RightRecord, Subject, SubjectGrant
from workflow.permissions import NOBODY, ensure_roles, grant, load_grants, revoke
from workflow.permissions.granting import WrongTargetError
from workflow.roles import Role, get_role


def facts_of(subject: Subject) -> Facts:
    clock_day = subject.entered_at.date()
    return load_case(subject.pk, today=clock_day).facts


def test_a_role_that_holds_everywhere_is_a_group(office: Office, van: Van) -> None:
    rights = load_grants(office.boris)

    assert rights.groups == {CLERK.code}
    assert holds(CLERK, rights, facts_of(van))
    assert not holds(MASTER, rights, facts_of(van))


def test_a_role_on_an_institution_holds_on_its_subjects(office: Office, van: Van) -> None:
    elsewhere = Institution.objects.create(code="toy-elsewhere")
    foreign = make_van(office, courier=elsewhere)
    rights = load_grants(office.emil)

    assert holds(COURIER, rights, facts_of(van))
    assert holds(COURIER, rights, facts_of(make_parcel(office, van)))
    assert not holds(COURIER, rights, facts_of(foreign))


def test_a_role_on_a_subject_holds_there_and_on_what_belongs_to_it(
    office: Office, van: Van
) -> None:
    one, other = make_parcel(office, van), make_parcel(office, make_van(office))
    keeper, van_keeper = make_user("Keeper"), make_user("Van keeper")
    grant(KEEPER, keeper, on=one)
    grant(KEEPER, van_keeper, on=van)

    assert holds(KEEPER, load_grants(keeper), facts_of(one))
    assert not holds(KEEPER, load_grants(keeper), facts_of(van))
    assert holds(KEEPER, load_grants(van_keeper), facts_of(one))
    assert not holds(KEEPER, load_grants(van_keeper), facts_of(other))


def test_a_relation_holds_by_the_facts_alone(office: Office, van: Van) -> None:
    facts = facts_of(make_parcel(office, van))

    assert holds(SENDER, load_grants(office.anna), facts)
    assert not holds(SENDER, load_grants(office.ben), facts)
    assert not holds(SENDER, NOBODY, facts)


def test_a_grant_hangs_on_the_narrow_row(office: Office, van: Van) -> None:
    """Guardian would put one on the child class into its generic table, where nobody looks."""
    parcel = make_parcel(office, van)

    grant(KEEPER, office.ben, on=parcel)

    assert SubjectGrant.objects.get(user=office.ben).content_object_id == parcel.pk


def test_giving_twice_gives_once_and_records_once(office: Office) -> None:
    assert grant(MASTER, office.ben, by=office.dora, reason="Holidays.")
    assert not grant(MASTER, office.ben, by=office.dora)

    record = RightRecord.objects.get(person=office.ben)
    assert (record.right, record.given_by, record.reason) == (
        MASTER.code,
        office.dora,
        "Holidays.",
    )


def test_what_is_taken_back_is_gone_at_once(office: Office, van: Van) -> None:
    grant(KEEPER, office.ben, on=van)

    assert revoke(KEEPER, office.ben, on=van)
    assert not revoke(KEEPER, office.ben, on=van)
    assert load_grants(office.ben).subjects == frozenset()
    assert RightRecord.objects.filter(person=office.ben).count() == 2


@pytest.mark.parametrize(
    ("role", "target"),
    [
        (CLERK, "institution"),
        (CLERK, "subject"),
        (COURIER, None),
        (COURIER, "subject"),
        (KEEPER, None),
        (SENDER, None),
        (INSPECTOR, "subject"),
    ],
)
def test_a_role_is_given_only_where_it_is_held(
    office: Office, van: Van, role: Role, target: str | None
) -> None:
    on = {"institution": office.depot, "subject": van, None: None}[target]

    with pytest.raises(WrongTargetError, match=role.code):
        grant(role, office.ben, on=on)

    assert not RightRecord.objects.filter(person=office.ben).exists()


def test_all_rights_of_a_person_are_read_in_one_statement(office: Office, van: Van) -> None:
    grant(CLERK, office.emil)
    grant(KEEPER, office.emil, on=van)

    with CaptureQueriesContext(connection) as captured:
        rights = load_grants(office.emil)

    assert len(captured) == 1
    assert rights.groups == {CLERK.code}
    assert rights.institutions_of(COURIER.code) == {office.depot.pk}
    assert rights.subjects_of(KEEPER.code, CLERK.code) == {van.pk}


def test_desks_are_those_of_the_person_the_groups_and_the_institutions(office: Office) -> None:
    grant(CLERK, office.emil)

    assert load_grants(office.emil).desks == {
        f"person:{office.emil.pk}",
        CLERK.code,
        f"{COURIER.code}:{office.depot.pk}",
    }
    assert NOBODY.desks == frozenset()


def test_a_permission_of_another_application_is_no_role(office: Office, van: Van) -> None:
    foreign = Permission.objects.get(codename="change_subject")
    SubjectGrant.objects.create(user=office.ben, permission=foreign, content_object_id=van.pk)

    assert load_grants(office.ben).subjects == frozenset()


def test_every_declared_role_can_be_given_after_a_migration(db: None) -> None:
    Group.objects.filter(name=CLERK.code).delete()
    Permission.objects.filter(codename=f"role_{KEEPER.code}").delete()

    ensure_roles()
    ensure_roles()

    assert Group.objects.filter(name=CLERK.code).count() == 1
    assert Permission.objects.filter(codename=f"role_{KEEPER.code}").count() == 2
    assert not Group.objects.filter(name__in=[SENDER.code, COURIER.code]).exists()


def test_an_unknown_role_names_those_that_exist() -> None:
    with pytest.raises(LookupError, match="toy_clerk"):
        get_role("toy_pirate")
