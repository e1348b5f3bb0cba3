"""The people whom two dossiers meet from the search for a porter to the council."""

from dataclasses import dataclass

from lifecycle.models import ActionPlan, Proposal
from lifecycle.vocabulary import ProposalState, Side
from lifecycle.vocabulary.roles import (
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    MODERATOR,
    OWNER,
)
from tests.cast import make_institution, make_person
from tests.factories import make_plan, proposal_in
from workflow.models import Institution, User
from workflow.permissions import grant
from workflow.roles import Role


@dataclass(frozen=True)
class RoadCast:
    """Everybody on the road; `person.language` is the one in which they read."""

    plan: ActionPlan
    #: Retained, and nobody has been asked to carry them yet.
    dossiers: tuple[Proposal, Proposal]
    #: Asked first: it declines.
    archives: Institution
    #: Asked next: it carries both.
    agency: Institution
    #: An association that carries the first dossier too.
    rivage: Institution
    team: User
    second: User
    lead: User
    moderator: User
    #: Who answers for each institution.
    owners: dict[int, User]
    project_lead: User


def set_road() -> RoadCast:
    """Create the plan, two retained proposals, and the people."""
    plan = make_plan()
    archives, agency, rivage = make_bodies()
    team, lead = make_holder("Amina", MINISTRY_TEAM), make_holder("Claire", MINISTRY_LEAD)
    second = make_holder("Bilal", MINISTRY_TEAM, language="ar")
    return RoadCast(
        plan=plan,
        dossiers=(
            proposal_in(
                ProposalState.PRIORITIZED,
                plan=plan,
                title="Publier le registre des archives",
                language="fr",
            ),
            proposal_in(
                ProposalState.PRIORITIZED,
                plan=plan,
                title="نشر سجل الصفقات العمومية",
                language="ar",
            ),
        ),
        archives=archives,
        agency=agency,
        rivage=rivage,
        team=team,
        second=second,
        lead=lead,
        moderator=make_holder("Nora", MODERATOR, language="ar"),
        owners={
            archives.pk: make_holder("Emna", OWNER, on=archives),
            agency.pk: make_holder("Sanaa", OWNER, on=agency, language="ar"),
            rivage.pk: make_holder("Jalila", OWNER, on=rivage),
        },
        project_lead=make_holder("Ilias", FOCAL_POINT, on=agency),
    )


def make_bodies() -> tuple[Institution, Institution, Institution]:
    """Create two public bodies and an association."""
    return (
        make_institution("archives", Side.GOVERNMENT, french="Archives", arabic="الأرشيف"),
        make_institution("agency", Side.GOVERNMENT, french="Agence", arabic="الوكالة"),
        make_institution("rivage", Side.CIVIL_SOCIETY, french="Rivage", arabic="جمعية الضفة"),
    )


def make_holder(
    name: str, role: Role, *, on: Institution | None = None, language: str = "fr"
) -> User:
    """Create somebody who holds a role."""
    person = make_person(name, language=language)
    grant(role, person, on=on)
    return person
