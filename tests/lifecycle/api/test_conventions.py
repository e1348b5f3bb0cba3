"""Conventions by the API: the same rules as on the pages."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Convention
from lifecycle.services.conventions import create_convention
from tests.cast import Institutions
from tests.conventions import REASON, WORDS, Signing, signing
from tests.lifecycle.api.clients import client_of, fire_by_api
from workflow.engine import decide
from workflow.models import Institution, User, Verdict

__all__ = ["signing"]

pytestmark = pytest.mark.django_db
LIST = "/api/v1/conventions/"
TEXT = {"title_fr": "Titre", "title_ar": "عنوان", "body_fr": "Texte.", "body_ar": "نص."}


def address_of(signing: Signing, rest: str = "") -> str:
    return f"{LIST}{signing.convention.pk}/{rest}"


def version_of(signing: Signing) -> int:
    return Convention.objects.values_list("version", flat=True).get(pk=signing.convention.pk)


def put(signing: Signing, person: User, rest: str, body: Any, version: int | None = None) -> Any:
    read = version_of(signing) if version is None else version
    return client_of(person).put(
        address_of(signing, rest), body, format="json", headers={"if-match": f'"{read}"'}
    )


def sign(signing: Signing, *institutions: Institution) -> None:
    for each in institutions:
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)


def test_a_draft_is_read_by_those_who_may_alone(signing: Signing, emna: User, driss: User) -> None:
    statuses = {
        person: client_of(person).get(address_of(signing)).status_code
        for person in (signing.team, emna, driss, None)
    }

    assert statuses == {signing.team: 200, emna: 200, driss: 404, None: 404}
    assert client_of(None).get(LIST).json()["results"] == []


def test_it_says_the_state_of_each_signature_and_what_it_binds(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives)

    read = client_of(signing.team).get(address_of(signing)).json()

    parties = {row["institution"]["code"]: row for row in read["parties"]}
    assert {code: row["status"] for code, row in parties.items()} == {
        "archives": "signed",
        "rivage": "waited_for",
        "ministry": "waited_for",
    }
    assert parties["rivage"]["annexes"] == [1]
    assert parties["archives"]["signed_on"]
    assert [len(row["missing"]) for row in read["annexes"]] == [1, 1]
    assert read["round"] == signing.seat_of(institutions.rivage).round_id


def test_the_list_is_public_in_force_and_costs_the_same_for_many(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    client = client_of(signing.team)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _number in range(3):
        create_convention(signing.plan, words=WORDS, actor=signing.team)

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(one)
    assert [row["reference"] for row in client_of(None).get(LIST).json()["results"]] == ["CV-01"]
    assert client_of(None).get(f"{LIST}?plan=XX").json()["results"] == []


def test_the_team_begins_a_convention_once_for_a_key(signing: Signing, emna: User) -> None:
    body = {"plan": signing.plan.code, **TEXT}
    headers = {"idempotency-key": "k1"}

    forbidden = client_of(emna).post(LIST, body, format="json")
    first = client_of(signing.team).post(LIST, body, format="json", headers=headers)
    again = client_of(signing.team).post(LIST, body, format="json", headers=headers)

    assert (forbidden.status_code, first.status_code, again.status_code) == (403, 201, 201)
    assert Convention.objects.filter(title_fr="Titre").count() == 1


def test_the_text_is_written_on_the_version_that_was_read(signing: Signing) -> None:
    read_at = version_of(signing)

    written = put(signing, signing.team, "", TEXT, read_at)
    stale = put(signing, signing.team, "", TEXT, read_at)
    blind = client_of(signing.team).put(address_of(signing), TEXT, format="json")

    assert (written.status_code, stale.status_code, blind.status_code) == (200, 409, 428)
    assert written.json()["body_fr"] == "Texte."


@pytest.mark.parametrize(
    "body", [{}, {"title_fr": ""}, {"title_fr": "T", "policy": "other"}, {"title_fr": "x" * 301}]
)
def test_a_text_that_is_wrong_is_refused_in_words(body: dict[str, str], signing: Signing) -> None:
    answer = put(signing, signing.team, "", body)

    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_parties_and_annexes_are_replaced_by_the_team_alone(
    signing: Signing, institutions: Institutions, emna: User
) -> None:
    parties = {"parties": [{"institution_id": institutions.rivage.pk, "capacity": "Présidente"}]}
    annexes = {"proposals": [signing.second.pk]}

    assert put(signing, emna, "parties/", parties).status_code == 403
    named = put(signing, signing.team, "parties/", parties)
    chosen = put(signing, signing.team, "annexes/", annexes)

    assert [row["capacity"] for row in named.json()["parties"]] == ["Présidente"]
    assert [row["reference"] for row in chosen.json()["annexes"]] == [signing.second.reference]
    assert len(chosen.json()["parties"]) == 3


def test_what_cannot_be_a_party_or_an_annex_is_said(
    signing: Signing, institutions: Institutions
) -> None:
    twice = [{"institution_id": institutions.rivage.pk}] * 2

    parties = put(signing, signing.team, "parties/", {"parties": twice})
    annexes = put(signing, signing.team, "annexes/", {"proposals": [999_999]})

    assert (parties.status_code, annexes.status_code) == (422, 422)


def test_a_convention_moves_by_the_same_rules(signing: Signing) -> None:
    def act(person: User, name: str, **inputs: Any) -> int:
        answer = fire_by_api(
            client_of(person),
            signing.convention.pk,
            name,
            version=version_of(signing),
            kind="conventions",
            **inputs,
        )
        return int(answer.status_code)

    assert act(signing.lead, "agree_text") == 403
    assert act(signing.team, "agree_text") == 200
    assert act(signing.lead, "open_signing") == 200
    assert act(signing.lead, "open_signing") == 409
    assert act(signing.team, "change_text") == 422
    assert act(signing.team, "change_text", **REASON) == 200
    assert act(signing.lead, "complete") == 403
