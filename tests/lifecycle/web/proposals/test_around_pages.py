"""What surrounds a proposal: suspected duplicates, candidate porters, dossiers, names."""

import pytest
from django.urls import reverse

from lifecycle.models import CandidatePorter, DuplicateSuspicion, Uptake
from lifecycle.services.duplicates import suspect
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import AuthorVisibility, ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, read, read_dossier
from workflow.models import User

pytestmark = pytest.mark.django_db

ADDRESSES = ["proposal_suspect", "proposal_candidates", "proposal_link"]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_the_forms_are_read_in_each_language(
    amina: User, driss: User, name: str, language: str
) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED, author=driss)

    page = read(amina, reverse(name, args=[proposal.pk]), language)

    assert "<form" in page


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_the_ministry_team_opens_them(claire: User, driss: User, name: str) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED, author=driss)
    address = reverse(name, args=[proposal.pk])

    assert browse(driss).get(address).status_code == 403
    assert browse(claire).get(address).status_code == 403
    assert browse(None).get(address).status_code == 302


def test_lookalikes_are_offered_and_one_is_suspected_by_its_reference(
    amina: User, driss: User
) -> None:
    first = proposal_in(ProposalState.SUBMITTED, author=driss)
    second = proposal_in(ProposalState.SUBMITTED, author=driss, plan=first.plan)
    address = reverse("proposal_suspect", args=[second.pk])

    shown = read(amina, address)
    answer = browse(amina).post(
        address, {"other": first.reference.lower(), "expect": second.version}
    )

    assert f'<option value="{first.reference}">' in shown
    assert answer.status_code == 302
    assert DuplicateSuspicion.objects.get().proposal == second


@pytest.mark.parametrize("typed", ["", "P-9999", "nonsense", "\0"])
def test_a_reference_that_is_none_is_refused_and_kept(amina: User, driss: User, typed: str) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(amina).post(
        reverse("proposal_suspect", args=[proposal.pk]),
        {"other": typed, "expect": proposal.version},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "No proposal of this plan has this reference." in page
    assert f'value="{typed}"' in page or not typed.strip("\0")


def test_two_proposals_are_compared_side_by_side_and_settled(amina: User, driss: User) -> None:
    first = proposal_in(ProposalState.SUBMITTED, author=driss)
    second = proposal_in(ProposalState.SUBMITTED, author=driss, plan=first.plan)
    suspicion = suspect(second, other=first, actor=amina)
    address = reverse("proposal_compare", args=[second.pk, suspicion.pk])
    client = browse(amina)

    shown = client.get(address)
    answer = client.post(
        address,
        {
            "verdict": "different",
            "reason": "Deux registres.",
            "expect": shown.context["form"]["expect"].value(),
        },
    )

    page = shown.content.decode()
    assert first.problem in page
    assert second.problem in page
    assert answer.status_code == 302
    suspicion.refresh_from_db()
    assert (suspicion.verdict, suspicion.resolved_by) == ("different", amina)


def test_settling_needs_a_reason_and_a_verdict(amina: User, driss: User) -> None:
    first = proposal_in(ProposalState.SUBMITTED, author=driss)
    second = proposal_in(ProposalState.SUBMITTED, author=driss, plan=first.plan)
    suspicion = suspect(second, other=first, actor=amina)
    second.refresh_from_db()

    answer = browse(amina).post(
        reverse("proposal_compare", args=[second.pk, suspicion.pk]),
        {"verdict": "same", "reason": "", "expect": second.version},
    )

    assert answer.status_code == 422
    assert "Say what makes them one idea, or two." in answer.content.decode()


def test_a_suspicion_of_other_proposals_is_not_found_here(amina: User, driss: User) -> None:
    first = proposal_in(ProposalState.SUBMITTED, author=driss)
    second = proposal_in(ProposalState.SUBMITTED, author=driss, plan=first.plan)
    third = proposal_in(ProposalState.SUBMITTED, author=driss, plan=first.plan)
    suspicion = suspect(second, other=first, actor=amina)

    address = reverse("proposal_compare", args=[third.pk, suspicion.pk])

    assert browse(amina).get(address).status_code == 404


def test_candidates_are_kept_in_their_order(
    amina: User, driss: User, institutions: Institutions
) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED, author=driss)
    typed = {
        "candidates_0_institution": institutions.archives.pk,
        "candidates_0_reason": "Elles tiennent le registre.",
        "candidates_1_institution": institutions.ministry.pk,
        "expect": proposal.version,
    }

    answer = browse(amina).post(reverse("proposal_candidates", args=[proposal.pk]), typed)

    assert answer.status_code == 302
    ranked = CandidatePorter.objects.filter(proposal=proposal).order_by("rank")
    assert [row.institution for row in ranked] == [institutions.archives, institutions.ministry]
    page = read(amina, reverse("proposal_candidates", args=[proposal.pk]))
    assert 'value="Elles tiennent le registre."' in page
    assert "Archives publiques" in read_dossier(amina, proposal)


def test_a_candidate_named_twice_is_refused_and_kept(
    amina: User, driss: User, institutions: Institutions
) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED, author=driss)
    typed = {
        "candidates_0_institution": institutions.archives.pk,
        "candidates_1_institution": institutions.archives.pk,
        "expect": proposal.version,
    }

    answer = browse(amina).post(reverse("proposal_candidates", args=[proposal.pk]), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "An institution is named twice." in page
    assert page.count(f'<option value="{institutions.archives.pk}" selected>') == 2


def test_candidates_of_a_proposal_that_changed_are_kept_to_be_sent_again(
    amina: User, driss: User, institutions: Institutions
) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED, author=driss)
    typed = {
        "candidates_0_institution": institutions.archives.pk,
        "expect": proposal.version - 1,
    }

    answer = browse(amina).post(reverse("proposal_candidates", args=[proposal.pk]), typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'<option value="{institutions.archives.pk}" selected>' in page
    assert f'name="expect" value="{proposal.version}"' in page


def test_a_dossier_takes_up_an_idea_and_lets_it_go(amina: User, driss: User) -> None:
    idea = proposal_in(ProposalState.PRIORITIZED, author=driss)
    dossier = proposal_in(ProposalState.PRIORITIZED, author=driss, plan=idea.plan)
    client = browse(amina)

    linked = client.post(
        reverse("proposal_link", args=[idea.pk]),
        {"dossier": dossier.pk, "extent": "whole", "expect": idea.version},
    )
    uptake = Uptake.objects.get()
    release = reverse("proposal_release", args=[idea.pk, uptake.pk])
    shown = client.get(release)
    released = client.post(release, {"expect": shown.context["form"]["expect"].value()})

    assert (linked.status_code, shown.status_code, released.status_code) == (302, 200, 302)
    uptake.refresh_from_db()
    assert uptake.released_at is not None


def test_a_part_says_what_is_left_out(amina: User, driss: User) -> None:
    idea = proposal_in(ProposalState.PRIORITIZED, author=driss)
    dossier = proposal_in(ProposalState.PRIORITIZED, author=driss, plan=idea.plan)

    answer = browse(amina).post(
        reverse("proposal_link", args=[idea.pk]),
        {"dossier": dossier.pk, "extent": "part", "kept": "Le calendrier.", "expect": idea.version},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say it: the author of the idea reads it." in page
    assert "Le calendrier." in page
    assert not Uptake.objects.exists()


def test_a_link_of_other_proposals_is_not_found_here(amina: User, driss: User) -> None:
    idea = proposal_in(ProposalState.PRIORITIZED, author=driss)
    dossier = proposal_in(ProposalState.PRIORITIZED, author=driss, plan=idea.plan)
    third = proposal_in(ProposalState.PRIORITIZED, author=driss, plan=idea.plan)
    uptake = link(idea, dossier=dossier, extent="whole", actor=amina)

    address = reverse("proposal_release", args=[third.pk, uptake.pk])

    assert browse(amina).get(address).status_code == 404


def test_an_author_has_their_name_removed(driss: User) -> None:
    proposal = proposal_in(
        ProposalState.ADMISSIBLE, author=driss, visibility=AuthorVisibility.NAME.value
    )
    author = proposal.authors.get()
    address = reverse("proposal_remove_name", args=[proposal.pk, author.pk])
    assert address in read_dossier(driss, proposal)

    asked = browse(driss).get(address)
    answer = browse(driss).post(address, {"expect": proposal.version})

    assert "Remove the name “Driss”?" in asked.content.decode()
    assert answer.status_code == 302
    assert "Driss" not in read_dossier(None, proposal)


def test_nobody_removes_the_name_of_somebody_else(amina: User, driss: User, farid: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    author = proposal.authors.get()
    address = reverse("proposal_remove_name", args=[proposal.pk, author.pk])

    assert browse(amina).post(address, {"expect": 1}).status_code == 403
    assert browse(farid).post(address, {"expect": 1}).status_code == 404
    author.refresh_from_db()
    assert author.name_removed_at is None


def test_a_link_to_no_dossier_is_asked_for_again_with_what_was_typed(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED, author=driss)
    typed = {"dossier": "", "extent": "whole", "kept": "Le calendrier.", "expect": proposal.version}

    answer = browse(amina).post(reverse("proposal_link", args=[proposal.pk]), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This field is required." in page
    assert "Le calendrier." in page
