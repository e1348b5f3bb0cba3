"""The pages of institutions."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Institutions
from workflow.models import Institution, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "name"), [("fr", "Archives publiques"), ("ar", "الأرشيف")])
def test_an_institution_bears_its_name_in_the_language_of_the_reader(
    client: Client, amina: User, institutions: Institutions, language: str, name: str
) -> None:
    client.force_login(amina)

    for address in ("/institutions/", "/institutions/archives/"):
        page = client.get(address, headers={"accept-language": language}).content.decode()
        assert name in page


def test_an_institution_is_added_and_named_anew(client: Client, claire: User) -> None:
    client.force_login(claire)

    client.post("/institutions/new/", {"code": "agency", "side": "government", "name_fr": "Agence"})
    client.post(
        reverse("institution_rename", args=["agency"]),
        {"valid_from": "2026-01-01", "name_fr": "Agence nationale"},
    )

    agency = Institution.objects.get(code="agency")
    assert agency.name_on(date(2025, 1, 1)) == "Agence"
    assert str(agency) == "Agence nationale"


def test_a_circle_of_institutions_is_refused_beside_the_field(
    client: Client, claire: User, institutions: Institutions
) -> None:
    client.force_login(claire)
    client.post(
        reverse("institution_move", args=["archives"]), {"parent": institutions.ministry.pk}
    )

    answer = client.post(
        reverse("institution_move", args=["ministry"]),
        {"parent": institutions.archives.pk},
        headers={"accept-language": "en"},
    )

    assert answer.status_code == 422
    assert "would be part of itself" in answer.content.decode()


def test_a_succession_is_recorded(client: Client, claire: User, institutions: Institutions) -> None:
    client.force_login(claire)

    client.post(
        reverse("institution_succeed", args=["archives"]),
        {"successor": institutions.ministry.pk, "on": "2026-01-01"},
    )
    page = client.get("/institutions/archives/", headers={"accept-language": "en"})

    assert "Succeeded by" in page.content.decode()


@pytest.mark.parametrize("name", ["institution_move", "institution_succeed"])
def test_an_institution_is_not_offered_to_itself(
    client: Client, claire: User, institutions: Institutions, name: str
) -> None:
    client.force_login(claire)

    page = client.get(reverse(name, args=["archives"])).content.decode()

    assert f'<option value="{institutions.ministry.pk}">' in page
    assert f'<option value="{institutions.archives.pk}">' not in page


@pytest.mark.parametrize("name", ["institution_rename", "institution_move", "institution_succeed"])
def test_the_team_reads_and_does_not_change(
    client: Client, amina: User, institutions: Institutions, name: str
) -> None:
    client.force_login(amina)

    assert client.get(reverse(name, args=["archives"])).status_code == 403
    assert client.get("/institutions/new/").status_code == 403
