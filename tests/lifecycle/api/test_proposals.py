"""Proposals as programs list, read and write them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Proposal
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import AuthorVisibility, Channel, Extent, Phase, ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.models import User

ADDRESS = "/api/v1/proposals/"


def list_ids(person: User | None, query: str = "") -> list[int]:
    """Return the ids of the first page that `person` is shown."""
    answer = client_of(person).get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return [row["id"] for row in answer.json()["results"]]


def patch(person: User, pk: int, *, version: int, **values: Any) -> Any:
    """Change a draft that was read at `version`."""
    headers = {"if-match": f'"{version}"'}
    return client_of(person).patch(f"{ADDRESS}{pk}/", values, format="json", headers=headers)


def test_each_reader_is_shown_what_they_may_see(amina: User, driss: User, farid: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, author=driss)
    submitted = proposal_in(ProposalState.SUBMITTED)
    admitted = proposal_in(ProposalState.ADMISSIBLE)

    assert list_ids(None) == [admitted.pk]
    assert list_ids(farid) == [admitted.pk]
    assert list_ids(driss) == [admitted.pk, draft.pk]
    assert list_ids(amina) == [admitted.pk, submitted.pk]


def test_a_list_is_narrowed_by_state_phase_plan_theme_and_language(amina: User) -> None:
    make_plan("MA-1")
    second = make_plan("MA-2")
    french = proposal_in(ProposalState.SUBMITTED)
    arabic = proposal_in(ProposalState.ADMISSIBLE, language="ar", plan=second)
    deferred = proposal_in(ProposalState.DEFERRED, theme=french.plan.themes.last())

    assert list_ids(amina, "?state=admissible") == [arabic.pk]
    assert list_ids(amina, f"?phase={Phase.PRIORITIZATION}") == [deferred.pk, arabic.pk]
    assert list_ids(amina, "?plan=MA-1") == [deferred.pk, french.pk]
    assert list_ids(amina, "?plan=MA-1&theme=justice") == [deferred.pk]
    assert list_ids(amina, "?language=ar") == [arabic.pk]
    assert list_ids(amina, "?plan=none") == []


def test_late_is_what_was_due_before_today(amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    month = current_clock().today() + timedelta(days=30)

    assert list_ids(amina, "?late=true") == []
    assert list_ids(amina, "?late=false") == [proposal.pk]
    with use_clock(FixedClock.on(month)):
        assert list_ids(amina, "?late=true") == [proposal.pk]
        assert list_ids(amina, "?late=false") == []


def test_a_list_costs_the_same_however_long_it_is(amina: User) -> None:
    client = client_of(amina)
    proposal_in(ProposalState.SUBMITTED)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as before:
        client.get(ADDRESS)

    for state in (ProposalState.ADMISSIBLE, ProposalState.DEFERRED, ProposalState.WITHDRAWN):
        proposal_in(state)

    with CaptureQueriesContext(connection) as after:
        client.get(ADDRESS)
    assert len(after) == len(before)


def test_pages_are_as_long_as_was_asked_for(amina: User) -> None:
    for _number in range(3):
        proposal_in(ProposalState.SUBMITTED)

    answer = client_of(amina).get(f"{ADDRESS}?page_size=2").json()

    assert (answer["count"], len(answer["results"])) == (3, 2)
    assert answer["next"].endswith("page=2&page_size=2")


def test_a_proposal_is_read_with_its_version(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = client_of(driss).get(f"{ADDRESS}{proposal.pk}/")

    content = answer.json()
    assert answer["ETag"] == f'"{content["version"]}"' == f'"{proposal.version}"'
    assert content["title"] == proposal.title
    assert (content["state"], content["phase"]) == ("submitted", "submission")
    assert content["waiting"][0]["role"]["code"] == "ministry_team"


@pytest.mark.parametrize("visibility", [AuthorVisibility.ANONYMOUS, AuthorVisibility.NAME])
def test_the_public_reads_the_author_as_the_author_chose(
    driss: User, amina: User, visibility: AuthorVisibility
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss, visibility=visibility.value)

    public = client_of(None).get(f"{ADDRESS}{proposal.pk}/").json()
    official = client_of(amina).get(f"{ADDRESS}{proposal.pk}/").json()

    assert ("Driss" in public["authors"]["words"]) is (visibility == AuthorVisibility.NAME)
    assert public["dialogue"] is None
    assert "driss@" not in str(public)
    assert official["authors"]["names"] == ["Driss"]


def test_a_proposal_costs_the_same_however_much_is_around_it(amina: User) -> None:
    client = client_of(amina)
    dossier, *ideas = [proposal_in(ProposalState.PRIORITIZED) for _ in range(4)]
    link(ideas[0], dossier=dossier, extent=Extent.WHOLE, actor=amina)
    client.get(f"{ADDRESS}{dossier.pk}/")
    with CaptureQueriesContext(connection) as before:
        client.get(f"{ADDRESS}{dossier.pk}/")

    for idea in ideas[1:]:
        link(idea, dossier=dossier, extent=Extent.WHOLE, actor=amina)

    with CaptureQueriesContext(connection) as after:
        answer = client.get(f"{ADDRESS}{dossier.pk}/")
    assert len(answer.json()["kinship"]["sources"]) == 3
    assert len(after) == len(before)


def test_an_author_begins_a_draft(driss: User) -> None:
    plan = make_plan()
    theme = plan.themes.first()
    assert theme is not None

    answer = client_of(driss).post(
        ADDRESS,
        {"plan": plan.code, "language": "ar", "title": "نشر السجلات", "theme": theme.pk},
        format="json",
    )

    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    proposal = Proposal.objects.get(pk=answer.json()["subject"])
    assert (proposal.state, proposal.title, proposal.theme) == ("draft", "نشر السجلات", theme)
    assert list_ids(driss) == [proposal.pk]


def test_a_draft_with_mistakes_is_told_all_of_them(driss: User) -> None:
    plan = make_plan()

    answer = client_of(driss).post(
        ADDRESS, {"plan": plan.code, "theme": 999, "surprise": 1}, format="json"
    )

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"theme", "surprise"})
    assert not Proposal.objects.exists()


def test_a_plan_that_is_not_there_takes_no_draft(driss: User) -> None:
    answer = client_of(driss).post(ADDRESS, {"plan": "MA-9"}, format="json")

    assert answer.json()["errors"] == {"plan": ["There is no plan with the code “MA-9”."]}


def test_a_plan_that_receives_nothing_today_says_so(driss: User) -> None:
    plan = make_plan()
    after = current_clock().today() + timedelta(days=365)

    with use_clock(FixedClock.on(after)):
        answer = client_of(driss).post(ADDRESS, {"plan": plan.code}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "refused")


def test_an_author_changes_what_they_send_and_nothing_else(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    answer = patch(driss, proposal.pk, version=proposal.version, title="Autre titre")

    assert answer.status_code == 200
    assert answer.json()["title"] == "Autre titre"
    assert answer.json()["problem"] == proposal.problem
    assert answer["ETag"] == f'"{proposal.version + 1}"'


def test_of_two_windows_the_second_is_told(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    patch(driss, proposal.pk, version=proposal.version, title="Première fenêtre")

    answer = patch(driss, proposal.pk, version=proposal.version, title="Seconde fenêtre")

    assert (answer.status_code, answer.json()["code"]) == (409, "stale")


def test_nobody_but_its_author_writes_a_proposal(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    answer = patch(amina, proposal.pk, version=proposal.version, title="À ma façon")

    assert answer.status_code == 403


def test_the_ministry_records_what_it_was_told(amina: User) -> None:
    plan = make_plan()
    theme = plan.themes.first()
    assert theme is not None
    body = {
        "plan": plan.code,
        "title": "Publier les registres",
        "problem": "On ne les trouve pas.",
        "solution": "Les mettre en ligne.",
        "theme": theme.pk,
        "channel": Channel.EVENT.value,
        "channel_reference": "Forum de Fès",
        "authors": [{"name": "Zineb"}],
    }

    answer = client_of(amina).post(f"{ADDRESS}record/", body, format="json")

    assert (answer.status_code, answer.json()["state"]) == (201, "submitted")
    proposal = Proposal.objects.get(pk=answer.json()["subject"])
    assert (proposal.channel, proposal.reference) == ("event", "P-0001")


def test_a_citizen_records_nothing_for_others(driss: User) -> None:
    plan = make_plan()
    theme = plan.themes.first()
    assert theme is not None
    body = {
        "plan": plan.code,
        "title": "Publier les registres",
        "problem": "On ne les trouve pas.",
        "solution": "Les mettre en ligne.",
        "theme": theme.pk,
        "channel": Channel.LETTER.value,
    }

    answer = client_of(driss).post(f"{ADDRESS}record/", body, format="json")

    assert answer.status_code == 403
