"""Authors: a person takes up what was written down for them, or is forgotten for ever."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Proposal, ProposalAuthor
from lifecycle.services.authors import confirm_authorship, remove_author_name
from lifecycle.services.proposals import record_proposal
from lifecycle.vocabulary import AuthorVisibility, ProposalState
from tests.cast import make_person
from tests.factories import make_plan, proposal_in
from workflow.engine import fire
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.history.verification import verify
from workflow.models import Event, EventBody, EventKind, Round, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(amina: User) -> Proposal:
    """Return a proposal recorded for Zineb, who has no account, and for nobody else."""
    plan = make_plan()
    return record_proposal(
        plan=plan,
        actor=amina,
        values={
            "title": "Publier les registres",
            "problem": "Personne ne les trouve.",
            "solution": "Les mettre en ligne.",
            "theme": plan.themes.first(),
            "channel": "letter",
            "channel_reference": "Lettre 12/2026",
            "visibility": AuthorVisibility.NAME.value,
        },
        authors=[{"name": "Zineb", "email": "zineb@example.org", "institution": ""}],
    )


def list_bodies(proposal: Proposal) -> str:
    """Return everything the history of the proposal still says."""
    return "\n".join(
        EventBody.objects.filter(event__subject=proposal.pk).values_list("json", flat=True)
    )


def test_the_link_of_the_receipt_makes_its_reader_the_author(letter: Proposal) -> None:
    zineb = make_person("Zineb")

    confirm_authorship(letter.receipt_token, actor=zineb)
    fire(letter, "withdraw", actor=zineb)

    author = letter.authors.get()
    assert author.person == zineb
    assert author.confirmed_at is not None
    assert letter.events.filter(name="author.confirmed", actor=zineb).exists()


def test_it_is_confirmed_once(letter: Proposal) -> None:
    zineb = make_person("Zineb")
    confirm_authorship(letter.receipt_token, actor=zineb)

    with pytest.raises(TransitionRefusedError):
        confirm_authorship(letter.receipt_token, actor=zineb)


def test_the_proposal_is_locked_before_its_author(letter: Proposal) -> None:
    zineb = make_person("Zineb")

    with CaptureQueriesContext(connection) as queries:
        confirm_authorship(letter.receipt_token, actor=zineb)

    said = [query["sql"] for query in queries]
    locked = next(n for n, sql in enumerate(said) if 'FROM "workflow_subject"' in sql)
    written = next(n for n, sql in enumerate(said) if sql.startswith('UPDATE "lifecycle_proposal'))
    assert locked < written


def test_who_has_the_link_but_another_address_is_not_the_author(
    letter: Proposal, driss: User
) -> None:
    with pytest.raises(TransitionForbiddenError):
        confirm_authorship(letter.receipt_token, actor=driss)
    with pytest.raises(SubjectNotFoundError):
        confirm_authorship("nothing", actor=driss)

    assert letter.authors.get().person is None


def test_an_account_that_was_named_confirms_without_another_row(amina: User, driss: User) -> None:
    plan = make_plan()
    proposal = record_proposal(
        plan=plan,
        actor=amina,
        values={
            "title": "a",
            "problem": "b",
            "solution": "c",
            "theme": plan.themes.first(),
            "channel": "event",
        },
        authors=[{"name": "", "email": driss.email, "institution": ""}],
    )

    confirm_authorship(proposal.receipt_token, actor=driss)

    assert proposal.authors.get().confirmed_at is not None


def test_a_name_is_forgotten_in_the_column_and_in_the_history_and_the_chain_stands(
    letter: Proposal, amina: User
) -> None:
    zineb = make_person("Zineb")
    confirm_authorship(letter.receipt_token, actor=zineb)
    assert "Zineb" in list_bodies(letter)

    remove_author_name(letter.authors.get().pk, actor=zineb)

    author = letter.authors.get()
    letter.refresh_from_db()
    assert (author.name, author.email, author.person) == ("", "", zineb)
    assert letter.visibility == AuthorVisibility.ANONYMOUS
    assert "zineb" not in list_bodies(letter).lower()
    assert Event.objects.filter(subject=letter.pk, kind=EventKind.ERASURE).count() == 1
    assert verify().findings == ()


def test_the_account_keeps_its_rights_after_its_name_is_gone(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    remove_author_name(proposal.authors.get().pk, actor=driss)
    fire(proposal, "withdraw", actor=driss)

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_a_name_inside_another_word_erases_nothing(amina: User) -> None:
    ali = make_person("Ali")
    proposal = proposal_in(ProposalState.SUBMITTED, author=ali)
    fire(
        proposal,
        "request_details",
        actor=amina,
        inputs={"question": "Comment le réaliser ?\nPréalable ?"},
    )

    remove_author_name(proposal.authors.get().pk, actor=ali)

    assert "réaliser" in list_bodies(proposal)


def test_a_name_that_begins_a_line_is_found(amina: User) -> None:
    ali = make_person("Ali")
    proposal = proposal_in(ProposalState.SUBMITTED, author=ali)
    fire(proposal, "request_details", actor=amina, inputs={"question": "Bonjour\nALI, où ?"})

    remove_author_name(proposal.authors.get().pk, actor=ali)

    assert "ALI" not in list_bodies(proposal)


def test_the_other_authors_stay_named(letter: Proposal, amina: User) -> None:
    ProposalAuthor.objects.create(proposal=letter, name="Yasmine")

    remove_author_name(letter.authors.get(name="Zineb").pk, actor=amina)

    letter.refresh_from_db()
    assert letter.visibility == AuthorVisibility.NAME
    assert letter.authors.filter(name="Yasmine").exists()


def test_the_parts_of_a_split_proposal_forget_the_name_too(letter: Proposal, amina: User) -> None:
    fire(letter, "admit", actor=amina)
    parts = [
        {"title": f"Partie {number}", "problem": letter.problem, "solution": letter.solution}
        for number in (1, 2)
    ]
    fire(letter, "split", actor=amina, inputs={"parts": parts})
    assert ProposalAuthor.objects.filter(name="Zineb").count() == 3

    remove_author_name(letter.authors.get().pk, actor=amina)

    assert not ProposalAuthor.objects.filter(name="Zineb").exists()
    assert verify().findings == ()


def test_the_name_of_somebody_else_is_not_theirs_to_remove(
    driss: User, amina: User, karim: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    author = proposal.authors.get()

    for person in (karim, amina):
        with pytest.raises(TransitionForbiddenError):
            remove_author_name(author.pk, actor=person)
    with pytest.raises(SubjectNotFoundError):
        remove_author_name(author.pk + 1, actor=driss)

    assert ProposalAuthor.objects.get(pk=author.pk).name_removed_at is None


def test_a_citizen_does_not_remove_a_name_that_has_no_account(
    letter: Proposal, amina: User, karim: User
) -> None:
    author = letter.authors.get()

    with pytest.raises(TransitionForbiddenError):
        remove_author_name(author.pk, actor=karim)
    remove_author_name(author.pk, actor=amina)
    with pytest.raises(TransitionRefusedError):
        remove_author_name(author.pk, actor=amina)


def test_the_author_of_a_draft_is_nobody_to_others(driss: User, claire: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    with pytest.raises(SubjectNotFoundError):
        remove_author_name(proposal.authors.get().pk, actor=claire)


def test_a_name_that_was_typed_goes_from_what_was_asked_and_what_waits(
    amina: User, driss: User
) -> None:
    zineb = make_person("Zineb")
    proposal = proposal_in(ProposalState.SUBMITTED, author=zineb, problem="Moi, Zineb, je cherche.")
    fire(proposal, "request_details", actor=amina, inputs={"question": "Bonjour\nZineb, où ?"})
    fire(proposal, "give_details", actor=zineb, inputs={"details": "zineb@example.org le sait."})
    refusal = {"code": "out_of_scope", "reason": "Zineb\nen a une autre."}
    fire(proposal, "refuse", actor=amina, inputs=refusal)
    other = proposal_in(ProposalState.SUBMITTED, author=driss, problem="Comme Zineb, je cherche.")

    remove_author_name(proposal.authors.get().pk, actor=zineb)

    proposal.refresh_from_db()
    other.refresh_from_db()
    assert proposal.problem == "Moi, […], je cherche."
    assert proposal.question == "Bonjour\n[…], où ?"
    assert proposal.details == "[…] le sait."
    assert "Zineb" not in Round.objects.get(subject=proposal.pk).proposed_inputs
    assert other.problem == "Comme Zineb, je cherche."
    assert verify().findings == ()
