"""The people of a replay: one for each role, at each institution that carries a commitment."""

from lifecycle.models import ActionPlan
from lifecycle.vocabulary.roles import (
    COMMITTEE,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OWNER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.models import Institution, User
from workflow.permissions import grant
from workflow.roles import Role

#: Reserved for examples: no mail can leave to it.
DOMAIN = "replay.example"
_EVERYWHERE = (MINISTRY_LEAD, MINISTRY_TEAM, COMMITTEE)
_AT_AN_INSTITUTION = (PROJECT_LEAD, FOCAL_POINT, SUPERIOR, OWNER)


def give_roles(plan: ActionPlan) -> int:
    """Create whoever the ladders of the plan speak to, each with one role; return how many."""
    porters = Institution.objects.filter(commitments__plan=plan).distinct().order_by("code")
    people = [_create(role, None) for role in _EVERYWHERE]
    people += [_create(role, porter) for porter in porters for role in _AT_AN_INSTITUTION]
    return len(people)


def _create(role: Role, institution: Institution | None) -> User:
    where = [institution.code] if institution is not None else []
    key = "-".join([role.code.replace("_", "-"), *where])
    person = User.objects.create_user(f"{key}@{DOMAIN}", display_name=key)
    grant(role, person, on=institution)
    return person
