"""What is said from a seat on the page of a round, and what is refused there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.services.delegations import create
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_person
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.rounds.sheets import (
    find_round,
    find_seat,
    post_decision,
    submit_again,
    submit_sheet,
)
from workflow.clock import current_clock
from workflow.models import Decision, Round, User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db

#: The solution of the sheet with one word changed.
LONGER = "Mettre en ligne le registre de 60 séries, avec leur date de communicabilité."


@pytest.fixture
def partner(institutions: Institutions) -> User:
    """Return the owner at the ministry, the partner of the sheet."""
    person = make_person("Nabila")
    grant(OWNER, person, on=institutions.ministry)
    return person


@pytest.fixture
def proposal(institutions: Institutions) -> Proposal:
    """Return a dossier whose sheet is before its owners."""
    return submit_sheet(institutions)


def test_an_owner_approves_exactly_the_text_they_read(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post_decision(emna, seat, choice="approve")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rounds/{seat.round_id}/")
    decision = Decision.objects.get(seat=seat)
    assert (decision.verdict, decision.content_hash) == ("approve", seat.content_hash)
    assert "Approves" in read(emna, answer.headers["Location"])


def test_a_remark_is_not_dropped_because_the_answer_has_none(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post_decision(emna, seat, choice="approve", comment="Sauf le budget.")

    assert answer.status_code == 422
    assert "You wrote a remark" in answer.content.decode()
    assert "Sauf le budget." in answer.content.decode()
    assert not Decision.objects.filter(seat=seat).exists()


def test_an_objection_says_why_and_returns_the_sheet(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    first, second = (
        find_seat(proposal, each) for each in (institutions.archives, institutions.ministry)
    )
    post_decision(emna, first, choice="approve")

    answer = post_decision(partner, second, choice="object", comment="Le délai est trop court.")

    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SHEET_DRAFTING
    page = read(emna, reverse("round", args=[second.round_id]))
    assert "Asks for changes" in page
    assert "Le délai est trop court." in page


@pytest.mark.parametrize("choice", ["remarks", "object", "abstain"])
def test_what_needs_words_is_refused_without_them(
    proposal: Proposal, emna: User, institutions: Institutions, choice: str
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post_decision(emna, seat, choice=choice, comment=" ")

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("choice", ["", "decline", "lapse", "nothing"])
def test_only_what_is_offered_can_be_said_and_what_was_typed_stays(
    proposal: Proposal, emna: User, institutions: Institutions, choice: str
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post_decision(emna, seat, choice=choice, comment="Ne me perdez pas.")

    assert answer.status_code == 422
    assert "Ne me perdez pas." in answer.content.decode()


def test_a_remark_goes_with_the_approval(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    post_decision(emna, seat, choice="remarks", comment="Penser à l'arabe.")

    decision = Decision.objects.get(seat=seat)
    assert (decision.verdict, decision.comment) == ("approve", "Penser à l'arabe.")


@pytest.mark.parametrize("broken", [{"text": "x"}, {"text": "\0" * 64}, {"key": ""}])
def test_a_form_that_was_tampered_with_is_refused(
    proposal: Proposal, emna: User, institutions: Institutions, broken: dict[str, str]
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post_decision(emna, seat, choice="approve", **broken)

    assert answer.status_code == 422
    assert "Load the page again" in answer.content.decode()


def test_a_text_that_changed_is_refused_with_what_changed_and_what_was_typed(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    old = find_seat(proposal, institutions.archives)
    client, address = browse(emna), reverse("round_decide", args=[old.round_id, old.pk])
    form = client.get(reverse("round", args=[old.round_id])).context["form"]
    hidden = {"text": form["text"].value(), "key": form["key"].value()}
    objection = {"choice": "object", "comment": "Trop vague."}
    post_decision(partner, find_seat(proposal, institutions.ministry), **objection)
    submit_again(proposal, problem_fr="Personne ne sait quelles archives existent depuis 2015.")

    answer = client.post(address, {**hidden, "choice": "remarks", "comment": "Ne me perdez pas."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The text has changed since you read it" in page
    assert "<ins>archives " in page
    assert "<del>séries " in page
    assert "Ne me perdez pas." in page
    new = find_seat(proposal, institutions.archives)
    assert not Decision.objects.filter(seat__in=[old, new]).exists()
    again = answer.context["form"]
    client.post(
        reverse("round_decide", args=[new.round_id, new.pk]),
        {
            "text": again["text"].value(),
            "key": again["key"].value(),
            "choice": again["choice"].value(),
            "comment": again["comment"].value(),
        },
    )
    assert Decision.objects.get(seat=new).comment == "Ne me perdez pas."


def test_a_round_that_is_over_keeps_what_was_typed_in_sight(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)
    client = browse(emna)
    form = client.get(reverse("round", args=[seat.round_id])).context["form"]
    hidden = {"text": form["text"].value(), "key": form["key"].value()}
    objection = {"choice": "object", "comment": "Trop vague."}
    post_decision(partner, find_seat(proposal, institutions.ministry), **objection)

    address = reverse("round_decide", args=[seat.round_id, seat.pk])
    answer = client.post(address, {**hidden, "choice": "object", "comment": "Ne me perdez pas."})

    assert answer.status_code == 409
    assert "This round is over." in answer.content.decode()
    assert "Ne me perdez pas." in answer.content.decode()


def test_a_form_that_is_sent_twice_counts_once(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)
    client, address = browse(emna), reverse("round_decide", args=[seat.round_id, seat.pk])
    form = client.get(reverse("round", args=[seat.round_id])).context["form"]
    typed = {"text": form["text"].value(), "key": form["key"].value(), "choice": "approve"}

    answers = [client.post(address, typed).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert Decision.objects.filter(seat=seat).count() == 1


def test_a_seat_of_another_institution_is_refused(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    own = find_seat(proposal, institutions.archives)
    other = find_seat(proposal, institutions.ministry)
    client = browse(emna)
    form = client.get(reverse("round", args=[own.round_id])).context["form"]
    typed = {"text": form["text"].value(), "key": form["key"].value(), "choice": "approve"}

    answer = client.post(reverse("round_decide", args=[other.round_id, other.pk]), typed)

    assert answer.status_code == 403
    assert not Decision.objects.exists()


def test_a_stand_in_decides_and_both_names_are_shown(
    proposal: Proposal, emna: User, farid: User, institutions: Institutions
) -> None:
    today = current_clock().today()
    create(actor=emna, delegate=farid, starts_on=today, ends_on=today + timedelta(days=5))
    seat = find_seat(proposal, institutions.archives)

    answer = post_decision(farid, seat, query=f"?for={emna.pk}", choice="approve")

    assert answer.headers["Location"].endswith(f"?for={emna.pk}")
    decision = Decision.objects.get(seat=seat)
    assert (decision.decided_by, decision.on_behalf_of) == (farid, emna)
    assert "for Emna" in read(emna, reverse("round", args=[seat.round_id]))


def test_what_changed_since_their_own_decision_is_told_to_who_is_asked_again(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    post_decision(emna, find_seat(proposal, institutions.archives), choice="approve")
    objection = {"choice": "object", "comment": "Trop vague."}
    post_decision(partner, find_seat(proposal, institutions.ministry), **objection)
    submit_again(proposal, solution_fr=LONGER)

    page = read(emna, reverse("round", args=[find_round(proposal).pk]))

    assert "What changed since your last decision" in page
    assert "<ins>60 " in page


def test_who_approved_the_very_same_text_is_not_asked_again(
    proposal: Proposal, emna: User, partner: User, institutions: Institutions
) -> None:
    post_decision(emna, find_seat(proposal, institutions.archives), choice="approve")
    objection = {"choice": "object", "comment": "Trop vague."}
    post_decision(partner, find_seat(proposal, institutions.ministry), **objection)
    submit_again(proposal)

    page = read(emna, reverse("round", args=[find_round(proposal).pk]))

    assert "the same text, approved in an earlier round" in page
    assert 'name="choice"' not in page


def test_a_posting_of_nobody_asks_to_sign_in(
    proposal: Proposal, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)
    answer = browse().post(reverse("round_decide", args=[seat.round_id, seat.pk]), {})

    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_a_round_that_does_not_exist_is_not_found(proposal: Proposal, emna: User) -> None:
    assert browse(emna).get("/rounds/999999/").status_code == 404
    seat = Round.objects.get().seats.first()
    assert seat is not None
    address = reverse("round_decide", args=[999999, seat.pk])
    assert browse(emna).post(address, {}).status_code == 404


def test_who_edited_the_text_last_leaves_the_decision_to_a_colleague(
    emna: User, institutions: Institutions
) -> None:
    colleague = make_person("Zineb")
    grant(OWNER, colleague, on=institutions.archives)
    seat = find_seat(submit_sheet(institutions, editor=emna), institutions.archives)
    address = reverse("round_decide", args=[seat.round_id, seat.pk])
    typed = {"text": seat.content_hash, "key": "k", "choice": "approve"}

    page = read(emna, reverse("round", args=[seat.round_id]))

    assert "You edited this text last" in page
    assert 'name="choice"' not in page
    assert browse(emna).post(address, typed).status_code == 403
    assert post_decision(colleague, seat, choice="approve").status_code == 302
