"""From an idea to the end of prioritization in a browser, in each language."""

import pytest
from playwright.sync_api import expect

from lifecycle.models import Proposal
from lifecycle.vocabulary import Phase, ProposalState
from tests.journeys.conftest import Enter
from tests.journeys.ideas import IDEAS
from tests.journeys.stage import Stage, set_stage
from tests.journeys.steps import (
    attach_minutes,
    give_points,
    move,
    read_follow_token,
    retain,
    settle_as_different,
    start_assessment,
    submit_idea,
    suspect,
)
from tests.journeys.windows import Window

#: What the history lists in the end, in its order.
ROAD = ["submit", "request_details", "give_details", "admit", "start_assessment", "retain"]


# The words differ by language, what is written differs by database: one language is walked on each.
@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("fr", "ltr"),
        pytest.param("ar", "rtl", marks=pytest.mark.each_database),
        ("en", "ltr"),
    ],
)
def test_an_idea_is_prioritized_and_everybody_can_read_why(
    live_site: str, enter: Enter, language: str, direction: str
) -> None:
    stage, idea = set_stage(language), IDEAS[language]
    author, team = enter(stage.author, language), enter(stage.team, language)

    proposal = submit_idea(author, idea)
    token = read_follow_token(author)
    check_duplicates_before_admission(team, proposal, stage)
    move(team, proposal, "request_details", question=idea.question)
    author.open("proposal", proposal.pk)
    author.sees(idea.question)
    move(author, proposal, "give_details", details=idea.details)
    move(team, proposal, "admit")
    start_assessment(team, proposal, stage.assessors)
    decide_once_all_have_scored(enter, proposal, stage, language)

    assert author.page.locator("html").get_attribute("dir") == direction
    check_published_decision(author, proposal, language)
    check_history(team, proposal)
    check_follow_page(enter(None, language), token)


def check_duplicates_before_admission(team: Window, proposal: Proposal, stage: Stage) -> None:
    """Suspect a duplicate, be refused the admission for that reason, settle it."""
    suspect(team, proposal, stage.earlier)
    status = team.open("proposal_transition", proposal.pk, "admit")
    reason = team.words.count(
        "%(count)d suspected duplicate is unsettled: say whether it is the same idea.",
        "%(count)d suspected duplicates are unsettled: say whether they are the same idea.",
        1,
    )

    assert (status, team.list_reasons()) == (409, [reason])

    settle_as_different(team, proposal, IDEAS[team.words.language].verdict)


def decide_once_all_have_scored(
    enter: Enter, proposal: Proposal, stage: Stage, language: str
) -> None:
    """Be refused while a score and the minutes are missing, all reasons told; then retain."""
    lead = enter(stage.lead, language)
    words = lead.words
    without_minutes = words.say(
        "Attach the minutes of the workshop to the proposal or to its plan."
    )
    for number, assessor in enumerate(stage.assessors):
        missing = words.count(
            "%(count)d score is missing.", "%(count)d scores are missing.", 2 - number
        )
        status = lead.open("proposal_transition", proposal.pk, "retain")

        assert (status, lead.list_reasons()) == (409, [missing, without_minutes])

        give_points(enter(assessor, language), proposal, assessor, points=4)
    attach_minutes(lead, proposal)
    retain(lead, proposal, IDEAS[language].reason)


def check_published_decision(author: Window, proposal: Proposal, language: str) -> None:
    """Fail unless the author reads that it was retained, and why."""
    author.open("proposal", proposal.pk)
    author.sees(author.words.say("The published decision"))
    author.sees(author.words.say("Retained in prioritization"))
    author.sees(IDEAS[language].reason)


def check_history(team: Window, proposal: Proposal) -> None:
    """Fail unless every step is listed once, in its order."""
    team.open("proposal_history", proposal.pk)
    told = team.main.locator(".timeline-entry strong").all_inner_texts()
    road = [team.words.name_move(name) for name in ROAD]

    assert [words for words in reversed(told) if words in road] == road


def check_follow_page(anybody: Window, token: str) -> None:
    """Fail unless the link shows the phase and the state, without an account."""
    anybody.open("proposal_follow", token)
    anybody.sees(anybody.words.say("Retained in prioritization"))
    present = anybody.main.locator("[aria-current=step]:visible")

    expect(present).to_contain_text(anybody.words.name(Phase.PRIORITIZATION))
    assert Proposal.objects.get(receipt_token=token).state == ProposalState.PRIORITIZED
