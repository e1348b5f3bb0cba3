"""The porters of a dossier through the API, under the rules of its pages."""

from typing import Any

import pytest

from lifecycle.models import Proposal, ProposalPorter
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of, fire_by_api
from tests.porters import accept, check_prefill, owner_of, turn_down
from workflow.engine import fire
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(amina: User, driss: User, institutions: Institutions) -> Proposal:
    """Return a dossier for which the archives are asked first, then the ministry."""
    dossier = proposal_in(ProposalState.PRIORITIZED, author=driss)
    bodies = (institutions.archives, institutions.ministry)
    for body in bodies:
        owner_of(body)
    set_candidates(dossier, candidates=[Candidate(each.pk) for each in bodies], actor=amina)
    fire(dossier.pk, "seek_porter", actor=amina)
    return dossier


def get(person: User | None, dossier: Proposal, what: str, language: str = "en") -> Any:
    """Read something of the dossier."""
    client = client_of(person, language=language)
    return client.get(f"/api/v1/proposals/{dossier.pk}/{what}/")


def post(person: User, address: str, dossier: Proposal, **values: Any) -> Any:
    """Send `values` on the present version of the dossier."""
    version = Proposal.objects.get(pk=dossier.pk).version
    return client_of(person).post(
        f"/api/v1/{address}/", values, format="json", headers={"if-match": f'"{version}"'}
    )


def test_candidates_are_listed_with_their_answers(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    turn_down(search, "Hors de nos missions.")

    answer = get(amina, search, "candidates")

    first, second = answer.json()
    assert answer.status_code == 200
    assert (first["status"], first["answer"]) == ("declined", "Hors de nos missions.")
    assert (second["institution_id"], second["status"]) == (institutions.ministry.pk, "asked")
    assert second["seat"]
    assert second["due_on"]
    assert answer.headers["ETag"]


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "Archives publiques"), ("ar", "الأرشيف العمومي")]
)
def test_institutions_are_named_in_the_language_of_the_reader(
    search: Proposal, amina: User, language: str, name: str
) -> None:
    assert get(amina, search, "candidates", language).json()[0]["institution"] == name


def test_candidates_are_nobody_elses_to_read(search: Proposal, driss: User) -> None:
    assert get(driss, search, "candidates").json() == []
    assert get(None, search, "candidates").status_code == 401


def test_all_are_asked_at_once(search: Proposal, amina: User, claire: User) -> None:
    address = f"proposals/{search.pk}/candidates/ask-all"

    refused = post(claire, address, search)
    done = post(amina, address, search)
    again = post(amina, address, search)
    blind = client_of(amina).post(f"/api/v1/{address}/")

    statuses = [each.status_code for each in (refused, done, again, blind)]
    assert statuses == [403, 200, 409, 428]
    assert [each["status"] for each in get(amina, search, "candidates").json()] == ["asked"] * 2


def test_everybody_reads_who_carries_it_but_not_the_letters(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    accept(search)
    added = post(
        amina,
        f"proposals/{search.pk}/porters",
        search,
        institution_id=institutions.rivage.pk,
        letter="2026/31",
    )

    public, staff = get(None, search, "porters").json(), get(amina, search, "porters").json()
    assert added.status_code == 201
    assert [(each["institution"], each["leads"]) for each in public] == [
        ("Archives publiques", True),
        ("Association Rivage", False),
    ]
    assert not any("letter" in each for each in public)
    assert [each["letter"] for each in staff] == ["", "2026/31"]


def test_a_partner_leaves_for_a_reason(
    search: Proposal, amina: User, claire: User, institutions: Institutions
) -> None:
    accept(search)
    values = {"institution_id": institutions.rivage.pk, "letter": "2026/31"}
    post(amina, f"proposals/{search.pk}/porters", search, **values)
    partner = ProposalPorter.objects.get(proposal=search, leads=False)
    address = f"porters/{partner.pk}/remove"

    refused = post(claire, address, search, reason="Sans budget.")
    silent = post(amina, address, search)
    done = post(amina, address, search, reason="Sans budget.")
    again = post(amina, address, search, reason="Sans budget.")

    statuses = [each.status_code for each in (refused, silent, done, again)]
    assert statuses == [403, 422, 200, 409]
    assert done.json()["end_reason"] == "Sans budget."


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"institution_id": 0, "letter": "2026/31"},
        {"institution_id": "x", "letter": "2026/31"},
        {"institution_id": 1, "letter": "x" * 101},
    ],
)
def test_what_is_wrong_is_said(search: Proposal, amina: User, values: dict[str, Any]) -> None:
    accept(search)

    answer = post(amina, f"proposals/{search.pk}/porters", search, **values)

    assert answer.status_code == 422


def test_what_is_not_theirs_to_see_does_not_exist(driss: User, farid: User) -> None:
    hidden = proposal_in(ProposalState.SUBMITTED, author=driss)

    for what in ("porters", "candidates"):
        assert get(farid, hidden, what).status_code == 404


def test_the_owner_names_the_project_lead(search: Proposal, emna: User, ilias: User) -> None:
    accept(search)
    check_prefill(search)
    version = Proposal.objects.get(pk=search.pk).version

    wrong = fire_by_api(
        client_of(emna), search.pk, "name_lead", version=version, project_lead=emna.pk
    )
    done = fire_by_api(
        client_of(emna), search.pk, "name_lead", version=version, project_lead=ilias.pk
    )

    assert (wrong.status_code, done.status_code) == (422, 200)
    assert Proposal.objects.get(pk=search.pk).state == "sheet_drafting"


def test_the_owner_withdraws_the_porter(search: Proposal, emna: User, farid: User) -> None:
    accept(search)
    version = Proposal.objects.get(pk=search.pk).version
    inputs = {"letter": "2026/77", "reason": "Ses missions ont changé."}

    refused = fire_by_api(client_of(farid), search.pk, "withdraw_porter", version=version, **inputs)
    done = fire_by_api(client_of(emna), search.pk, "withdraw_porter", version=version, **inputs)

    assert (refused.status_code, done.status_code) == (403, 200)
    (porter,) = get(None, search, "porters").json()
    assert porter["end_reason"] == "Ses missions ont changé."
