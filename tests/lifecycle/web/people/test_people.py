"""The pages of people and roles: who reads them, who changes what, and what they never say."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Membership
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions, make_person
from workflow.models import RightRecord, User
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.django_db


def read(client: Client, address: str, *, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, *args: object, **values: Any) -> Any:
    return client.post(reverse(name, args=args), values, headers={"accept-language": "en"})


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_people_are_listed_in_each_language(
    client: Client, amina: User, farid: User, language: str, direction: str
) -> None:
    client.force_login(amina)

    page = read(client, "/people/", language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "Farid" in page


def test_only_the_ministry_reads_about_people(
    client: Client, driss: User, farid: User, jalila: User, lamia: User
) -> None:
    addresses = ["/people/", f"/people/{farid.pk}/", "/institutions/", "/institutions/archives/"]

    for address in addresses:
        assert client.get(address).headers["Location"].startswith("/accounts/login/")
    for person in (driss, farid, jalila, lamia):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {403}


def test_citizens_are_not_listed(client: Client, amina: User, driss: User) -> None:
    client.force_login(amina)

    assert driss.email not in read(client, "/people/")
    assert client.get(f"/people/{driss.pk}/").status_code == 404


def test_people_are_filtered_by_role_and_by_institution(
    client: Client, amina: User, farid: User, emna: User, institutions: Institutions
) -> None:
    client.force_login(amina)

    by_role = read(client, "/people/?role=focal_point")
    by_institution = read(client, f"/people/?institution={institutions.archives.pk}")

    assert "Farid" in by_role
    assert "Emna" not in by_role
    assert "Emna" in by_institution
    assert "amina@" not in by_institution.split("<main")[1]


def test_a_filter_that_means_nothing_shows_nobody_and_breaks_nothing(
    client: Client, amina: User
) -> None:
    client.force_login(amina)

    assert "Nobody here" in read(client, "/people/?role=king&institution=x")


def test_the_list_takes_as_many_statements_for_any_number_of_people(
    client: Client, amina: User, institutions: Institutions
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client, "/people/")
        return len(queries)

    client.force_login(amina)
    few = count()
    for number in range(8):
        grant(MINISTRY_TEAM, make_person(f"Person{number}"))

    assert count() == few


def test_a_page_tells_who_gave_what(client: Client, claire: User, amina: User) -> None:
    grant(MINISTRY_TEAM, person := make_person("Nadia"), by=claire, reason="renfort")
    client.force_login(amina)

    page = read(client, f"/people/{person.pk}/")

    assert "Role given: ministry team" in page
    assert "by Claire" in page
    assert "renfort" in page


def test_the_team_reads_and_the_lead_changes(client: Client, amina: User, claire: User) -> None:
    for person, offered in ((amina, False), (claire, True)):
        client.force_login(person)
        page = read(client, f"/people/{amina.pk if person is claire else claire.pk}/")
        assert ("/roles/give/" in page) is offered


def test_a_lead_is_not_offered_to_change_themselves(client: Client, claire: User) -> None:
    client.force_login(claire)

    page = read(client, f"/people/{claire.pk}/")

    assert "This is you" in page
    assert "/roles/give/" not in page


def test_a_role_is_given_and_taken_back(
    client: Client, claire: User, farid: User, institutions: Institutions
) -> None:
    client.force_login(claire)
    archives = institutions.archives.pk

    post(client, "role_give", farid.pk, role="owner", institution=archives, reason="renfort")
    given = load_grants(farid).institutions_of("owner")
    post(client, "role_take_back", farid.pk, role="owner", institution=archives)

    assert given == {archives}
    assert not load_grants(farid).institutions_of("owner")
    assert RightRecord.objects.filter(person=farid, given_by=claire).count() == 2


def test_a_role_that_needs_an_institution_is_refused_beside_the_field(
    client: Client, claire: User, farid: User
) -> None:
    client.force_login(claire)

    answer = post(client, "role_give", farid.pk, role="owner")

    assert answer.status_code == 422
    assert "Say on which institution this role is held." in answer.content.decode()


def test_taking_back_asks_first_and_names_the_role(
    client: Client, claire: User, amina: User
) -> None:
    client.force_login(claire)
    address = reverse("role_take_back", args=[amina.pk])

    page = read(client, f"{address}?role=ministry_team")

    assert "Take back: ministry team" in page
    assert load_grants(amina).has_group("ministry_team")
    assert client.get(f"{address}?role=king").status_code == 404


@pytest.mark.parametrize("name", ["role_give", "membership_begin"])
def test_no_role_and_no_body_is_chosen_before_somebody_chooses(
    client: Client, claire: User, farid: User, name: str
) -> None:
    client.force_login(claire)

    page = client.get(reverse(name, args=[farid.pk])).content.decode()

    assert '<option value="" selected>' in page


@pytest.mark.parametrize(
    "name", ["role_give", "role_take_back", "membership_begin", "person_close"]
)
def test_the_team_cannot_change_people(client: Client, amina: User, farid: User, name: str) -> None:
    client.force_login(amina)

    answer = post(client, name, farid.pk, role="ministry_team", reason="x", body="committee")

    assert answer.status_code == 403
    assert load_grants(User.objects.get(pk=farid.pk)).is_authenticated


def test_a_mandate_begins_and_ends(client: Client, claire: User, farid: User) -> None:
    client.force_login(claire)

    post(client, "membership_begin", farid.pk, body="assessors", side="government")
    membership = Membership.objects.get(person=farid)
    post(client, "membership_end", farid.pk, membership.pk)

    membership.refresh_from_db()
    assert membership.side == "government"
    assert membership.ends_on is not None


def test_a_closed_account_loses_its_session_at_once(
    client: Client, claire: User, amina: User
) -> None:
    amina_client = Client()
    amina_client.force_login(amina)
    client.force_login(claire)

    answer = post(client, "person_close", amina.pk, reason="départ")

    assert answer.status_code == 302
    assert amina_client.get("/people/").status_code == 302
    assert "Account closed" in read(client, f"/people/{amina.pk}/")
    post(client, "person_reopen", amina.pk)
    assert User.objects.get(pk=amina.pk).is_active


def test_no_name_stands_in_an_address(client: Client, claire: User, farid: User) -> None:
    client.force_login(claire)

    page = read(client, "/people/")

    addresses = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert not any("farid" in address.lower() for address in addresses)


@pytest.mark.parametrize("query", ["institution=²", f"institution={'9' * 30}", "role=%00"])
def test_an_address_that_no_page_makes_is_a_list_all_the_same(
    client: Client, amina: User, query: str
) -> None:
    client.force_login(amina)

    assert client.get(f"/people/?{query}").status_code == 200


def test_what_is_not_there_is_not_there_for_a_lead_either(
    client: Client, claire: User, amina: User
) -> None:
    client.force_login(claire)
    strange = reverse("role_take_back", args=[amina.pk]) + "?role=owner&institution=²"

    assert client.get(strange).status_code == 200
    assert client.post("/people/invitations/999/renew/").status_code == 404
    assert client.post(f"/people/{amina.pk}/mandates/999/end/").status_code == 404
