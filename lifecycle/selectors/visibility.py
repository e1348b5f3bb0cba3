"""Who may see what, each rule twice: of one subject by its facts, and as the filter of a list.

The twins say the same and are tested together, on the same data.
"""

from datetime import date

from django.db.models import Q

from lifecycle.models import CandidatePorter, ProposalAuthor, ProposalPorter
from lifecycle.selectors.consultation_facts import OVER, PlanConsultationFacts
from lifecycle.selectors.council_file_facts import TOLD_STATES, CouncilFileFacts
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposal_surroundings import ASSESSMENT
from lifecycle.vocabulary import ConsultationState
from lifecycle.vocabulary.roles import (
    ASSESSOR,
    AUTHOR,
    COMMITTEE,
    COMMITTEE_CHAIR,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OBSERVER,
    OWNER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.machine import Facts
from workflow.models import Seat, User
from workflow.permissions.grants import Grants
from workflow.roles import Role


def _codes(*roles: Role) -> tuple[str, ...]:
    return tuple(role.code for role in roles)


#: They read every proposal that was submitted, whatever became of it.
READERS = _codes(MINISTRY_TEAM, MINISTRY_LEAD, COMMITTEE, COMMITTEE_CHAIR, OBSERVER)
#: Everybody contributed or can contribute, however the consultation came in.
CONSULTED_STATES = OVER | {ConsultationState.OPEN.value}
#: They read what concerns their institution.
INSTITUTION_READERS = _codes(OWNER, FOCAL_POINT, PROJECT_LEAD, SUPERIOR)


def follows_the_procedure(person_id: int | None) -> bool:
    """Return whether this person reads whatever was submitted, and may know who is waited for."""
    people = User.objects.filter(pk=person_id or 0, is_active=True)
    return people.filter(groups__name__in=READERS).exists()


def sees_proposal(grants: Grants, facts: ProposalFacts) -> bool:
    """Return whether the holder of `grants` may read the proposal. Twin of the next.

    1. Everybody reads what is published, with or without an account.
    2. Its authors read it always; what was never submitted, nobody else.
    3. From submission on, those who run and follow the procedure read it, whoever is asked to
       score it, and the people of the institutions it concerns.

    What is known without reading anything more is asked first.
    """
    if facts.subject.reference and grants.is_authenticated and grants.has_group(*READERS):
        return True
    if facts.content.is_published:
        return True
    if not grants.is_authenticated:
        return False
    if grants.person_id in facts.people[AUTHOR.code]:
        return True
    if not facts.subject.reference:
        return False
    return (
        grants.person_id in facts.people[ASSESSOR.code]
        or not facts.concerned.isdisjoint(grants.institutions_of(*INSTITUTION_READERS))
        or facts.subject.id in grants.subjects_of(PROJECT_LEAD.code)
    )


def proposals_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the proposals the holder of `grants` may read. Twin of `sees_proposal`.

    Needs no `distinct()`: relations are looked at in subqueries.
    """
    published = Q(published_at__isnull=False)
    if not grants.is_authenticated:
        return published
    own = ProposalAuthor.objects.filter(person=grants.person_id).values("proposal")
    visible = published | Q(pk__in=own)
    # A reference is given when a proposal is submitted: without one it never was.
    submitted = ~Q(reference="")
    if grants.has_group(*READERS):
        return visible | submitted
    return visible | (submitted & _concerns(grants))


def _concerns(grants: Grants) -> Q:
    seats = Seat.objects.filter(person=grants.person_id, round__name=ASSESSMENT, round__outcome="")
    institutions = grants.institutions_of(*INSTITUTION_READERS)
    candidates = CandidatePorter.objects.filter(institution__in=institutions)
    porters = ProposalPorter.objects.filter(institution__in=institutions, ended_on__isnull=True)
    return (
        Q(pk__in=seats.values("round__subject"))
        | Q(pk__in=candidates.values("proposal"))
        | Q(pk__in=porters.values("proposal"))
        | Q(pk__in=grants.subjects_of(PROJECT_LEAD.code))
    )


# Plans, their stages, commitments and activities are public: everybody holds the government to
# them. The parameters are those of every machine's twins.


def sees_plan(grants: Grants, facts: Facts) -> bool:
    """Return whether the holder of `grants` may read the plan: everybody may."""
    return True


def plans_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the plans the holder of `grants` may read: all of them."""
    return Q()


def sees_plan_stage(grants: Grants, facts: Facts) -> bool:
    """Return whether the holder of `grants` may read the stage: everybody may."""
    return True


def plan_stages_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the stages the holder of `grants` may read: all of them."""
    return Q()


def sees_commitment(grants: Grants, facts: Facts) -> bool:
    """Return whether the holder of `grants` may read the commitment: everybody may."""
    return True


def commitments_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the commitments the holder of `grants` may read: all of them."""
    return Q()


def sees_activity(grants: Grants, facts: Facts) -> bool:
    """Return whether the holder of `grants` may read the activity: everybody may."""
    return True


def activities_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the activities the holder of `grants` may read: all of them."""
    return Q()


def sees_consultation(grants: Grants, facts: PlanConsultationFacts) -> bool:
    """Return whether the holder of `grants` may read the consultation: once it is announced, all.

    Before, those who run and follow the procedure. Twin of the next.
    """
    public = facts.is_announced or facts.subject.state in CONSULTED_STATES
    return public or grants.has_group(*READERS)


def consultations_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the consultations the holder of `grants` may read."""
    if grants.has_group(*READERS):
        return Q()
    return Q(notice_published_at__isnull=False) | Q(state__in=CONSULTED_STATES)


def sees_council(grants: Grants, facts: CouncilFileFacts) -> bool:
    """Return whether the holder of `grants` may read the council file: once it is decided, all.

    Before, those who run and follow the procedure. Twin of the next.
    """
    return facts.subject.state in TOLD_STATES or grants.has_group(*READERS)


def councils_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the council files the holder of `grants` may read."""
    return Q() if grants.has_group(*READERS) else Q(state__in=TOLD_STATES)
