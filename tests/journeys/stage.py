"""The people and the plan of the journeys: committed, because a server reads them."""

from dataclasses import dataclass

from lifecycle.models import ActionPlan, Proposal
from lifecycle.vocabulary import MembershipBody, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_member, make_person
from tests.factories import make_plan, proposal_in
from workflow.models import User
from workflow.permissions import grant


@dataclass(frozen=True)
class Stage:
    """Everybody a proposal meets until it is prioritized, all of one language."""

    plan: ActionPlan
    #: The citizen.
    author: User
    #: Two of the ministry team, and its lead.
    team: User
    second: User
    lead: User
    assessors: tuple[User, User]
    #: Somebody else's proposal, submitted before.
    earlier: Proposal


def set_stage(language: str) -> Stage:
    """Create the plan and its people."""
    plan = make_plan()
    people = {name: make_person(name, language=language) for name in ("Driss", "Amina", "Bilal")}
    lead = make_person("Claire", language=language)
    grant(MINISTRY_TEAM, people["Amina"])
    grant(MINISTRY_TEAM, people["Bilal"])
    grant(MINISTRY_LEAD, lead)
    return Stage(
        plan=plan,
        author=people["Driss"],
        team=people["Amina"],
        second=people["Bilal"],
        lead=lead,
        assessors=(
            make_member("Ghita", MembershipBody.ASSESSORS, None, language=language),
            make_member("Hamid", MembershipBody.ASSESSORS, None, language=language),
        ),
        earlier=proposal_in(ProposalState.SUBMITTED, plan=plan),
    )
