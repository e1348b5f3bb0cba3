"""One proposal: as the engine explains it, and with the rows its pages name."""

from django.utils.translation import gettext as _

from lifecycle.models import Attachment, Proposal
from workflow.engine import Explanation, explain
from workflow.exceptions import SubjectNotFoundError
from workflow.models import User
from workflow.permissions import Grants

KIND = "proposal"


def explain_proposal(
    proposal_id: int,
    *,
    actor: User | None,
    grants: Grants,
    on_behalf_of: User | None = None,
) -> Explanation:
    """Return where the proposal stands and what can move it, for this person.

    `grants` are the actor's own rights, whomever they act for.

    Raises:
        SubjectNotFoundError: it is none, or they may not see it (404).
        TransitionForbiddenError: no delegation lets them act for `on_behalf_of` (403).
    """
    explanation = explain(proposal_id, actor=actor, grants=grants, on_behalf_of=on_behalf_of)
    # The engine takes a person it is not told for the clock, which sees everything.
    is_hidden = actor is None and not explanation.case.machine.sees(grants, explanation.case.facts)
    if explanation.kind != KIND or is_hidden:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return explanation


def get_proposal(proposal_id: int) -> Proposal:
    """Return the proposal with its plan, its theme and the association that speaks.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    found = (
        Proposal.objects.filter(pk=proposal_id)
        .select_related("plan", "theme", "association", "merge_target", "decided_by_minutes")
        .prefetch_related("association__names")
        .first()
    )
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found


def find_by_reference(plan_id: int, reference: str) -> Proposal | None:
    """Return the proposal of the plan that bears this reference, or None."""
    # PostgreSQL is asked for no null character.
    wanted = reference.replace("\0", "").strip()
    if not wanted:
        return None
    return Proposal.objects.filter(plan=plan_id, reference__iexact=wanted).first()


def get_attachment(attachment_id: int) -> Attachment:
    """Return the document of this number; whether it may be read is asked when it is opened.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found
