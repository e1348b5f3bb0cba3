"""Holes that were found in others who do what we do: each is tried here, under its own number.

The numbers are those of the advisories of Decidim; what is the same here is said in each test.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lifecycle.models import Invitation
from lifecycle.services.attachments import attach
from lifecycle.services.comments import comment
from lifecycle.services.invitations import LASTS, invite
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.factories import make_plan, proposal_in
from tests.lifecycle.api.clients import client_of, fire_by_api
from tests.lifecycle.web.proposals.browsing import browse
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import available, fire
from workflow.models import User

pytestmark = pytest.mark.django_db

SCRIPT = "<svg onload=alert(1)>"
LISTS = ["/proposals/", "/plans/", "/consultations/", "/replannings/", "/late/", "/inbox/"]


def test_cve_2023_48220_an_invitation_that_is_too_old_is_accepted_in_no_other_way(
    client: Client, claire: User
) -> None:
    invite("nadia@example.org", roles=[MINISTRY_TEAM], language="en", actor=claire)
    mail.outbox.clear()

    with use_clock(FixedClock(current_clock().now() + LASTS + timedelta(days=1))):
        client.post("/accounts/password/reset/", {"email": "nadia@example.org"})

    assert not User.objects.filter(email="nadia@example.org").exists()
    assert Invitation.objects.get().accepted_at is None
    assert not any("/password/reset/key/" in str(letter.body) for letter in mail.outbox)


def test_cve_2023_51447_the_name_of_a_file_is_read_and_not_run(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    named = SimpleUploadedFile(f"{SCRIPT}.txt", b"Une note.")
    attach(proposal, upload=named, purpose=AttachmentPurpose.SUPPORT, actor=amina)

    page = browse(amina).get(reverse("proposal", args=[proposal.pk])).content.decode()

    assert "svg onload" in page
    assert SCRIPT not in page


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("name", ["page", "per_page", "q", "state", "view", "sort"])
def test_cve_2024_32469_a_parameter_of_a_list_is_read_and_not_run(
    amina: User, address: str, name: str
) -> None:
    make_plan()

    answer = browse(amina).get(address, {name: f'"><script>alert(1)</script>{SCRIPT}'})

    page = answer.content.decode()
    assert answer.status_code in (200, 302, 404, 422)
    assert "<script>alert" not in page
    assert SCRIPT not in page


def test_cve_2026_23891_the_name_of_a_person_is_read_and_not_run(amina: User, driss: User) -> None:
    User.objects.filter(pk=amina.pk).update(display_name=SCRIPT)
    amina.refresh_from_db()
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    fire(proposal.pk, "admit", actor=amina)
    comment(proposal.pk, actor=amina, text="Vu.")

    page = browse(amina).get(reverse("proposal", args=[proposal.pk])).content.decode()

    assert "svg onload" in page
    assert SCRIPT not in page


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (ProposalState.SUBMITTED, "withdraw"),
        (ProposalState.NEEDS_DETAILS, "give_details"),
        (ProposalState.MERGE_PROPOSED, "object"),
    ],
)
def test_cve_2026_40869_nobody_answers_in_the_place_of_the_author(
    driss: User, farid: User, state: ProposalState, name: str
) -> None:
    proposal = proposal_in(state, author=driss)
    typed = {"expect": proposal.version, "key": "k", "reason": "Moi.", "details": "Moi."}

    assert name in [each.name for each in available(proposal, actor=driss)]
    page = browse(farid).post(reverse("proposal_transition", args=[proposal.pk, name]), typed)
    program = fire_by_api(client_of(farid), proposal.pk, name, version=proposal.version)

    assert page.status_code in (403, 404)
    assert program.status_code in (403, 404)
    proposal.refresh_from_db()
    assert proposal.state == state
    assert set(proposal.authors.values_list("person", flat=True)) == {driss.pk}


def test_cve_2026_40870_comments_are_given_to_those_who_have_a_say(
    amina: User, driss: User, farid: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    comment(proposal.pk, actor=amina, text="Entre nous.")
    address = f"/api/v1/proposals/{proposal.pk}/comments/"

    answers = [client_of(person).get(address) for person in (None, farid)]

    assert "Entre nous." in client_of(amina).get(address).content.decode()
    assert not any("Entre nous." in answer.content.decode() for answer in answers)
    assert answers[0].status_code == 401


def test_cve_2026_45377_the_address_of_a_file_opens_it_for_nobody_else(
    amina: User, driss: User, farid: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    kept = attach(
        proposal,
        upload=SimpleUploadedFile("lettre.txt", b"Une lettre."),
        purpose=AttachmentPurpose.RECEIPT,
        actor=amina,
    )
    sent = browse(amina).get(reverse("attachment", args=[kept.pk]))
    places = [reverse("attachment", args=[kept.pk]), f"/media/{kept.file.name}", kept.file.url]

    assert sent.status_code == 200
    for person in (None, farid):
        assert [browse(person).get(place).status_code for place in places] == [404] * len(places)
