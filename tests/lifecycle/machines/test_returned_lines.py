"""A line that the council returned while it adopted others goes before the council again."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from lifecycle.models import Proposal
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import create_convention
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import ConventionState, PlanState, ProposalState
from tests.cast import Institutions
from tests.conventions import REASON, WORDS, Signing, make_signing
from tests.council import TODAY, council_in, on
from tests.lifecycle.web.conventions.pages import sign
from workflow.engine import explain, fire
from workflow.exceptions import TransitionRefusedError
from workflow.models import User, Waiver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


@pytest.fixture
def signing(institutions: Institutions, amina: User, claire: User) -> Signing:
    """Return a convention before its signatories, who need not all sign."""
    return make_signing(institutions, amina, claire, allows_partial=True).open()


def return_second(signing: Signing) -> Proposal:
    """Let the council adopt the first line, which makes the plan, and return the second."""
    council_in("adopted", [signing.first, signing.second], outcomes=["adopted", "returned"])
    line = Proposal.objects.get(pk=signing.second.pk)
    assert line.state == ProposalState.FINALIZATION
    assert line.plan.state == PlanState.IN_IMPLEMENTATION
    return line


def adopt(line: Proposal) -> str:
    """Take the line before the council with a new file; return where that leads it."""
    council_in("adopted", [line])
    line.refresh_from_db()
    return str(line.state)


def tell_what_lacks(line: Proposal, person: User) -> str:
    """Return why its signature is not complete, in English, with the waiver taken back."""
    Waiver.objects.filter(subject=line).delete()
    with override("en"):
        explained = explain(line, actor=person).find("complete_signature")
    assert explained is not None
    return " ".join(reason.message for reason in explained.reasons)


def test_with_every_signature_it_keeps_them(
    signing: Signing, institutions: Institutions, amina: User
) -> None:
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    line = return_second(signing)

    fire(line, "keep_signatures", actor=amina)

    assert adopt(line) == ProposalState.ADOPTED


def test_without_one_of_them_an_amendment_asks_again(
    signing: Signing, institutions: Institutions, amina: User, claire: User
) -> None:
    sign(signing, institutions.archives, institutions.rivage)
    waive(signing.second, guard="all_parties_signed", reason="Visa reçu.", actor=claire)
    signing.fire("complete_partial", by=claire, **REASON)
    line = return_second(signing)

    fire(line, "finalize", actor=amina)
    assert "have an amendment of the convention signed" in tell_what_lacks(line, amina)
    bodies = {"body_fr": f"{WORDS.body_fr} Coût précisé.", "body_ar": WORDS.body_ar}
    signing.fire("start_amendment", by=amina, **REASON, **bodies)
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)

    assert signing.state() == "in_force"
    assert adopt(line) == ProposalState.ADOPTED


def test_a_waived_signature_under_a_convention_in_force_is_not_awaited_in_silence(
    client: Client, signing: Signing, institutions: Institutions, amina: User, claire: User
) -> None:
    sign(signing, institutions.archives, institutions.rivage)
    waive(signing.second, guard="all_parties_signed", reason="Visa reçu.", actor=claire)
    signing.fire("complete_partial", by=claire, **REASON)
    line = return_second(signing)
    fire(line, "finalize", actor=amina)
    client.force_login(amina)

    page = client.get(reverse("proposal", args=[line.pk]), headers={"accept-language": "en"})

    assert "have an amendment of the convention signed" in page.content.decode()


def test_when_its_convention_was_ended_another_can_be_begun(
    client: Client, signing: Signing, institutions: Institutions, amina: User, claire: User
) -> None:
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    line = return_second(signing)
    with pytest.raises(TransitionRefusedError):
        create_convention(line.plan, words=WORDS, actor=amina)
    signing.fire("terminate", by=claire, **REASON)
    client.force_login(amina)

    page = client.get(reverse("convention_new"))
    begun = create_convention(line.plan, words=WORDS, actor=amina)
    set_annexes(begun, proposals=[line.pk], actor=amina)

    assert next(iter(page.context["form"].fields["plan"].choices))[0] == str(line.plan.pk)
    assert begun.state == ConventionState.DRAFT


def test_a_program_begins_another_when_its_convention_was_ended(
    client: Client, signing: Signing, institutions: Institutions, amina: User, claire: User
) -> None:
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    line = return_second(signing)
    client.force_login(amina)
    body = {"plan": line.plan.code, "title_fr": "Convention nouvelle"}

    def post() -> int:
        url = "/api/v1/conventions/"
        return int(client.post(url, body, content_type="application/json").status_code)

    before = post()
    signing.fire("terminate", by=claire, **REASON)

    assert (before, post()) == (409, 201)
