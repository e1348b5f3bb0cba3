"""What is given with a transition: documents, rows and people, kept when it is refused."""

import pytest
from django.urls import reverse

from lifecycle.models import Attachment, Lineage
from lifecycle.vocabulary import MembershipBody, ProposalState
from tests.cast import make_member
from tests.factories import proposal_in, score_all
from tests.lifecycle.web.proposals.browsing import browse, find_transition, fire_on_page, read
from tests.lifecycle.web.proposals.uploads import make_false_pdf, make_pdf
from workflow.models import Subject, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "is_optional"),
    [(ProposalState.WITHDRAWN, False), (ProposalState.INADMISSIBLE, True)],
)
def test_the_consent_of_an_author_is_called_optional_only_where_it_is(
    claire: User, driss: User, state: ProposalState, is_optional: bool
) -> None:
    proposal = proposal_in(state, author=driss)

    page = read(claire, find_transition(proposal, "reopen_intake"))

    assert ("(optional)" in page) is is_optional


def test_a_withdrawn_proposal_is_not_opened_again_without_saying_how_its_author_agreed(
    claire: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.WITHDRAWN, author=driss)

    refused = fire_on_page(claire, proposal, "reopen_intake", consent=" ")

    assert refused.status_code == 422
    assert "Its author withdrew it: say how they agreed." in refused.content.decode()


def test_a_document_is_uploaded_with_the_decision_it_carries(
    amina: User, claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    score_all(proposal)
    earlier = _give_minutes(proposal, amina)

    answer = fire_on_page(
        claire, proposal, "retain", minutes="", minutes_upload=make_pdf("new.pdf")
    )

    proposal.refresh_from_db()
    assert answer.status_code == 302
    assert proposal.state == ProposalState.PRIORITIZED
    assert proposal.decided_by_minutes != earlier
    assert proposal.decided_by_minutes is not None
    assert proposal.decided_by_minutes.original_name == "new.pdf"


def test_a_refusal_after_the_upload_keeps_the_document_and_the_words(
    amina: User, claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    score_all(proposal)
    _give_minutes(proposal, amina)

    answer = fire_on_page(
        claire, proposal, "decline", minutes="", minutes_upload=make_pdf("new.pdf"), reason=""
    )

    kept = Attachment.objects.get(original_name="new.pdf")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<option value="{kept.pk}" selected>' in page
    form = answer.context["form"]
    again = browse(claire).post(
        find_transition(proposal, "decline"),
        {
            "expect": form["expect"].value(),
            "key": form["key"].value(),
            "minutes": kept.pk,
            "reason": "Existe déjà.",
        },
    )
    assert again.status_code == 302
    assert Attachment.objects.filter(original_name="new.pdf").count() == 1


def test_a_document_that_is_not_what_it_says_is_refused_near_its_field(
    amina: User, claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    score_all(proposal)
    _give_minutes(proposal, amina)

    answer = fire_on_page(
        claire, proposal, "decline", minutes_upload=make_false_pdf(), reason="Existe déjà."
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not what it says" in page
    assert 'id="id_minutes_upload_error"' in page
    assert "Existe déjà." in page


def test_a_proposal_is_split_by_rows_without_a_script(amina: User, driss: User) -> None:
    proposal = proposal_in(
        ProposalState.ADMISSIBLE, author=driss, problem="A. B.", solution="C. D."
    )
    typed = {
        "parts_0_title": "First",
        "parts_0_problem": "A.",
        "parts_0_solution": "C.",
        "parts_1_title": "Second",
        "parts_1_problem": "B.",
        "parts_1_solution": "D.",
    }

    answer = fire_on_page(amina, proposal, "split", **typed)

    assert answer.status_code == 302
    children = Lineage.objects.filter(parent_proposal=proposal)
    assert sorted(row.child_proposal.title for row in children) == ["First", "Second"]


def test_rows_that_are_refused_come_back_as_they_were_typed(amina: User, driss: User) -> None:
    proposal = proposal_in(
        ProposalState.ADMISSIBLE, author=driss, problem="A lake. B.", solution="C."
    )
    typed = {
        "parts_0_title": "First",
        "parts_0_problem": "B.",
        "parts_0_solution": "C.",
        "parts_1_title": "Second",
    }

    answer = fire_on_page(amina, proposal, "split", **typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="First"' in page
    assert 'value="Second"' in page
    assert "Row 2" in page


def test_one_more_row_is_given_on_request_and_nothing_fires(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    typed = {"parts_0_title": "First", "parts_1_title": "Second", "more": "parts"}

    answer = fire_on_page(amina, proposal, "split", **typed)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="parts_2_title"' in page
    assert 'value="Second"' in page
    assert "error-summary" not in page
    assert "aria-invalid" not in page
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE


def test_people_are_chosen_by_name_and_conflicts_refused_near_the_field(
    amina: User, driss: User, ghita: User, hamid: User
) -> None:
    make_member("Nadir", MembershipBody.ASSESSORS, None)
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=hamid)

    shown = browse(amina).get(find_transition(proposal, "start_assessment")).content.decode()
    answer = fire_on_page(amina, proposal, "start_assessment", assessors=[ghita.pk, hamid.pk])

    assert "Ghita" in shown
    assert answer.status_code == 422
    assert "Hamid is an author of the proposal." in answer.content.decode()


def _give_minutes(proposal: Subject, amina: User) -> Attachment:
    """Attach earlier minutes, which the guard of a decision asks for."""
    fire_page = browse(amina)
    fire_page.post(
        reverse("proposal_attach", args=[proposal.pk]),
        {"purpose": "minutes", "file": make_pdf("old.pdf")},
    )
    return Attachment.objects.get(original_name="old.pdf")
