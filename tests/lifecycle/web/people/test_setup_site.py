"""The first set-up of a real site, and its identity afterwards."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecycle.models import SiteIdentity
from lifecycle.services.identity import change_identity, make_setup_word
from tests.lifecycle.services.test_identity import NAMES, PNG
from workflow.models import User
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db


def answer_setup(client: Client, word: str, **changes: Any) -> Any:
    values = {
        "word": word,
        "name_fr": "Ministère d'essai",
        "name_ar": "وزارة",
        "person_name": "Nadia",
        "email": "nadia@example.org",
        "language": "ar",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    return client.post("/setup/", {**values, **changes}, headers={"accept-language": "en"})


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_set_up_is_asked_in_each_language(
    client: Client, language: str, direction: str
) -> None:
    page = client.get("/setup/?word=x", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert 'value="x"' in page


def test_the_first_page_of_an_empty_site_leads_to_its_set_up(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/setup/"


def test_the_set_up_signs_the_first_lead_in_and_names_the_site(client: Client) -> None:
    logo = SimpleUploadedFile("logo.svg", PNG)

    answer = answer_setup(client, make_setup_word(), logo=logo)

    lead = User.objects.get(email="nadia@example.org")
    page = client.get("/people/", headers={"accept-language": "fr"}).content.decode()
    assert answer.headers["Location"] == "/people/"
    assert load_grants(lead).has_group("ministry_lead")
    assert "وزارة" in page
    assert "/site/logo/?v=" in page


def test_a_wrong_word_opens_nothing(client: Client) -> None:
    make_setup_word()

    answer = answer_setup(client, "wrong")

    assert answer.status_code == 422
    assert "does not open the set-up" in answer.content.decode()
    assert not User.objects.exists()


def test_once_set_up_there_is_no_such_page(client: Client) -> None:
    word = make_setup_word()
    answer_setup(client, word)
    client.logout()

    assert client.get("/setup/").status_code == 404
    assert answer_setup(client, word, email="other@example.org").status_code == 404


def test_a_drawing_that_can_act_is_no_logo(client: Client) -> None:
    svg = SimpleUploadedFile("logo.png", b"<svg xmlns='x' onload='alert(1)'></svg>")

    answer = answer_setup(client, make_setup_word(), logo=svg, email="nobody")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "must be a PNG, JPEG or WebP" in page
    assert "Enter a valid email address" in page
    assert not SiteIdentity.objects.exists()


def test_the_logo_is_sent_under_its_own_type(client: Client, claire: User) -> None:
    assert client.get("/site/logo/").status_code == 404
    change_identity(names=NAMES, logo=BytesIO(PNG), actor=claire)

    answer = client.get("/site/logo/")

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content == PNG


def test_the_identity_is_changed_by_the_ministry_lead(
    client: Client, claire: User, amina: User
) -> None:
    client.force_login(amina)
    refused = client.get("/site/identity/").status_code
    client.force_login(claire)

    client.post("/site/identity/", {"name_fr": "Autre ministère", "name_ar": "وزارة أخرى"})

    assert refused == 403
    page = client.get("/site/identity/", headers={"accept-language": "fr"}).content.decode()
    assert "Autre ministère" in page


def test_whose_site_it_is_costs_one_statement_a_page(client: Client, claire: User) -> None:
    change_identity(names=NAMES, logo=BytesIO(PNG), actor=claire)

    with CaptureQueriesContext(connection) as queries:
        client.get("/accessibility/")

    asked = [query for query in queries if "siteidentity" in query["sql"]]
    assert len(asked) == 1
