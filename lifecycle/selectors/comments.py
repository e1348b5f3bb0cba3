"""Comments: who may say something about a subject, and who reads what was said."""

from django.db.models import QuerySet

from lifecycle.models import Comment
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary.roles import (
    ASSESSOR,
    COMMITTEE,
    COMMITTEE_CHAIR,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    MODERATOR,
    OBSERVER,
    OWNER,
    PROJECT_LEAD,
)
from workflow.engine.reading import Case
from workflow.machine.rights import holds
from workflow.permissions import Grants

#: Say something, and read what the others say. Porters speak of what their institution carries.
COMMENTERS = (
    COMMITTEE,
    COMMITTEE_CHAIR,
    OBSERVER,
    MINISTRY_TEAM,
    MINISTRY_LEAD,
    OWNER,
    FOCAL_POINT,
    PROJECT_LEAD,
)
#: Read along: an assessor before scoring, a moderator to keep it civil.
READERS = (*COMMENTERS, ASSESSOR, MODERATOR)
#: Hide a comment, and read hidden ones.
MODERATORS = (MODERATOR, MINISTRY_LEAD)


#: The people of a porter who speak of what it carries; of a partner as of the lead.
_OF_PORTERS = (OWNER.code, FOCAL_POINT.code, PROJECT_LEAD.code)


def has_say(case: Case, grants: Grants) -> bool:
    """Return whether the holder of `grants` may say something about the subject."""
    if any(holds(role, grants, case.facts) for role in COMMENTERS):
        return True
    facts = case.facts
    return isinstance(facts, ProposalFacts) and not facts.porters.all_ids.isdisjoint(
        grants.institutions_of(*_OF_PORTERS)
    )


def list_readable(case: Case, grants: Grants) -> QuerySet[Comment]:
    """Return the comments on the subject that the holder of `grants` may read, oldest first."""
    comments = Comment.objects.filter(subject=case.row.id).select_related("author", "hidden_by")
    ordered = comments.order_by("written_at", "pk")
    if any(holds(role, grants, case.facts) for role in MODERATORS):
        return ordered
    if has_say(case, grants) or any(holds(role, grants, case.facts) for role in READERS):
        return ordered.filter(hidden_at__isnull=True)
    return ordered.none()
