"""Every step works in a browser that runs no script."""

from lifecycle.vocabulary import ProposalState
from tests.journeys.conftest import Enter
from tests.journeys.ideas import IDEAS
from tests.journeys.stage import set_stage
from tests.journeys.steps import (
    attach_minutes,
    give_points,
    move,
    retain,
    start_assessment,
    submit_idea,
)


def test_an_idea_is_prioritized_without_a_script(live_site: str, enter: Enter) -> None:
    stage, idea = set_stage("ar"), IDEAS["ar"]
    author = enter(stage.author, "ar", scripts=False)
    team = enter(stage.team, "ar", scripts=False)

    proposal = submit_idea(author, idea)
    move(team, proposal, "admit")
    start_assessment(team, proposal, stage.assessors)
    for assessor in stage.assessors:
        give_points(enter(assessor, "ar", scripts=False), proposal, assessor, points=5)
    attach_minutes(team, proposal)
    retain(enter(stage.lead, "ar", scripts=False), proposal, idea.reason)

    author.open("proposal", proposal.pk)
    author.sees(idea.reason)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PRIORITIZED
