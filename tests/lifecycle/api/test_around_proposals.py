"""What is written around a proposal: scores, comments, waivers, uptakes, duplicates, candidates."""

from typing import Any

import pytest

from lifecycle.models import ConflictOfInterest
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of, fire_by_api
from workflow.models import Seat, User

ADDRESS = "/api/v1/proposals/"


def post(asker: User, address: str, *, version: int | None = None, **values: Any) -> Any:
    """Send `values` to an address of the API."""
    headers = {} if version is None else {"if-match": f'"{version}"'}
    return client_of(asker).post(f"/api/v1/{address}", values, format="json", headers=headers)


def test_an_assessor_scores_each_criterion_once(ghita: User, hamid: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    seat = Seat.objects.get(round__subject=proposal.pk, person=ghita)
    keys = list(proposal.plan.criteria.values_list("pk", flat=True))
    scores = [{"criterion": key, "points": 4} for key in keys]

    twice = post(ghita, f"seats/{seat.pk}/score/", scores=[*scores, scores[0]])
    partly = post(ghita, f"seats/{seat.pk}/score/", scores=scores[:1])
    whole = post(ghita, f"seats/{seat.pk}/score/", scores=scores, version=proposal.version)
    again = post(ghita, f"seats/{seat.pk}/score/", scores=scores)

    assert [each.status_code for each in (twice, partly, whole, again)] == [422, 422, 200, 409]
    assert whole.json()["version"] == proposal.version + 1


def test_a_seat_is_nobody_elses(ghita: User, hamid: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    seat = Seat.objects.get(round__subject=proposal.pk, person=ghita)

    answer = post(hamid, f"seats/{seat.pk}/abstain/", reason="Pas mon siège.")

    assert answer.status_code == 403


def test_an_assessor_takes_no_part_for_a_reason(ghita: User, hamid: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    seat = Seat.objects.get(round__subject=proposal.pk, person=hamid)

    silent = post(hamid, f"seats/{seat.pk}/abstain/")
    said = post(hamid, f"seats/{seat.pk}/abstain/", reason="Trop proche du sujet.")

    assert (silent.status_code, said.status_code) == (422, 200)


def test_an_assessor_declares_an_interest_of_their_own(
    ghita: User, hamid: User, amina: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)

    own = post(ghita, f"proposals/{proposal.pk}/conflicts/", reason="Ma sœur l'a écrite.")
    of_another = post(
        ghita, f"proposals/{proposal.pk}/conflicts/", reason="Aussi.", person=hamid.pk
    )
    of_nobody = post(amina, f"proposals/{proposal.pk}/conflicts/", reason="Qui ?", person=9_999)

    assert [each.status_code for each in (own, of_another, of_nobody)] == [204, 403, 422]
    assert [each.person for each in ConflictOfInterest.objects.all()] == [ghita]


def test_the_number_of_an_account_cannot_be_probed(
    ghita: User, hamid: User, amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    address = f"proposals/{proposal.pk}/conflicts/"

    by_an_assessor = [
        post(ghita, address, reason="Qui ?", person=key) for key in (driss.pk, hamid.pk, 9_999)
    ]
    by_the_team = [post(amina, address, reason="Qui ?", person=key) for key in (driss.pk, 9_999)]

    for answers in (by_an_assessor, by_the_team):
        assert len({(each.status_code, each.content) for each in answers}) == 1
    assert not ConflictOfInterest.objects.exists()


def test_those_who_work_on_it_comment_and_the_public_does_not_read_it(
    amina: User, karim: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    address = f"{ADDRESS}{proposal.pk}/comments/"

    said = post(karim, f"proposals/{proposal.pk}/comments/", text="À rapprocher de P-0002.")
    not_said = post(driss, f"proposals/{proposal.pk}/comments/", text="Merci.")

    assert (said.status_code, not_said.status_code) == (201, 403)
    assert [row["author"] for row in client_of(amina).get(address).json()["results"]] == ["Karim"]
    assert client_of(driss).get(address).json()["results"] == []


def test_the_lead_lifts_a_condition_for_a_public_reason(
    claire: User, amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    refused = fire_by_api(client_of(claire), proposal.pk, "retain", version=proposal.version)
    guard = next(each["code"] for each in refused.json()["reasons"] if each["waivable"])

    address = f"proposals/{proposal.pk}/waivers/"
    values: dict[str, Any] = {
        "guard": guard,
        "reason": "Le quorum est atteint.",
        "version": proposal.version,
    }
    by_the_team = post(amina, address, **values)
    by_the_lead = post(claire, address, **values)
    left = fire_by_api(client_of(claire), proposal.pk, "retain", version=proposal.version + 1)

    assert (by_the_team.status_code, by_the_lead.status_code) == (403, 200)
    assert guard not in [each["code"] for each in left.json()["reasons"]]


def test_a_dossier_takes_an_idea_up_and_lets_it_go(amina: User) -> None:
    idea = proposal_in(ProposalState.PRIORITIZED)
    dossier = proposal_in(ProposalState.PRIORITIZED)
    values: dict[str, Any] = {"dossier": dossier.pk, "extent": "part", "kept": "Le registre."}

    untold = post(amina, f"proposals/{idea.pk}/uptakes/", **values)
    linked = post(amina, f"proposals/{idea.pk}/uptakes/", **values, left_out="Les archives.")
    told = client_of(amina).get(f"{ADDRESS}{idea.pk}/").json()["kinship"]["taken_up_by"]
    released = post(amina, f"uptakes/{linked.json()['id']}/release/")

    assert [each.status_code for each in (untold, linked, released)] == [422, 201, 204]
    assert [(each["id"], each["left_out"]) for each in told] == [(dossier.pk, "Les archives.")]


def test_two_proposals_are_suspected_to_be_one_until_somebody_has_compared_them(
    amina: User, driss: User
) -> None:
    first, second = (proposal_in(ProposalState.SUBMITTED, author=driss) for _ in range(2))

    opened = post(amina, f"proposals/{second.pk}/suspicions/", other=first.pk)
    held = fire_by_api(client_of(amina), second.pk, "admit", version=second.version + 1)
    settled = post(
        amina,
        f"suspicions/{opened.json()['id']}/resolve/",
        verdict="different",
        reason="Deux registres.",
    )
    freed = fire_by_api(client_of(amina), second.pk, "admit", version=second.version + 2)

    assert [each.status_code for each in (opened, held, settled, freed)] == [201, 409, 200, 200]
    assert client_of(driss).get(f"{ADDRESS}{second.pk}/").json()["suspicions"] == []


def test_candidate_porters_are_chosen_in_order(amina: User, institutions: Institutions) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED)
    rows = [{"institution_id": institutions.archives.pk, "reason": "Tient les registres."}]
    headers = {"if-match": f'"{proposal.version}"'}

    answer = client_of(amina).put(
        f"{ADDRESS}{proposal.pk}/candidates/", {"candidates": rows}, format="json", headers=headers
    )

    assert answer.status_code == 200
    assert answer.json() == [{**rows[0], "rank": 1}]


@pytest.mark.parametrize(
    "address",
    ["uptakes/99/release/", "suspicions/99/resolve/", "seats/99/abstain/"],
)
def test_what_is_not_there_is_unknown(amina: User, address: str) -> None:
    answer = post(amina, address, verdict="same", reason="Rien.")

    assert answer.status_code == 404
