"""The page of a transition: its form, its preview, every refusal with its reasons, nothing lost."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Attachment, Lineage
from lifecycle.services.duplicates import suspect
from lifecycle.services.proposals import edit_draft
from lifecycle.vocabulary import MembershipBody, ProposalState
from tests.cast import make_member
from tests.factories import proposal_in, score_all
from tests.lifecycle.web.proposals.browsing import browse, fire_on_page
from tests.lifecycle.web.proposals.uploads import make_false_pdf, make_pdf
from workflow.engine import fire
from workflow.models import Event, Subject, User
from workflow.models.calendar import WorkingDay

pytestmark = pytest.mark.django_db


def address_of(proposal: Subject, name: str) -> str:
    """Return the address of a transition of the proposal."""
    return reverse("proposal_transition", args=[proposal.pk, name])


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_form_is_read_in_each_language(
    amina: User, driss: User, language: str, direction: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(amina, language).get(address_of(proposal, "refuse"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'dir="{direction}">' in page
    assert 'name="code"' in page
    assert 'name="reason"' in page


def test_the_form_says_what_will_happen_before_anything_is_typed(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    admit = browse(amina).get(address_of(proposal, "admit")).content.decode()
    refuse = browse(amina).get(address_of(proposal, "refuse")).content.decode()

    assert "The proposal goes from “Submitted” to “Admissible”." in admit
    assert "Then these are waited for" in admit
    assert "until" in admit
    assert "A second person must confirm it first" in refuse


def test_a_transition_fires_and_says_so(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_on_page(amina, proposal, "admit")

    proposal.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("proposal", args=[proposal.pk]),
    )
    assert proposal.state == ProposalState.ADMISSIBLE
    assert Event.objects.filter(subject=proposal, name="admit", via="web", actor=amina).exists()


def test_a_form_that_is_sent_twice_fires_once(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client, address = browse(amina), address_of(proposal, "request_details")
    form = client.get(address).context["form"]
    posted = {
        "expect": form["expect"].value(),
        "key": form["key"].value(),
        "question": "Which one?",
    }

    first, second = client.post(address, posted), client.post(address, posted)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Event.objects.filter(subject=proposal, name="request_details").count() == 1


def test_missing_inputs_are_said_near_their_fields_and_the_typed_ones_kept(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_on_page(amina, proposal, "refuse", code="", reason="Hors du champ du plan.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hors du champ du plan." in page
    assert 'href="#id_code"' in page
    assert 'aria-invalid="true"' in page


def test_a_text_that_is_too_long_is_refused_and_kept(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    long = "mot " * 3_000

    answer = fire_on_page(amina, proposal, "request_details", question=long)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert long.strip() in page
    assert "10000" in page


def test_a_transition_that_is_not_declared_is_not_found(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    assert browse(amina).get(address_of(proposal, "explode")).status_code == 404


def test_a_transition_of_what_one_may_not_see_is_not_found(farid: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    posted = {"expect": proposal.version, "key": "k"}

    assert browse(farid).get(address_of(proposal, "admit")).status_code == 404
    assert browse(farid).post(address_of(proposal, "admit"), posted).status_code == 404
    assert browse(None).post(address_of(proposal, "admit"), posted).status_code == 404


def test_a_transition_of_others_is_forbidden_with_its_reason(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    posted = {"expect": proposal.version, "key": "k"}

    shown = browse(driss).get(address_of(proposal, "admit"))
    sent = browse(driss).post(address_of(proposal, "admit"), posted)

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert "Only this role can do this: ministry team." in sent.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


@pytest.mark.parametrize("posted", [{}, {"more": "parts"}, {"expect": "1", "key": "k"}])
@pytest.mark.parametrize("name", ["proposal_transition", "proposal_preview"])
def test_what_can_be_chosen_is_not_shown_to_who_may_not_choose(
    driss: User, farid: User, name: str, posted: dict[str, str]
) -> None:
    public = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    secret = proposal_in(
        ProposalState.SUBMITTED, author=driss, plan=public.plan, title="Un titre gardé"
    )
    address = reverse(name, args=[public.pk, "merge"])

    answer = browse(farid).post(address, posted)

    assert answer.status_code == 403
    assert secret.title not in answer.content.decode()


def test_the_admitter_is_not_the_author(amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=amina)

    answer = browse(amina).post(
        address_of(proposal, "admit"), {"expect": proposal.version, "key": "k"}
    )

    assert answer.status_code == 403
    assert "Separation of duties" in answer.content.decode()


def test_who_has_not_signed_in_is_asked_to(driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    address = address_of(proposal, "withdraw")

    for answer in (
        browse(None).get(address),
        browse(None).post(address, {"expect": 3, "key": "k"}),
    ):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/?next=")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE


def test_nobody_fires_in_the_name_of_the_clock(driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    for person in (None, driss):
        address = address_of(proposal, "carry_in" if person else "leave_behind")
        answer = browse(person).post(address, {"expect": proposal.version, "key": "k"})
        assert answer.status_code in {302, 403, 404}
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE


def test_a_guard_that_refuses_is_a_conflict_with_every_reason(
    claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    address = address_of(proposal, "decline")

    shown = browse(claire).get(address)
    sent = browse(claire).post(
        address, {"expect": proposal.version, "key": "k", "reason": "Le registre existe déjà."}
    )

    assert (shown.status_code, sent.status_code) == (409, 409)
    for page in (shown.content.decode(), sent.content.decode()):
        assert "2 scores are missing." in page
        assert "Attach the minutes" in page
    assert "Le registre existe déjà." in sent.content.decode()


def test_a_stale_form_says_what_changed_and_can_be_sent_again(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    other = proposal_in(ProposalState.SUBMITTED, author=driss, plan=proposal.plan)
    client, address = browse(amina), address_of(other, "request_details")
    form = client.get(address).context["form"]
    suspect(other, other=proposal, actor=bilal)

    answer = client.post(
        address,
        {
            "expect": form["expect"].value(),
            "key": form["key"].value(),
            "question": "Quel registre ?",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This proposal has changed since you opened it" in page
    assert "A duplicate is suspected" in page
    assert "Bilal" in page
    assert "Quel registre ?" in page
    again = answer.context["form"]
    sent = client.post(
        address,
        {
            "expect": again["expect"].value(),
            "key": again["key"].value(),
            "question": "Quel registre ?",
        },
    )
    other.refresh_from_db()
    assert (sent.status_code, other.state) == (302, ProposalState.NEEDS_DETAILS)


def test_two_people_refusing_at_once_the_second_reads_that_it_waits(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    typed = {"code": "out_of_scope", "reason": "Hors du champ."}

    first = fire_on_page(amina, proposal, "refuse", **typed)
    second = browse(bilal).post(
        address_of(proposal, "refuse"), {"expect": proposal.version, "key": "b", **typed}
    )

    page = second.content.decode()
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Hors du champ." in page
    assert "Amina has proposed this; a second person can confirm it." in page


def test_a_form_without_its_version_fires_nothing(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    for posted in ({}, {"expect": "x", "key": "k"}, {"expect": proposal.version}):
        answer = browse(amina).post(address_of(proposal, "admit"), posted)
        assert answer.status_code == 422
        assert "This form is incomplete" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


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
        address_of(proposal, "decline"),
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
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE


def test_the_preview_tells_what_is_born_and_writes_nothing(amina: User, driss: User) -> None:
    proposal = proposal_in(
        ProposalState.ADMISSIBLE, author=driss, problem="A. B.", solution="C. D."
    )
    typed = {
        "expect": proposal.version,
        "key": "k",
        "parts_0_title": "First",
        "parts_0_problem": "A.",
        "parts_0_solution": "C.",
        "parts_1_title": "Second",
        "parts_1_problem": "B.",
        "parts_1_solution": "D.",
    }
    address = reverse("proposal_preview", args=[proposal.pk, "split"])

    whole = browse(amina).post(address, typed)
    fragment = browse(amina).post(address, typed, headers={"HX-Request": "true"})

    assert (whole.status_code, fragment.status_code) == (200, 200)
    for page in (whole.content.decode(), fragment.content.decode()):
        assert "2 new proposals or files come to be." in page
    assert 'value="Second"' in whole.content.decode()
    assert "<html" not in fragment.content.decode()
    assert Event.objects.filter(subject=proposal).count() == proposal.version


def test_people_are_chosen_by_name_and_conflicts_refused_near_the_field(
    amina: User, driss: User, ghita: User, hamid: User
) -> None:
    make_member("Nadir", MembershipBody.ASSESSORS, None)
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=hamid)

    shown = browse(amina).get(address_of(proposal, "start_assessment")).content.decode()
    answer = fire_on_page(amina, proposal, "start_assessment", assessors=[ghita.pk, hamid.pk])

    assert "Ghita" in shown
    assert answer.status_code == 422
    assert "Hamid is an author of the proposal." in answer.content.decode()


def test_a_link_in_a_message_shows_and_does_not_act(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    browse(amina).get(address_of(proposal, "admit"))

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_a_form_of_another_site_is_refused(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)

    answer = client.post(address_of(proposal, "admit"), {"expect": proposal.version, "key": "k"})

    assert answer.status_code == 403


def test_after_submitting_the_author_reads_a_receipt(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    answer = fire_on_page(driss, proposal, "submit")

    assert answer.headers["Location"] == reverse("proposal_receipt", args=[proposal.pk])


def test_an_incomplete_draft_is_refused_with_what_is_missing(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    edit_draft(proposal, actor=driss, values={"solution": ""}, expect=proposal.version)
    proposal.refresh_from_db()

    answer = browse(driss).post(
        address_of(proposal, "submit"), {"expect": proposal.version, "key": "k"}
    )

    assert answer.status_code == 409
    assert "1 thing is not filled in: solution." in answer.content.decode()


def _give_minutes(proposal: Subject, amina: User) -> Attachment:
    """Attach earlier minutes, which the guard of a decision asks for."""
    fire_page = browse(amina)
    fire_page.post(
        reverse("proposal_attach", args=[proposal.pk]),
        {"purpose": "minutes", "file": make_pdf("old.pdf")},
    )
    return Attachment.objects.get(original_name="old.pdf")


def test_the_version_moves_with_what_somebody_else_did(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client, address = browse(amina), address_of(proposal, "admit")
    form = client.get(address).context["form"]
    fire(proposal.pk, "withdraw", actor=driss)

    answer = client.post(address, {"expect": form["expect"].value(), "key": form["key"].value()})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Withdraw" in page
    assert "The state is now: Withdrawn by its author." in page


def test_a_year_without_holidays_is_told_in_words_rather_than_as_an_accident(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    WorkingDay.objects.all().delete()

    answer = browse(amina).get(address_of(proposal, "admit"))

    assert answer.status_code == 409
    assert "A technical administrator adds them" in answer.content.decode()
