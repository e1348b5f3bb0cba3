"""Council files through the API: the same rules, the same refusals, the same steps."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Commitment, Council, Proposal
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from tests.council import (
    MEETS_ON,
    TODAY,
    council_in,
    frozen_version,
    on,
    open_council,
    signed_dossiers,
)
from tests.factories import make_plan, proposal_in
from tests.lifecycle.api.clients import client_of, fire_by_api
from tests.road import ACTIVITY, dossier_in
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def tag(council: Council) -> dict[str, str]:
    council.refresh_from_db()
    return {"if-match": f'"{council.version}"'}


def send_file(client: Any, council: Council, purpose: AttachmentPurpose) -> Any:
    upload = SimpleUploadedFile("note.txt", f"{purpose} pour le conseil\n".encode())
    address = f"/api/v1/councils/{council.pk}/attachments/"
    return client.post(address, {"file": upload, "purpose": purpose.value}, format="multipart")


def fire(client: Any, council: Council, name: str, **inputs: Any) -> Any:
    council.refresh_from_db()
    return fire_by_api(client, council.pk, name, version=council.version, kind="councils", **inputs)


def test_a_program_takes_the_plan_to_its_commitments(amina: User, claire: User) -> None:
    lines = signed_dossiers(2)
    version = frozen_version(lines)
    team, lead = client_of(amina), client_of(claire)
    address = f"/api/v1/plans/{version.plan_id}/councils/"

    begun = team.post(address, {"version": version.pk}, format="json")
    assert begun.status_code == 201
    council = Council.objects.get(pk=begun.json()["id"])
    assert send_file(team, council, AttachmentPurpose.COUNCIL_FILE).status_code == 201
    frozen = team.post(f"/api/v1/councils/{council.pk}/freeze/", headers=tag(council))
    assert frozen.json()["file_hash"]
    assert fire(lead, council, "submit").status_code == 200
    assert send_file(team, council, AttachmentPurpose.AGENDA).status_code == 201
    assert fire(team, council, "put_on_agenda", meets_on=MEETS_ON.isoformat()).status_code == 200
    with on(MEETS_ON):
        assert fire(lead, council, "present").status_code == 200
        assert send_file(team, council, AttachmentPurpose.COUNCIL_DECISION).status_code == 201
        outcomes = [
            {"proposal": lines[0].pk, "outcome": "adopted"},
            {"proposal": lines[1].pk, "outcome": "returned", "reason": "À préciser."},
        ]
        kept = team.put(
            f"/api/v1/councils/{council.pk}/outcomes/",
            {"lines": outcomes},
            format="json",
            headers=tag(council),
        )
        assert [each["outcome"] for each in kept.json()["lines"]] == ["adopted", "returned"]
        assert fire(lead, council, "record_adopted", reason="").status_code == 200

    public = client_of(None).get(f"/api/v1/councils/{council.pk}/").json()
    assert (public["state"], public["meets_on"]) == ("adopted", "2026-11-12")
    assert [each["reason"] for each in public["lines"]] == ["", "À préciser."]
    commitment = Commitment.objects.get()
    told = client_of(None).get(f"/api/v1/commitments/{commitment.pk}/").json()
    assert told["born_of"] == [{"id": lines[0].pk, "reference": lines[0].reference}]
    assert told["activities"][0]["deliverable"] == ACTIVITY.deliverable_fr
    assert told["activities"][0]["indicators"] == [ACTIVITY.indicator_fr]


def test_the_preview_names_every_line_and_moves_none(claire: User) -> None:
    council = council_in("presented")

    foreseen = client_of(claire).post(
        f"/api/v1/councils/{council.pk}/transitions/record_adopted/preview/", {}, format="json"
    )

    assert [move["transition"] for move in foreseen.json()["moves"]] == [
        "record_adopted",
        "enter_implementation",
        "adopt",
        "adopt",
    ]
    assert not Commitment.objects.exists()


def test_a_line_that_is_not_signed_stops_the_act_with_its_name(claire: User) -> None:
    other = dossier_in(ProposalState.SIGNATURE)
    council = council_in("preparing", [*signed_dossiers(1), other])

    answer = fire(client_of(claire), council, "submit")

    assert answer.status_code == 409
    assert "E-2" in answer.content.decode()
    read = client_of(claire).get(f"/api/v1/councils/{council.pk}/").json()
    assert [bool(each["problems"]) for each in read["lines"]] == [False, True]


def test_a_line_is_left_out_and_put_back(amina: User) -> None:
    council = open_council()
    line = council.lines.order_by("pk")[0]
    client, address = client_of(amina), f"/api/v1/councils/{council.pk}"
    given = {"proposal": line.proposal_id, "reason": "Sans budget."}

    left = client.post(f"{address}/leave-out/", given, format="json")
    back = client.post(f"{address}/put-back/", {"proposal": line.proposal_id}, format="json")

    assert left.json()["lines"][0]["left_out_because"] == "Sans budget."
    assert back.json()["lines"][0]["left_out_because"] == ""
    assert client.post(f"{address}/put-back/", {"proposal": 1}, format="json").status_code == 422


def test_a_line_of_a_frozen_file_is_not_left_out(amina: User) -> None:
    council = council_in("preparing")
    given = {"proposal": council.lines.order_by("pk")[0].proposal_id, "reason": "Sans budget."}

    answer = client_of(amina).post(
        f"/api/v1/councils/{council.pk}/leave-out/", given, format="json"
    )

    assert answer.status_code == 409


def test_an_outcome_without_its_reason_is_said_for_its_line(amina: User) -> None:
    council = council_in("presented")
    line = council.lines.order_by("pk")[0]

    answer = client_of(amina).put(
        f"/api/v1/councils/{council.pk}/outcomes/",
        {"lines": [{"proposal": line.proposal_id, "outcome": "removed"}]},
        format="json",
        headers=tag(council),
    )

    assert answer.status_code == 422
    assert f"line_{line.proposal_id}" in answer.content.decode()


def test_outcomes_need_the_version_that_was_read(amina: User) -> None:
    council = council_in("presented")

    answer = client_of(amina).put(
        f"/api/v1/councils/{council.pk}/outcomes/", {"lines": []}, format="json"
    )

    assert answer.status_code in {422, 428}


@pytest.mark.parametrize("path", ["freeze/", "thaw/", "leave-out/", "put-back/"])
def test_nobody_but_the_ministry_changes_a_file(path: str, jalila: User, driss: User) -> None:
    council = council_in("preparing")
    given = {"proposal": 1, "reason": "Non."}

    for person, status in ((jalila, 403), (driss, 404)):
        answer = client_of(person).post(
            f"/api/v1/councils/{council.pk}/{path}", given, format="json"
        )
        assert answer.status_code == status
    assert client_of(None).post(f"/api/v1/councils/{council.pk}/{path}").status_code == 401


def test_the_public_reads_no_file_before_its_outcome() -> None:
    council = council_in("presented")

    assert client_of(None).get(f"/api/v1/councils/{council.pk}/").status_code == 404
    listed = client_of(None).get(f"/api/v1/plans/{council.plan_id}/councils/").json()
    assert listed["results"] == []


def test_a_version_of_another_plan_is_unknown(amina: User) -> None:
    version = frozen_version(signed_dossiers(1))
    other = make_plan("MA-3")

    answer = client_of(amina).post(
        f"/api/v1/plans/{other.pk}/councils/", {"version": version.pk}, format="json"
    )

    assert answer.status_code == 404


def test_a_file_takes_as_many_statements_for_one_line_as_for_many(claire: User) -> None:
    client = client_of(claire)
    few = council_in("preparing", signed_dossiers(1))
    many = council_in("preparing", signed_dossiers(5, plan=make_plan("MA-3")))

    counts = []
    for council in (few, many):
        client.get(f"/api/v1/councils/{council.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/api/v1/councils/{council.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_synthesis_adds_up_to_the_last_proposal() -> None:
    admitted = proposal_in(ProposalState.ADMISSIBLE)
    proposal_in(ProposalState.INADMISSIBLE, plan=admitted.plan)
    proposal_in(ProposalState.DRAFT, plan=admitted.plan)

    told = client_of(None).get(f"/api/v1/plans/{admitted.plan_id}/synthesis/").json()

    counts = {row["fate"]: row["count"] for row in told["rows"] if row["count"]}
    assert counts == {"admitted": 1, "inadmissible": 1}
    assert (told["received"], told["last_reference"], told["is_reconciled"]) == (2, 2, True)
    assert Proposal.objects.count() == 3


def test_a_file_is_begun_once_for_a_key(amina: User) -> None:
    version = frozen_version(signed_dossiers(1))
    address, body = f"/api/v1/plans/{version.plan_id}/councils/", {"version": version.pk}
    headers = {"idempotency-key": "begin"}

    answers = [
        client_of(amina).post(address, body, format="json", headers=headers) for _number in range(2)
    ]

    assert [each.status_code for each in answers] == [201, 201]
    assert [each.reference for each in Council.objects.all()] == ["G-1"]
