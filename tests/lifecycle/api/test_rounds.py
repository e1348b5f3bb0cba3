"""Rounds of decisions through the API: the same rules as on their page."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Proposal
from lifecycle.services.attachments import attach
from lifecycle.services.institutions import succeed
from lifecycle.vocabulary import AttachmentPurpose, ProposalState, Side
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_institution, make_person
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from tests.lifecycle.web.rounds.sheets import find_round, find_seat, submit_again, submit_sheet
from workflow.clock import current_clock
from workflow.models import Decision, Institution, Seat, User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db

#: The solution of the sheet with one word changed.
LONGER = "Mettre en ligne le registre de 60 séries, avec leur date de communicabilité."


@pytest.fixture
def proposal(institutions: Institutions) -> Proposal:
    """Return a dossier whose sheet is before its owners."""
    return submit_sheet(institutions)


@pytest.fixture
def partner(institutions: Institutions) -> User:
    """Return the owner at the ministry, the partner of the sheet."""
    person = make_person("Nabila")
    grant(OWNER, person, on=institutions.ministry)
    return person


def read_round(person: User | None, round_id: int, query: str = "") -> dict[str, Any]:
    """Return the round as this person reads it."""
    answer = client_of(person).get(f"/api/v1/rounds/{round_id}/{query}")
    assert answer.status_code == 200, answer.content
    content: dict[str, Any] = answer.json()
    return content


def post(person: User, round_id: int, what: str, *, key: str = "", **body: Any) -> Any:
    """Do something in the round as this person."""
    headers = {"idempotency-key": key} if key else {}
    address = f"/api/v1/rounds/{round_id}/{what}/"
    return client_of(person).post(address, body, format="json", headers=headers)


def test_an_owner_reads_the_text_its_hash_and_what_they_can_say(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    found = read_round(emna, seat.round_id)

    assert (found["seat"], found["content_hash"]) == (seat.pk, seat.content_hash)
    assert {each["answer"] for each in found["choices"]} == {
        "approve",
        "remarks",
        "object",
        "abstain",
    }
    assert "title" in {each["key"] for each in found["sections"]}
    assert [each["status"] for each in found["seats"]] == ["open", "open"]
    assert found["subject"]["id"] == proposal.pk


def test_the_ministry_is_told_what_it_can_do_about_each_seat(
    proposal: Proposal, amina: User, claire: User, emna: User, institutions: Institutions
) -> None:
    partner = find_seat(proposal, institutions.ministry)
    lead = find_seat(proposal, institutions.archives)
    post(claire, partner.round_id, "stand-down", seat=partner.pk, reason="Ne répond plus.")

    running = [_read_acts(person, partner) for person in (amina, claire, emna)]
    given = {"comment": "Le budget manque.", "content_hash": lead.content_hash}
    post(emna, lead.round_id, "decide", verdict="object", seat=lead.pk, **given)

    assert running == [
        {lead.pk: ["record", "transfer"], partner.pk: ["invite_again"]},
        {lead.pk: ["stand_down", "transfer"], partner.pk: ["invite_again"]},
        {lead.pk: [], partner.pk: []},
    ]
    assert _read_acts(claire, partner) == {lead.pk: [], partner.pk: []}


def _read_acts(person: User, seat: Seat) -> dict[int, list[str]]:
    return {each["id"]: each["acts"] for each in read_round(person, seat.round_id)["seats"]}


def test_the_public_reads_the_counts_alone(proposal: Proposal, driss: User) -> None:
    found = read_round(driss, find_round(proposal).pk)

    assert {each["status"]: each["count"] for each in found["counts"]}["open"] == 2
    assert (found["seats"], found["sections"], found["choices"], found["seat"]) == (
        [],
        [],
        [],
        None,
    )


def test_a_decision_is_recorded_on_the_text_that_was_read(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post(emna, seat.round_id, "decide", verdict="approve", content_hash=seat.content_hash)

    assert (answer.status_code, answer.json()["outcome"]) == (200, "done")
    assert Decision.objects.get(seat=seat).content_hash == seat.content_hash


def test_the_same_request_with_the_same_key_decides_once(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)
    body: dict[str, Any] = {
        "seat": seat.pk,
        "verdict": "approve",
        "content_hash": seat.content_hash,
    }

    first, again = (post(emna, seat.round_id, "decide", key="k", **body) for _time in range(2))
    other = post(emna, seat.round_id, "decide", key="k", **{**body, "comment": "Autre chose."})

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_another_text_than_the_one_that_was_read_is_refused(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post(emna, seat.round_id, "decide", verdict="approve", content_hash="0" * 64)

    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verdict", ["object", "abstain"])
def test_what_needs_words_is_refused_without_them(
    proposal: Proposal, emna: User, institutions: Institutions, verdict: str
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post(emna, seat.round_id, "decide", verdict=verdict, content_hash=seat.content_hash)

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"comment"})


def test_a_verdict_that_is_the_clocks_alone_is_no_verdict(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post(emna, seat.round_id, "decide", verdict="lapse", content_hash=seat.content_hash)

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"verdict"})


def test_who_holds_no_seat_is_told_so(
    proposal: Proposal, amina: User, emna: User, institutions: Institutions
) -> None:
    other = find_seat(proposal, institutions.ministry)
    body: dict[str, Any] = {"verdict": "approve", "content_hash": other.content_hash}

    without = post(amina, other.round_id, "decide", **body)
    foreign = post(emna, other.round_id, "decide", seat=other.pk, **body)
    unknown = post(emna, other.round_id, "decide", seat=999_999, **body)

    assert (without.status_code, set(without.json()["errors"])) == (422, {"seat"})
    assert foreign.status_code == 403
    assert unknown.status_code == 404


def test_who_speaks_from_two_seats_names_one(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    grant(OWNER, emna, on=institutions.ministry)
    seat = find_seat(proposal, institutions.archives)
    body: dict[str, Any] = {"verdict": "approve", "content_hash": seat.content_hash}

    unnamed = post(emna, seat.round_id, "decide", **body)
    named = post(emna, seat.round_id, "decide", seat=seat.pk, **body)

    assert (unnamed.status_code, named.status_code) == (422, 200)


def test_the_lead_goes_on_without_a_seat_and_nobody_else_does(
    proposal: Proposal, amina: User, claire: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.ministry)
    body: dict[str, Any] = {"seat": seat.pk, "reason": "Le partenaire ne répond plus."}

    refused = post(amina, seat.round_id, "stand-down", **body)
    done = post(claire, seat.round_id, "stand-down", **body)

    assert (refused.status_code, done.status_code) == (403, 200)
    assert Decision.objects.get(seat=seat).verdict == "abstain"


def test_what_changed_since_their_own_decision_is_told(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    first = find_seat(proposal, institutions.archives)
    post(emna, first.round_id, "decide", verdict="approve", content_hash=first.content_hash)
    objection: dict[str, Any] = {"verdict": "object", "comment": "Trop vague."}
    objection["content_hash"] = first.content_hash
    post(partner, first.round_id, "decide", **objection)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SHEET_DRAFTING
    again = submit_again(proposal, solution_fr=LONGER)

    earlier = read_round(emna, again.pk)["earlier"]

    assert (earlier["verdict"], earlier["is_kept"]) == ("approve", True)
    (changed,) = earlier["changes"]
    assert {"change": "added", "words": "60 "} in changed["pieces"]


def test_a_round_that_may_not_be_seen_does_not_exist(proposal: Proposal, driss: User) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(published_at=None)

    assert client_of(driss).get(f"/api/v1/rounds/{find_round(proposal).pk}/").status_code == 404
    assert client_of(driss).get("/api/v1/rounds/999999/").status_code == 404


def test_reading_a_round_costs_the_same_when_others_have_spoken(
    proposal: Proposal, amina: User, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)
    client = client_of(amina)
    address = f"/api/v1/rounds/{seat.round_id}/"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)

    post(emna, seat.round_id, "decide", verdict="approve", content_hash=seat.content_hash)

    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) == len(before)


def test_the_ministry_transfers_a_seat_and_invites_one_again(
    proposal: Proposal, claire: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.ministry)
    heir = make_institution("heir", Side.GOVERNMENT, french="Agence", arabic="وكالة")
    Institution.objects.filter(pk=institutions.ministry.pk).update(parent=heir)
    grant(OWNER, make_person("Hind"), on=heir)

    moved = post(
        claire, seat.round_id, "transfer", seat=seat.pk, institution=heir.pk, reason="Succession."
    )
    post(claire, seat.round_id, "stand-down", seat=seat.pk, reason="Absence.")
    again = post(claire, seat.round_id, "invite-again", seat=seat.pk)

    assert (moved.status_code, moved.json()["outcome"]) == (200, "done")
    assert (again.status_code, again.json()["outcome"]) == (200, "done")
    seat.refresh_from_db()
    assert seat.institution == heir


def test_a_seat_whose_heir_sits_beside_it_is_spoken_for_and_not_asked_again(
    proposal: Proposal, claire: User, amina: User, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.ministry)
    lead = find_seat(proposal, institutions.archives)
    post(claire, seat.round_id, "stand-down", seat=seat.pk, reason="Ne répond plus.")
    succeed(
        institutions.ministry, by=institutions.archives, on=current_clock().today(), actor=claire
    )

    offered = [_read_acts(person, seat)[seat.pk] for person in (claire, amina, emna)]
    again = post(claire, seat.round_id, "invite-again", seat=seat.pk)
    foreign = post(amina, seat.round_id, "stand-down", seat=seat.pk, reason="Absorbée.")
    joined = post(claire, seat.round_id, "stand-down", seat=seat.pk, reason="Absorbée.")
    repeated = post(claire, seat.round_id, "stand-down", seat=seat.pk, reason="Absorbée.")

    assert offered == [["stand_down"], [], []]
    assert (again.status_code, foreign.status_code) == (409, 403)
    assert "one vote each" in again.json()["detail"]
    assert (joined.status_code, repeated.status_code) == (200, 409)
    statuses = {each["id"]: each["status"] for each in read_round(claire, seat.round_id)["seats"]}
    assert statuses == {seat.pk: "joined", lead.pk: "open"}
    assert _read_acts(claire, seat)[seat.pk] == []


def test_only_the_ministry_transfers_and_invites(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.ministry)
    body: dict[str, Any] = {"institution": institutions.archives.pk, "reason": "Pour voir."}

    moved = post(emna, seat.round_id, "transfer", seat=seat.pk, **body)
    again = post(emna, seat.round_id, "invite-again", seat=seat.pk)

    assert (moved.status_code, again.status_code) == (403, 403)


def test_an_institution_that_is_none_takes_no_seat(
    proposal: Proposal, claire: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.ministry)

    answer = post(
        claire, seat.round_id, "transfer", seat=seat.pk, institution=999_999, reason="Pour voir."
    )

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"institution"})


def test_a_decision_on_paper_is_recorded_by_one_and_confirmed_by_another(
    proposal: Proposal, amina: User, bilal: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.ministry)
    scan = attach(
        proposal.pk,
        upload=SimpleUploadedFile("lettre.pdf", b"%PDF-1.7\n%%EOF\n"),
        purpose=AttachmentPurpose.PAPER_ACT,
        actor=amina,
    )
    paper = {"paper_number": "2026/118", "paper_on": "2026-11-20", "paper_capacity": "SG"}
    body: dict[str, Any] = {"seat": seat.pk, "verdict": "approve", **paper, "paper_scan": scan.pk}

    recorded = post(amina, seat.round_id, "record", key="k", **body)
    again = post(amina, seat.round_id, "record", key="k", **body)
    (waiting,) = read_round(bilal, seat.round_id)["records"]
    address = f"/api/v1/confirmations/{waiting['id']}/confirm/"
    own, confirmed = (client_of(each).post(address) for each in (amina, bilal))

    assert (recorded.status_code, recorded.json()["outcome"]) == (202, "proposed")
    assert recorded.json() == again.json()
    assert recorded.json()["confirmation"] == waiting["id"]
    assert waiting["may_answer"]
    assert (own.status_code, confirmed.status_code) == (403, 200)
    assert Decision.objects.get(seat=seat).event.confirmed_by == bilal


def test_only_the_team_records_and_a_paper_has_its_scan(
    proposal: Proposal, amina: User, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.ministry)
    paper = {"paper_number": "2026/118", "paper_on": "2026-11-20", "paper_capacity": "SG"}
    body: dict[str, Any] = {"seat": seat.pk, "verdict": "approve", **paper}

    foreign = post(emna, seat.round_id, "record", **body)
    without = post(amina, seat.round_id, "record", **body)

    assert foreign.status_code == 403
    assert (without.status_code, set(without.json()["errors"])) == (422, {"paper_scan"})


@pytest.mark.parametrize("verdict", ["approve", "abstain"])
def test_an_assessor_does_not_decide_without_scores_by_the_address_of_rounds(
    verdict: str, ghita: User, hamid: User, amina: User, claire: User
) -> None:
    scored = proposal_in(ProposalState.IN_ASSESSMENT)
    seat = Seat.objects.get(round__subject=scored.pk, person=ghita)
    said: dict[str, Any] = {"seat": seat.pk, "verdict": verdict, "comment": "Utile."}
    said["content_hash"] = ""

    answer = post(ghita, seat.round_id, "decide", **said)

    assert answer.status_code == 404
    assert not Decision.objects.filter(seat=seat).exists()
