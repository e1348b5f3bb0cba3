"""Proposals: written, edited in two windows, recorded for somebody; refused with nothing lost."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle.models import Proposal
from lifecycle.models.proposal import TEXT_MAX_LENGTH, TITLE_MAX_LENGTH
from lifecycle.services.proposals import create_draft, edit_draft, record_proposal
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.databases import Clone
from tests.factories import make_plan, proposal_in
from tests.races import run_at_once
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, Event, EventKind, Subject, User, Via, WorkItem

WORDS = {
    "title": "Publier les registres",
    "problem": "Personne ne les trouve.",
    "solution": "Les mettre en ligne.",
}


@pytest.mark.django_db
def test_anybody_with_an_account_begins_a_draft_that_only_they_see(driss: User) -> None:
    plan = make_plan()

    proposal = create_draft(
        plan=plan, actor=driss, values={"title": "  نشر السجلات ", "language": "ar"}, via=Via.WEB
    )

    event = proposal.events.get()
    item = WorkItem.objects.get(subject=proposal.pk)
    assert (proposal.state, proposal.title, proposal.problem) == ("draft", "نشر السجلات", "")
    assert (event.kind, event.name, event.via) == (EventKind.BIRTH, "create", Via.WEB)
    assert proposal.authors.get().person == driss
    assert item.person == driss
    assert Announcement.objects.filter(subject=proposal.pk, topic="proposal.create").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"title": "a" * (TITLE_MAX_LENGTH + 1)}, ["title"]),
        ({"problem": "a" * 1_048_576}, ["problem"]),
        (
            {"solution": "a" * (TEXT_MAX_LENGTH + 1), "title": "b" * 1_048_576},
            ["title", "solution"],
        ),
        ({"title": "nul \x00"}, ["title"]),
        ({"problem": "half \ud83d"}, ["problem"]),
        ({"language": "de"}, ["language"]),
        ({"visibility": "everybody"}, ["visibility"]),
        ({"visibility": "association"}, ["association_name"]),
        ({"theme": 0}, ["theme"]),
        ({"association": 0}, ["association"]),
        ({"state": "adopted", "published_at": "2026-01-01"}, ["state", "published_at"]),
    ],
)
def test_what_is_wrong_in_a_draft_is_named_field_by_field_and_nothing_is_written(
    driss: User, values: dict[str, Any], fields: list[str]
) -> None:
    plan = make_plan()

    with pytest.raises(InputError) as refusal:
        create_draft(plan=plan, actor=driss, values=values)

    assert sorted(refusal.value.errors) == sorted(fields)
    assert all(refusal.value.errors.values())
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_a_text_at_its_longest_is_kept_whole(driss: User) -> None:
    longest = "é" * TEXT_MAX_LENGTH

    proposal = create_draft(
        plan=make_plan(), actor=driss, values={"problem": longest, "title": "é" * TITLE_MAX_LENGTH}
    )

    assert proposal.problem == longest


@pytest.mark.django_db
def test_the_line_breaks_of_a_browser_count_once(driss: User) -> None:
    text = "\r\n".join(["a" * 99] * 200)

    proposal = create_draft(plan=make_plan(), actor=driss, values={"problem": text})

    assert proposal.problem == text.replace("\r\n", "\n")


@pytest.mark.django_db
def test_a_theme_of_another_plan_is_refused(driss: User) -> None:
    other = make_plan("MA-9")

    with pytest.raises(InputError) as refusal:
        create_draft(plan=make_plan(), actor=driss, values={"theme": other.themes.first()})

    assert list(refusal.value.errors) == ["theme"]


@pytest.mark.django_db
def test_a_closed_window_takes_no_draft(driss: User) -> None:
    plan = make_plan()
    closes_on = plan.stages.get(code="collection").closes_on
    assert closes_on is not None

    with (
        use_clock(FixedClock.on(closes_on + timedelta(days=14))),
        pytest.raises(TransitionRefusedError) as refusal,
    ):
        create_draft(plan=plan, actor=driss, values=WORDS)

    assert [each.guard for each in refusal.value.shortfalls] == ["window_open"]
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_the_same_key_begins_one_draft_and_another_request_may_not_use_it(driss: User) -> None:
    plan = make_plan()
    first = create_draft(plan=plan, actor=driss, values=WORDS, key="k")

    again = create_draft(plan=plan, actor=driss, values=WORDS, key="k")
    with pytest.raises(KeyReusedError):
        create_draft(plan=plan, actor=driss, values={"title": "Autre"}, key="k")

    assert again == first
    assert Proposal.objects.count() == 1


@pytest.mark.django_db
def test_an_edit_changes_what_is_given_and_leaves_the_rest(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    edited = edit_draft(
        proposal, actor=driss, values={"title": "Mieux dit"}, expect=proposal.version
    )

    event = proposal.events.get(name="edited")
    assert (edited.title, edited.problem) == ("Mieux dit", proposal.problem)
    assert (edited.version, event.kind) == (proposal.version + 1, EventKind.FACT)
    assert '"fields":["title"]' in event.body.json
    assert "Mieux dit" not in event.body.json


@pytest.mark.django_db
def test_an_edit_that_changes_nothing_is_no_event(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    edited = edit_draft(
        proposal, actor=driss, values={"title": proposal.title}, expect=proposal.version
    )

    assert edited.version == proposal.version


@pytest.mark.django_db
def test_the_second_window_is_told_and_overwrites_nothing(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    read = proposal.version
    edit_draft(proposal, actor=driss, values={"title": "Première fenêtre"}, expect=read)

    with pytest.raises(StaleSubjectError) as refusal:
        edit_draft(proposal, actor=driss, values={"title": "Seconde fenêtre"}, expect=read)

    assert (refusal.value.expected, refusal.value.version) == (read, read + 1)
    assert Proposal.objects.get(pk=proposal.pk).title == "Première fenêtre"


@pytest.mark.django_db
def test_only_the_author_writes(driss: User, amina: User, jalila: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, author=driss)
    asked = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    with pytest.raises(SubjectNotFoundError):
        edit_draft(draft, actor=jalila, values=WORDS, expect=draft.version)
    with pytest.raises(TransitionForbiddenError):
        edit_draft(asked, actor=amina, values=WORDS, expect=asked.version)

    assert not Event.objects.filter(name="edited").exists()


@pytest.mark.django_db
def test_the_author_writes_again_while_a_question_is_open_and_not_after(driss: User) -> None:
    asked = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)
    submitted = proposal_in(ProposalState.SUBMITTED, author=driss)

    edited = edit_draft(asked, actor=driss, values={"title": "Précisé"}, expect=asked.version)
    with pytest.raises(TransitionRefusedError):
        edit_draft(submitted, actor=driss, values=WORDS, expect=submitted.version)

    assert edited.title == "Précisé"


@pytest.mark.django_db
def test_a_wrong_edit_writes_nothing(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    with pytest.raises(InputError):
        edit_draft(
            proposal,
            actor=driss,
            values={"title": "Bon", "problem": "a" * 1_048_576},
            expect=proposal.version,
        )

    stored = Proposal.objects.get(pk=proposal.pk)
    assert (stored.title, stored.version) == (proposal.title, proposal.version)


def test_of_two_windows_that_save_at_once_one_wins_and_one_is_told(
    cloned_database: Clone,
) -> None:
    make_plan()
    proposal = proposal_in(ProposalState.DRAFT)
    author = proposal.submitted_by
    assert author is not None

    def save(title: str) -> Proposal:
        return edit_draft(proposal, actor=author, values={"title": title}, expect=proposal.version)

    results = run_at_once([lambda: save("Une"), lambda: save("Autre")])

    won = [each for each in results if isinstance(each, Proposal)]
    assert len(won) == 1
    assert sum(isinstance(each, StaleSubjectError) for each in results) == 1
    assert Proposal.objects.get(pk=proposal.pk).title == won[0].title
    assert Subject.objects.get(pk=proposal.pk).version == proposal.version + 1


def describe(plan: Any, **values: Any) -> dict[str, Any]:
    """Return what the ministry writes down of somebody's words."""
    return {
        **WORDS,
        "theme": plan.themes.first(),
        "channel": "letter",
        "channel_reference": "Lettre 12/2026",
        **values,
    }


@pytest.mark.django_db
def test_the_ministry_records_a_letter_for_somebody_with_and_without_an_account(
    amina: User, driss: User, institutions: Institutions
) -> None:
    plan = make_plan()
    authors: list[dict[str, Any]] = [
        {"name": "Idriss", "email": driss.email.upper(), "institution": ""},
        {"name": "Zineb", "email": "", "institution": institutions.rivage.pk},
    ]

    proposal = record_proposal(plan=plan, actor=amina, values=describe(plan), authors=authors)

    written = list(proposal.authors.order_by("pk"))
    assert (proposal.state, proposal.reference) == ("submitted", "P-0001")
    assert proposal.received_on == current_clock().today()
    assert [each.person for each in written] == [driss, None]
    assert [each.institution for each in written] == [None, institutions.rivage]
    assert proposal.events.get().name == "record_for"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "authors", "fields"),
    [
        ({"title": " ", "theme": None}, [], ["title", "theme"]),
        ({"channel": "web"}, [], ["channel"]),
        ({"channel_reference": ""}, [], ["authors"]),
        ({"received_on": "2999-01-01"}, [], ["received_on"]),
        ({}, [{"name": "Zineb", "email": "nowhere"}], ["authors"]),
        ({}, [{"institution": 0, "name": "Zineb"}], ["authors"]),
        ({}, [{"name": "A", "email": "a@x.org"}, {"name": "B", "email": "A@x.org"}], ["authors"]),
    ],
)
def test_a_record_that_lacks_something_is_an_input_error_and_takes_no_reference(
    amina: User, values: dict[str, Any], authors: list[dict[str, Any]], fields: list[str]
) -> None:
    plan = make_plan()

    with pytest.raises(InputError) as refusal:
        record_proposal(plan=plan, actor=amina, values=describe(plan, **values), authors=authors)

    plan.refresh_from_db()
    assert list(refusal.value.errors) == fields
    assert not Proposal.objects.exists()
    assert plan.last_reference == 0


@pytest.mark.django_db
def test_nobody_but_the_ministry_records(driss: User, claire: User) -> None:
    plan = make_plan()

    for person in (driss, claire):
        with pytest.raises(TransitionForbiddenError):
            record_proposal(plan=plan, actor=person, values=describe(plan), authors=[])


@pytest.mark.django_db
def test_a_submitted_draft_is_not_edited_by_a_window_left_open(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    fire(proposal, "submit", actor=driss)

    with pytest.raises(StaleSubjectError):
        edit_draft(proposal, actor=driss, values=WORDS, expect=proposal.version)
