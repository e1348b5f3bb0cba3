"""Transitions asked for by programs: the rules, the reasons and the words of the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import PlanStage
from lifecycle.vocabulary import MembershipBody, ProposalState, RefusalCode, StageCode
from tests.cast import make_member
from tests.factories import make_plan, proposal_in, two_assessors
from tests.lifecycle.api.clients import client_of, fire_by_api, list_transitions
from workflow.engine import explain, fire
from workflow.machine.registry import get_machine
from workflow.models import Event, User, Via

REFUSAL = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Hors du gouvernement ouvert."}


def test_a_program_admits_a_proposal_and_the_history_says_that_it_was_a_program(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(client_of(amina), proposal.pk, "admit", version=proposal.version)

    assert answer.status_code == 200
    assert answer.json()["state"] == ProposalState.ADMISSIBLE
    assert answer["ETag"] == f'"{proposal.version + 1}"'
    assert Event.objects.get(subject=proposal.pk, name="admit").via == Via.API


def test_every_transition_of_the_machine_is_listed_with_every_reason_of_the_engine(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    told = list_transitions(amina, proposal.pk)

    explained = explain(proposal.pk, actor=amina)
    assert list(told) == list(get_machine("proposal").transitions)
    assert {
        name: [reason["code"] for reason in each["reasons"]] for name, each in told.items()
    } == {
        each.transition.name: [reason.code for reason in each.reasons]
        for each in explained.transitions
    }
    assert told["admit"]["allowed"]
    assert not told["retain"]["allowed"]


def test_what_a_transition_takes_is_described_with_what_can_be_chosen(
    amina: User, driss: User
) -> None:
    first, second = two_assessors()
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    told = list_transitions(amina, proposal.pk)

    (asked,) = told["start_assessment"]["inputs"]
    assert (asked["name"], asked["type"], asked["many"]) == ("assessors", "reference", True)
    assert {option["value"] for option in asked["options"]} == {str(first.pk), str(second.pk)}
    parts = next(each for each in told["split"]["inputs"] if each["type"] == "rows")
    assert [column["name"] for column in parts["columns"]][:1] == ["title"]
    assert parts["least"] == 2


def test_an_input_that_is_needed_here_is_called_required(claire: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    before = list_transitions(claire, proposal.pk)
    fire(proposal, "withdraw", actor=driss)

    after = list_transitions(claire, proposal.pk)

    asked = [told["reopen_intake"]["inputs"][0] for told in (before, after)]
    assert [(each["name"], each["required"]) for each in asked] == [
        ("consent", False),
        ("consent", True),
    ]


def test_what_nobody_may_choose_now_is_not_looked_up(driss: User) -> None:
    two_assessors()
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    told = list_transitions(driss, proposal.pk)

    assert told["start_assessment"]["inputs"][0]["options"] == []


def test_the_list_of_transitions_costs_the_same_however_many_people_are_concerned(
    amina: User, driss: User
) -> None:
    two_assessors()
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    client, address = client_of(amina), f"/api/v1/proposals/{proposal.pk}/transitions/"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)

    for _number in range(3):
        proposal_in(ProposalState.SUBMITTED, author=driss)
    for name in ("Nadia", "Omar", "Rachid"):
        make_member(name, MembershipBody.ASSESSORS, None)

    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) == len(before)


def test_a_refusal_of_rights_carries_every_reason(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(client_of(driss), proposal.pk, "admit", version=proposal.version)

    assert answer.status_code == 403
    reasons = answer.json()["reasons"]
    assert [reason["code"] for reason in reasons] == ["role", "separation"]
    assert reasons[0]["roles"] == [{"code": "ministry_team", "label": "ministry team"}]


def test_a_refusal_of_guards_carries_every_reason_with_its_count_and_who_can_help(
    claire: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)

    answer = fire_by_api(client_of(claire), proposal.pk, "retain", version=proposal.version)

    assert answer.status_code == 409
    assert answer.json()["code"] == "refused"
    scores = next(each for each in answer.json()["reasons"] if each["waivable"])
    assert scores["count"] == 2
    assert [role["code"] for role in scores["roles"]] == ["assessor", "ministry_lead"]


def test_a_wrong_state_is_a_conflict_and_not_a_question_of_rights(
    claire: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(client_of(claire), proposal.pk, "retain", version=proposal.version)

    assert answer.status_code == 409
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["state"]


def test_a_version_that_was_left_behind_is_stale(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(client_of(amina), proposal.pk, "admit", version=proposal.version - 1)

    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_who_does_not_say_what_they_read_is_asked_to(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = client_of(amina).post(f"/api/v1/proposals/{proposal.pk}/transitions/admit/")

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize("header", ["7", '"seven"', '"1", "2"', "*", '"12345678901234567890"'])
def test_a_version_that_is_none_is_malformed(amina: User, driss: User, header: str) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = client_of(amina).post(
        f"/api/v1/proposals/{proposal.pk}/transitions/admit/", headers={"if-match": header}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_tag_that_a_proxy_made_weak_is_the_same_version(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = client_of(amina).post(
        f"/api/v1/proposals/{proposal.pk}/transitions/admit/",
        headers={"if-match": f'W/"{proposal.version}"'},
    )

    assert answer.status_code == 200


def test_every_wrong_input_is_named_with_its_field(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(
        client_of(amina), proposal.pk, "refuse", version=proposal.version, surprise=1
    )

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"code", "reason", "surprise"}


def test_a_value_of_another_type_is_wrong_before_anything_is_looked_at(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(
        client_of(amina), proposal.pk, "refuse", version=1, code="late", reason={"not": "text"}
    )

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"reason"}


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("fulfil", 403, "forbidden"), ("no_such_thing", 404, "unknown_transition")],
)
def test_a_name_that_no_person_fires_is_answered_by_the_engine(
    amina: User, driss: User, name: str, status: int, code: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(client_of(amina), proposal.pk, name, version=proposal.version)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_proposal_one_may_not_see_does_not_exist(farid: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = client_of(farid)

    answers = [
        client.get(f"/api/v1/proposals/{proposal.pk}/transitions/"),
        fire_by_api(client, proposal.pk, "admit", version=proposal.version),
        client.get(f"/api/v1/proposals/{proposal.pk + 1_000}/transitions/"),
    ]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert len({each.json()["detail"] for each in answers}) == 1


def test_a_name_that_is_none_is_unknown_whether_or_not_the_version_is_said(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = client_of(amina).post(f"/api/v1/proposals/{proposal.pk}/transitions/no_such_thing/")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_transition")


@pytest.mark.parametrize(
    ("rest", "body", "headers"),
    [
        ("transitions/admit/", {}, {}),
        ("transitions/admit/", {}, {"if-match": "seven"}),
        ("transitions/refuse/", {"code": "nothing of ours"}, {"if-match": '"1"'}),
        ("waivers/", {}, {}),
        ("uptakes/", {}, {}),
        ("suspicions/", {}, {}),
        ("porters/", {}, {}),
        ("conflicts/", {}, {}),
        ("attachments/", {}, {}),
    ],
)
def test_what_is_wrong_with_a_request_does_not_betray_what_one_may_not_see(
    farid: User, driss: User, rest: str, body: dict[str, str], headers: dict[str, str]
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = client_of(farid)

    hidden, missing = (
        client.post(f"/api/v1/proposals/{pk}/{rest}", body, format="json", headers=headers)
        for pk in (proposal.pk, proposal.pk + 1_000)
    )

    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()


def test_a_subject_is_found_only_among_its_own_kind(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = client_of(amina).get(f"/api/v1/plans/{proposal.pk}/transitions/")

    assert answer.status_code == 404


def test_a_preview_says_what_would_happen_and_writes_nothing(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    before = Event.objects.count()

    answer = client_of(amina).post(
        f"/api/v1/proposals/{proposal.pk}/transitions/admit/preview/", {}, format="json"
    )

    assert answer.status_code == 200
    assert [move["target"] for move in answer.json()["moves"]] == ["Admissible"]
    assert answer.json()["expected"][0]["role"]["code"] == "ministry_team"
    assert Event.objects.count() == before


def test_a_preview_refuses_as_the_deed_would(driss: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = client_of(driss).post(
        f"/api/v1/proposals/{proposal.pk}/transitions/admit/preview/", {}, format="json"
    )

    assert answer.status_code == 403
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["role", "separation"]


def test_a_stage_of_a_plan_moves_by_the_same_door(claire: User) -> None:
    plan = make_plan()
    stage = PlanStage.objects.get(plan=plan, code=StageCode.DRAFTING.value)

    answer = fire_by_api(client_of(claire), stage.pk, "open", version=stage.version, kind="stages")

    assert (answer.status_code, answer.json()["state"]) == (200, "open")


@pytest.mark.parametrize("address", ["transitions/", "transitions/admit/", "waivers/"])
def test_the_public_is_asked_who_it_is(driss: User, amina: User, address: str) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    method = "get" if address == "transitions/" else "post"

    answer = getattr(client_of(None), method)(f"/api/v1/proposals/{proposal.pk}/{address}")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"


def test_an_anonymous_author_is_named_to_nobody_who_may_not_know(
    amina: User, karim: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    told = {
        person: client_of(person).get(f"/api/v1/proposals/{proposal.pk}/transitions/").json()
        for person in (amina, karim, driss)
    }

    holders = {person: each["waiting"][0]["holder"] for person, each in told.items()}
    assert holders == {amina: "Driss", karim: "the author", driss: "Driss"}
