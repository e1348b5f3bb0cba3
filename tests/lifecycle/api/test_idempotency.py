"""A repeated request has one effect and one answer, whatever happened to the first answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from lifecycle.models import Proposal
from lifecycle.services.tokens import issue_token
from lifecycle.vocabulary import ProposalState, RefusalCode
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import make_person
from tests.databases import Clone
from tests.factories import make_plan, proposal_in
from tests.lifecycle.api.clients import client_of, client_with, fire_by_api
from workflow.models import Event, User
from workflow.permissions import grant

AT_ONCE = 16


def test_the_same_key_and_body_get_the_same_answer_and_have_one_effect(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = client_of(amina)
    first = fire_by_api(client, proposal.pk, "admit", version=proposal.version, key="k-1")

    again = fire_by_api(client, proposal.pk, "admit", version=proposal.version, key="k-1")

    assert (again.status_code, again.json(), again["ETag"]) == (200, first.json(), first["ETag"])
    assert Event.objects.filter(subject=proposal.pk, name="admit").count() == 1


def test_the_answer_is_the_same_although_the_subject_has_moved_on(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = client_of(amina)
    asked: dict[str, Any] = {"version": proposal.version, "key": "k-2", "question": "Lequel ?"}
    first = fire_by_api(client, proposal.pk, "request_details", **asked)
    fire_by_api(client_of(driss), proposal.pk, "give_details", version=3, details="Celui-ci.")

    again = fire_by_api(client, proposal.pk, "request_details", **asked)

    assert again.json() == first.json()
    assert again.json()["state"] == ProposalState.NEEDS_DETAILS


def test_a_proposal_to_a_second_person_is_answered_the_same_too(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    asked: dict[str, Any] = {
        "version": proposal.version,
        "key": "k-3",
        "code": RefusalCode.OUT_OF_SCOPE.value,
        "reason": "Hors du gouvernement ouvert.",
    }

    answers = [fire_by_api(client_of(amina), proposal.pk, "refuse", **asked) for _ in range(2)]

    assert [each.status_code for each in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()


def test_the_same_key_with_another_body_is_refused(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = client_of(amina)
    asked: dict[str, Any] = {"version": proposal.version, "key": "k-4"}
    fire_by_api(client, proposal.pk, "request_details", question="Lequel ?", **asked)

    other = fire_by_api(client, proposal.pk, "request_details", question="Où ?", **asked)

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_the_key_of_somebody_else_is_another_key(amina: User, bilal: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    fire_by_api(client_of(amina), proposal.pk, "admit", version=proposal.version, key="k-5")

    other = fire_by_api(client_of(bilal), proposal.pk, "admit", version=proposal.version, key="k-5")

    assert (other.status_code, other.json()["code"]) == (409, "stale")


@pytest.mark.parametrize("key", ["", "with blanks", "é", "k" * 101])
def test_a_key_that_is_none_is_malformed(amina: User, driss: User, key: str) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(client_of(amina), proposal.pk, "admit", version=proposal.version, key=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_draft_is_begun_once_by_a_key(driss: User) -> None:
    plan = make_plan()
    body = {"plan": plan.code, "title": "Publier les registres"}
    headers = {"idempotency-key": "k-6"}
    client = client_of(driss)

    answers = [
        client.post("/api/v1/proposals/", body, format="json", headers=headers) for _ in range(2)
    ]

    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Proposal.objects.count() == 1


def test_of_sixteen_at_once_one_has_an_effect_and_all_are_answered_alike(
    cloned_database: Clone,
) -> None:
    author, official = make_person("Author"), make_person("Official")
    grant(MINISTRY_TEAM, official)
    proposal = proposal_in(ProposalState.SUBMITTED, author=author)
    token = issue_token(official)

    def ask(_number: int) -> tuple[int, Any]:
        try:
            answer = fire_by_api(client_with(token), proposal.pk, "admit", version=2, key="race")
            return answer.status_code, answer.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, range(AT_ONCE)))

    assert {status for status, _content in answers} == {200}
    assert all(content == answers[0][1] for _status, content in answers)
    assert Event.objects.filter(subject=proposal.pk, name="admit").count() == 1
