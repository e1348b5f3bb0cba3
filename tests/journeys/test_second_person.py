"""What two people must agree on, in two windows."""

import pytest
from playwright.sync_api import expect

from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState, RefusalCode
from tests.journeys.conftest import Enter
from tests.journeys.stage import set_stage
from tests.journeys.windows import Window
from workflow.models import Round

pytestmark = pytest.mark.each_database

REASON = "Le registre ne relève pas du gouvernement ouvert."


def propose_refusal(window: Window, proposal: Proposal) -> None:
    """Fill in the refusal and send it; it waits for somebody else."""
    label = window.words.name_move("refuse")
    window.open("proposal", proposal.pk)
    window.follow(label)
    ground = window.words.name(RefusalCode.OUT_OF_SCOPE)
    window.main.locator("[name=code]").select_option(label=ground)
    window.type("Published reason", REASON)
    window.press(label)
    expect(window.page.locator("[id^=pending-]")).to_be_visible()


def test_a_refusal_is_proposed_by_one_and_confirmed_by_another(
    live_site: str, enter: Enter
) -> None:
    stage = set_stage("fr")
    proposal = stage.earlier
    first, second = enter(stage.team, "fr"), enter(stage.second, "fr")

    propose_refusal(first, proposal)
    asked = Round.objects.get(subject=proposal.pk, name="refuse", outcome="")

    assert first.main.get_by_role("link", name=first.words.say("Confirm"), exact=True).count() == 0
    first.open("proposal_confirm", proposal.pk, asked.pk)
    first.press(first.words.say("Confirm"))
    first.sees(first.words.say("You proposed this yourself: somebody else must confirm it."))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED

    second.open("proposal", proposal.pk)
    second.sees(REASON)
    second.follow(second.words.say("Confirm"))
    second.press(second.words.say("Confirm"))
    second.sees(second.words.say("The published decision"))
    second.sees(second.words.name(RefusalCode.OUT_OF_SCOPE))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.INADMISSIBLE
