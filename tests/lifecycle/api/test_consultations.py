"""Versions, consultations and contributions by the API: the same rules as the pages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from lifecycle.models import Consultation
from lifecycle.services.contributions import publish_contribution
from lifecycle.vocabulary import ProposalState
from tests.consultation import (
    CLOSES_ON,
    OPENS_ON,
    TEXTS,
    TODAY,
    consultation_in,
    frozen_version,
    make_consultation,
    on,
    say,
)
from tests.factories import make_plan
from tests.lifecycle.api.clients import client_of, fire_by_api
from tests.road import dossier_in
from workflow.models import User
from workflow.tick import tick

pytestmark = pytest.mark.django_db
API = "/api/v1/"
SAID = {"text": "Publier aussi les annexes.", "language": "fr"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with on(TODAY):
        yield


def get(person: User | None, address: str) -> Any:
    return client_of(person).get(f"{API}{address}")


def send(person: User | None, address: str, *, method: str = "post", **values: Any) -> Any:
    return getattr(client_of(person), method)(f"{API}{address}", values, format="json")


def test_a_version_is_begun_filled_and_frozen(amina: User) -> None:
    plan = make_plan()
    first, second = (dossier_in(ProposalState.READY, plan=plan) for _number in range(2))

    begun = send(amina, f"plans/{plan.pk}/versions/", **TEXTS)
    pk = begun.json()["id"]
    lined = send(amina, f"versions/{pk}/lines/", method="put", proposals=[second.pk, first.pk])
    frozen = send(amina, f"versions/{pk}/freeze/")
    read = get(None, f"versions/{pk}/")

    assert [each.status_code for each in (begun, lined, frozen, read)] == [201, 200, 200, 200]
    assert [line["number"] for line in read.json()["lines"]] == ["E-1", "E-2"]
    assert read.json()["is_intact"]
    assert len(read.json()["root_hash"]) == 64


def test_a_draft_is_read_by_who_follows_the_procedure_alone(amina: User, driss: User) -> None:
    plan = make_plan()
    pk = send(amina, f"plans/{plan.pk}/versions/", **TEXTS).json()["id"]

    readers = (None, driss, amina)

    assert [get(each, f"versions/{pk}/").status_code for each in readers] == [404, 404, 200]
    assert get(driss, f"plans/{plan.pk}/versions/").json()["count"] == 0


def test_whether_a_draft_exists_is_not_told_by_what_is_begun_on_it(
    amina: User, driss: User
) -> None:
    plan = make_plan()
    pk = send(amina, f"plans/{plan.pk}/versions/", **TEXTS).json()["id"]
    words = {"title_fr": "Consultation"}

    answers = [
        send(driss, address, version=key, **given)
        for key in (pk, 999_999)
        for address, given in (("consultations/", words), (f"plans/{plan.pk}/councils/", {}))
    ]

    assert [each.status_code for each in answers] == [404] * 4


def test_nobody_else_writes_a_version(claire: User, driss: User) -> None:
    plan = make_plan()

    answers = [send(each, f"plans/{plan.pk}/versions/", **TEXTS) for each in (claire, driss, None)]

    assert [each.status_code for each in answers] == [403, 403, 401]


def test_a_frozen_version_is_not_written_any_more(amina: User) -> None:
    version = frozen_version([dossier_in(ProposalState.READY)])

    written = send(amina, f"versions/{version.pk}/", method="put", **TEXTS)
    emptied = send(amina, f"versions/{version.pk}/lines/", method="put", proposals=[])

    assert (written.status_code, emptied.status_code) == (409, 409)


def test_what_cannot_be_a_line_is_named(amina: User) -> None:
    plan = make_plan()
    pk = send(amina, f"plans/{plan.pk}/versions/", **TEXTS).json()["id"]

    answer = send(amina, f"versions/{pk}/lines/", method="put", proposals=[999])

    assert answer.status_code == 422
    assert "999" in answer.json()["errors"]["proposals"][0]


def test_a_consultation_is_prepared_announced_and_scheduled(amina: User) -> None:
    version = frozen_version([dossier_in(ProposalState.READY)])
    words = {"title_fr": "Consultation", "notice_fr": "Avis", "notice_ar": "إعلان"}
    days = {"opens_on": OPENS_ON.isoformat(), "closes_on": CLOSES_ON.isoformat()}

    made = send(amina, "consultations/", version=version.pk, **words, **days)
    pk = made.json()["id"]
    hidden = get(None, f"consultations/{pk}/")
    announced = send(amina, f"consultations/{pk}/notice/")
    scheduled = fire_by_api(
        client_of(amina),
        pk,
        "schedule",
        version=announced.json()["version"],
        kind="consultations",
    )

    assert [made.status_code, hidden.status_code, announced.status_code] == [201, 404, 200]
    assert scheduled.status_code == 200
    assert get(None, f"consultations/{pk}/").json()["state"] == "scheduled"
    assert made.json()["lines"][0]["target"] == "In consultation"


def test_three_days_are_refused_with_their_reason(amina: User) -> None:
    consultation = make_consultation(closes_on=OPENS_ON)

    answer = fire_by_api(
        client_of(amina),
        consultation.pk,
        "schedule",
        version=consultation.version,
        kind="consultations",
    )

    assert answer.status_code == 409
    assert "lasts_long_enough" in [each["code"] for each in answer.json()["reasons"]]


def test_the_clock_opens_it_and_no_program_does(amina: User) -> None:
    consultation = consultation_in("scheduled")

    answer = fire_by_api(
        client_of(amina),
        consultation.pk,
        "open",
        version=consultation.version,
        kind="consultations",
    )

    assert answer.status_code == 403


def test_a_line_is_left_out_and_taken_in(amina: User) -> None:
    consultation = make_consultation()
    line = consultation.plan_version.lines.all()[0].proposal_id
    address = f"consultations/{consultation.pk}"

    silent = send(amina, f"{address}/leave-out/", proposal=line)
    left = send(amina, f"{address}/leave-out/", proposal=line, reason="Attend une loi.")
    again = send(amina, f"{address}/leave-out/", proposal=line, reason="Encore.")
    back = send(amina, f"{address}/take-in/", proposal=line)

    assert [each.status_code for each in (silent, left, again, back)] == [422, 200, 409, 200]
    assert left.json()["lines"][0]["left_out_because"] == "Attend une loi."


def test_a_program_without_an_account_contributes_and_follows(amina: User) -> None:
    consultation = consultation_in("open")
    with on(OPENS_ON):
        sent = send(None, f"consultations/{consultation.pk}/contributions/", **SAID)
    token = sent.json()["token"]

    followed = get(None, f"contributions/follow/{token}/")
    listed = get(None, f"consultations/{consultation.pk}/contributions/")

    assert (sent.status_code, followed.status_code) == (201, 200)
    assert followed.json()["moderation"] == "waiting"
    assert listed.json()["count"] == 0


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"text": "x" * 10_001}, 422),
        ({"text": ""}, 422),
        ({"language": "xx"}, 422),
        ({"proposal": 999_999}, 422),
        ({"email": "nobody"}, 422),
    ],
)
def test_what_is_wrong_with_a_contribution_is_told(changes: dict[str, Any], status: int) -> None:
    consultation = consultation_in("open")

    with on(OPENS_ON):
        answer = send(
            None, f"consultations/{consultation.pk}/contributions/", **{**SAID, **changes}
        )

    assert answer.status_code == status
    assert next(iter(changes)) in answer.json()["errors"]


def test_a_closed_consultation_receives_nothing(amina: User) -> None:
    consultation = consultation_in("closed")

    answer = send(None, f"consultations/{consultation.pk}/contributions/", **SAID)

    assert answer.status_code == 409


def test_contributions_are_moderated_grouped_and_answered(
    amina: User, driss: User, farid: User
) -> None:
    consultation = consultation_in("open")
    one, two = say(consultation, "Une idée."), say(consultation, "La même idée.")
    given = {"effect": "accepted", "answer": "Le texte le dit."}

    answers = [
        send(driss, f"contributions/{one.pk}/publish/"),
        send(amina, f"contributions/{one.pk}/publish/"),
        send(amina, f"contributions/{two.pk}/withhold/", reason="Doublon."),
        send(amina, f"contributions/{one.pk}/group/", members=[two.pk]),
        send(farid, f"contributions/{one.pk}/answer/", **given),
        send(amina, f"contributions/{one.pk}/answer/", effect="accepted", answer=""),
        send(amina, f"contributions/{one.pk}/answer/", **given),
    ]
    work = get(amina, f"consultations/{consultation.pk}/work/")

    assert [each.status_code for each in answers] == [404, 200, 200, 200, 403, 422, 200]
    assert {row["effect"] for row in work.json()["results"]} == {"accepted"}


def test_nobody_overwrites_an_answer_they_have_not_read(amina: User) -> None:
    consultation = consultation_in("open")
    row, other = say(consultation), say(consultation, "La même idée.")
    client, address = client_of(amina), f"/api/v1/contributions/{row.pk}"
    given = {"effect": "partly", "answer": "En partie."}

    tag = client.post(f"{address}/answer/", given, format="json").headers["ETag"]
    stale = client.post(f"{address}/answer/", given, format="json", headers={"If-Match": '"0"'})
    sent = client.post(f"{address}/answer/", given, format="json", headers={"If-Match": tag})
    behind = {"members": [row.pk], "versions": {str(row.pk): 1}}
    grouped = client.post(f"/api/v1/contributions/{other.pk}/group/", behind, format="json")

    assert [each.status_code for each in (stale, sent, grouped)] == [409, 200, 409]


def test_answers_are_told_once_they_are_published(amina: User, claire: User) -> None:
    consultation = consultation_in("open")
    row = say(consultation)
    publish_contribution(row.pk, actor=amina)
    address = f"consultations/{consultation.pk}/contributions/"
    send(amina, f"contributions/{row.pk}/answer/", effect="partly", answer="En partie.")
    before = get(None, address).json()["results"][0]

    with on(CLOSES_ON.replace(day=28)):
        tick()
        for person, name in ((amina, "settle"), (claire, "publish")):
            version = Consultation.objects.get(pk=consultation.pk).version
            fired = fire_by_api(
                client_of(person), consultation.pk, name, version=version, kind="consultations"
            )
            assert fired.status_code == 200
    after = get(None, address).json()["results"][0]

    assert (before["effect"], before["answer"]) == ("", "")
    assert (after["effect"], after["answer"]) == ("partly", "En partie.")


def test_a_porter_works_on_its_own_lines_alone(farid: User, driss: User, amina: User) -> None:
    consultation = consultation_in("open")
    line = consultation.plan_version.lines.all()[0].proposal
    own, other = say(consultation, line=line), say(consultation)
    given = {"effect": "accepted", "answer": "Oui."}

    listed = get(farid, f"consultations/{consultation.pk}/work/").json()["results"]
    proposed = send(farid, f"contributions/{own.pk}/propose/", **given)
    refused = send(farid, f"contributions/{other.pk}/propose/", **given)

    assert [row["id"] for row in listed] == [own.pk]
    assert (proposed.status_code, refused.status_code) == (200, 404)
    assert get(driss, f"consultations/{consultation.pk}/work/").json()["count"] == 0


def test_what_a_porter_proposes_is_told_to_the_ministry_and_the_porter_alone(
    farid: User, amina: User, jalila: User
) -> None:
    consultation = consultation_in("open")
    own = say(consultation, line=consultation.plan_version.lines.all()[0].proposal)
    send(farid, f"contributions/{own.pk}/propose/", effect="accepted", answer="Proposée.")

    told = {
        person.pk: get(person, f"consultations/{consultation.pk}/work/").json()["results"][0]
        for person in (farid, amina, jalila)
    }

    assert told[farid.pk]["proposed_answer"] == told[amina.pk]["proposed_answer"] == "Proposée."
    assert (told[jalila.pk]["proposed_effect"], told[jalila.pk]["proposed_answer"]) == ("", "")


def test_a_consultation_is_prepared_once_for_a_key(amina: User) -> None:
    version = frozen_version([dossier_in(ProposalState.READY)])
    body = {"version": version.pk, "title_fr": "Consultation sur le plan"}
    headers = {"idempotency-key": "prepare"}

    answers = [
        client_of(amina).post(f"{API}consultations/", body, format="json", headers=headers)
        for _number in range(2)
    ]

    assert [each.status_code for each in answers] == [201, 201]
    assert [each.reference for each in Consultation.objects.all()] == ["C-1"]
