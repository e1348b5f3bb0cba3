"""The technical administration: five tables, none with a state, behind the usual sign-in."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.workflow.toy.making import Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import CLERK, MASTER
from workflow.administration.site import OFFERED
from workflow.holidays import list_seeded_years
from workflow.models import (
    Event,
    EventBody,
    Holiday,
    Institution,
    RightAction,
    RightRecord,
    Subject,
    User,
    WorkingDay,
)
from workflow.permissions import load_grants


@pytest.fixture
def zoe(db: None) -> User:
    """Return the technical administrator."""
    return User.objects.create_superuser("zoe@toy.example", display_name="Zoe")


@pytest.fixture
def desk(zoe: User) -> Client:
    """Return Zoe's browser."""
    client = Client()
    client.force_login(zoe)
    return client


def address(model: type[Any], view: str = "changelist", *keys: object) -> str:
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=keys)


@pytest.mark.once
def test_five_tables_are_offered_and_none_has_a_state() -> None:
    offered = admin.site._registry

    assert {model._meta.label_lower for model in offered} == OFFERED
    stateful = {model for model in apps.get_models() if issubclass(model, Subject)}
    assert stateful.isdisjoint(offered)


def test_who_is_not_signed_in_goes_where_everybody_signs_in(client: Client, db: None) -> None:
    for path in ("/admin/", "/admin/login/?next=/admin/workflow/user/"):
        response = client.get(path, follow=True)
        last, _status = response.redirect_chain[-1]
        assert last.startswith(reverse("account_login"))
        assert "next=" in last


def test_the_admin_takes_no_password_itself(client: Client, zoe: User) -> None:
    response = client.post("/admin/login/", {"username": zoe.email, "password": "x"})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_who_is_no_administrator_is_refused(client: Client, office: Office) -> None:
    client.force_login(office.dora)

    assert client.get("/admin/", follow=True).status_code == 403


def test_every_page_opens(desk: Client, office: Office, parcel: Parcel) -> None:
    event = Event.objects.get(subject=parcel)
    paths = [
        reverse("admin:index"),
        *(address(model) for model in (User, Group, Institution, Holiday, Event)),
        *(address(model, "add") for model in (User, Institution, Holiday)),
        address(User, "change", office.anna.pk),
        address(Institution, "change", office.depot.pk),
        address(Holiday, "change", Holiday.objects.order_by("pk")[0].pk),
        address(Group, "change", Group.objects.get(name=CLERK.code).pk),
        address(Event, "change", event.pk),
        f"{address(Event)}?q={parcel.reference}&kind=birth",
    ]

    assert [(path, desk.get(path).status_code) for path in paths] == [(path, 200) for path in paths]


def test_the_list_of_roles_says_how_many_hold_each(desk: Client, office: Office) -> None:
    page = desk.get(f"{address(Group)}").content.decode()

    assert 'field-count_people">2<' in page


# ---- Accounts.


def save_person(desk: Client, person: User, *, roles: list[str], **changes: Any) -> None:
    posted = {
        "email": person.email,
        "display_name": person.display_name,
        "language": person.language,
        "is_active": "on",
        "roles": [Group.objects.get(name=name).pk for name in roles],
    }
    kept = {name: value for name, value in {**posted, **changes}.items() if value is not None}
    response = desk.post(address(User, "change", person.pk), kept)
    assert response.status_code == 302, response.context["errors"]


def test_a_role_is_given_and_taken_back_on_the_record(
    desk: Client, zoe: User, office: Office
) -> None:
    save_person(desk, office.boris, roles=[MASTER.code])

    assert load_grants(office.boris).groups == {MASTER.code}
    records = RightRecord.objects.filter(person=office.boris, given_by=zoe).order_by("pk")
    assert {(record.action, record.right) for record in records} == {
        (str(RightAction.TAKEN_BACK), CLERK.code),
        (str(RightAction.GIVEN), MASTER.code),
    }


def test_saving_without_a_change_records_nothing(desk: Client, office: Office) -> None:
    before = RightRecord.objects.count()

    save_person(desk, office.boris, roles=[CLERK.code])

    assert RightRecord.objects.count() == before


def test_an_account_is_closed_on_the_record_and_never_deleted(
    desk: Client, zoe: User, office: Office
) -> None:
    save_person(desk, office.boris, roles=[CLERK.code], is_active=None)

    assert not User.objects.get(pk=office.boris.pk).is_active
    record = RightRecord.objects.get(person=office.boris, action=str(RightAction.CLOSED))
    assert record.given_by == zoe
    assert desk.post(address(User, "delete", office.boris.pk)).status_code == 403


def test_an_account_is_opened_by_its_address(desk: Client) -> None:
    response = desk.post(
        address(User, "add"),
        {
            "email": "New@Toy.example",
            "display_name": "New",
            "language": "fr",
            "usable_password": "false",
        },
    )

    assert response.status_code == 302
    person = User.objects.get(email="new@toy.example")
    assert not person.has_usable_password()
    assert load_grants(person).groups == frozenset()


def test_no_permission_of_django_can_be_given(desk: Client, office: Office) -> None:
    page = desk.get(address(User, "change", office.anna.pk)).content.decode()

    assert "user_permissions" not in page
    group = Group.objects.get(name=CLERK.code)
    assert desk.post(address(Group, "change", group.pk), {"name": "x"}).status_code == 403
    assert desk.post(address(Group, "add"), {"name": "x"}).status_code == 403


# ---- History.


def test_the_history_is_read_and_nothing_else(desk: Client, office: Office, parcel: Parcel) -> None:
    event = Event.objects.get(subject=parcel)

    assert desk.post(address(Event, "change", event.pk), {"name": "x"}).status_code == 403
    assert desk.post(address(Event, "delete", event.pk)).status_code == 403
    assert desk.post(address(Event, "add"), {}).status_code == 403


def test_what_was_given_with_an_event_is_not_for_administrators(
    desk: Client, office: Office, van: Van
) -> None:
    parcel = make_parcel(office, van, "posted")
    body = EventBody.objects.filter(event__subject=parcel)[0]

    page = desk.get(address(Event, "change", body.event_id)).content.decode()

    assert body.event.hash in page
    assert body.salt not in page


# ---- Holidays and institutions.


def holiday(**changes: Any) -> dict[str, Any]:
    return {
        "code": "toy-day",
        "year": 2026,
        "day": "2026-06-02",
        "kind": "exceptional",
        "name_fr": "Jour du jouet",
        "name_ar": "",
        "name_en": "",
        **changes,
    }


def test_a_decreed_day_is_worked_no_more_and_can_be_taken_back(desk: Client) -> None:
    day = date(2026, 6, 2)
    assert WorkingDay.objects.filter(day=day).exists()

    assert desk.post(address(Holiday, "add"), holiday()).status_code == 302
    assert not WorkingDay.objects.filter(day=day).exists()

    found = Holiday.objects.get(code="toy-day")
    assert desk.post(address(Holiday, "delete", found.pk), {"post": "yes"}).status_code == 302
    assert WorkingDay.objects.filter(day=day).exists()


def test_a_moved_day_moves_the_working_days(desk: Client) -> None:
    found = Holiday.objects.filter(kind="religious", year=2026)[0]
    changes = {name: getattr(found, name) for name in ("code", "year", "kind", "name_fr")}

    desk.post(address(Holiday, "change", found.pk), holiday(**changes, day="2026-06-02"))

    assert not WorkingDay.objects.filter(day=date(2026, 6, 2)).exists()


def test_a_day_of_a_year_that_is_not_seeded_is_refused(desk: Client) -> None:
    year = list_seeded_years()[-1] + 2

    response = desk.post(address(Holiday, "add"), holiday(year=year, day=f"{year}-06-02"))

    assert response.status_code == 200
    assert not Holiday.objects.filter(code="toy-day").exists()


def test_a_holiday_that_was_not_decreed_is_not_deleted(desk: Client) -> None:
    found = Holiday.objects.filter(kind="fixed")[0]

    assert desk.post(address(Holiday, "delete", found.pk), {"post": "yes"}).status_code == 403


def test_an_institution_is_renamed_from_a_day_on_and_never_deleted(
    desk: Client, office: Office
) -> None:
    response = desk.post(
        address(Institution, "change", office.depot.pk),
        {
            "code": office.depot.code,
            "side": "",
            "names-TOTAL_FORMS": "1",
            "names-INITIAL_FORMS": "0",
            "names-0-name_fr": "Dépôt",
            "names-0-valid_from": "2026-01-01",
        },
    )

    assert response.status_code == 302
    assert Institution.objects.get(pk=office.depot.pk).name_on(None) == "Dépôt"
    assert desk.post(address(Institution, "delete", office.depot.pk)).status_code == 403
