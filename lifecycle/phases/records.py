"""What many decisions write on the proposal itself: its reference, its publication, the reason."""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from lifecycle.models import ActionPlan, Attachment, Proposal
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary import AttachmentPurpose
from workflow.machine import Document, Move, Moving, Text, updating, writing
from workflow.models import Subject
from workflow.prepared import Update, prepared, prepared_update

#: The reason that everybody reads, kept as a column of the proposal.
PUBLIC_REASON = Text("reason", _("Published reason"), lines=6, public=True)
OPTIONAL_REASON = Text("reason", _("Published reason"), lines=6, public=True, required=False)


def facts_of(move: Moving) -> ProposalFacts:
    """Return the facts of the proposal that moves."""
    return cast("ProposalFacts", move.facts)


def give_reference(move: Move) -> None:
    """Give the next reference of the plan, once; numbers are never given twice, gaps stay."""
    subject = move.facts.subject
    if subject.reference or subject.parent_id is None:
        return
    # The update locks the row, so what is read next is the number this transaction has taken.
    _take_number(subject.parent_id)
    (number,) = _read_number(subject.parent_id)
    _write_reference(subject.id, reference=f"P-{number:04d}")


@prepared_update
def _take_number(plan: int) -> Update:
    return ActionPlan.objects.filter(pk=plan), {"last_reference": F("last_reference") + 1}


@prepared
def _read_number(plan: int) -> QuerySet[ActionPlan, int]:
    return ActionPlan.objects.filter(pk=plan).values_list("last_reference", flat=True)


@prepared_update
def _write_reference(proposal: int, **reference: Any) -> Update:
    return Subject.objects.filter(pk=proposal), reference


@prepared_update
def _publish(proposal: int, **published: Any) -> Update:
    return Proposal.objects.filter(pk=proposal, published_at__isnull=True), published


@updating(_publish)
def publish(moving: Moving) -> Mapping[str, Any]:
    """Let everybody read the proposal from now on; the first instant stays."""
    return {"proposal": moving.subject_id, "published_at": moving.now}


@writing(Proposal)
def keep_reason(moving: Moving) -> Mapping[str, Any]:
    """Keep the published reason, the day and the minutes of the decision."""
    return {
        "decided_reason": moving.inputs.get("reason", ""),
        "decided_on": moving.today,
        "decided_by_minutes": getattr(moving.inputs.get("minutes"), "pk", None),
    }


@writing(Proposal)
def forget_decision(moving: Moving) -> Mapping[str, Any]:
    """Clear what an earlier decision said, now that the proposal is on its road again."""
    return {
        "refusal_code": "",
        "decided_reason": "",
        "decided_on": None,
        "decided_by_minutes": None,
        "redirected_to": "",
        "redirect_reference": "",
        "left_phase": "",
    }


def list_minutes(facts: ProposalFacts) -> QuerySet[Attachment]:
    """Return the minutes that can carry a decision: those of the proposal and of its plan."""
    return Attachment.objects.filter(
        subject__in=[facts.subject.id, facts.subject.parent_id],
        purpose=AttachmentPurpose.MINUTES,
    ).order_by("-uploaded_at", "-pk")


def may_carry_decision(facts: ProposalFacts, document: Attachment) -> bool:
    """Return whether these are minutes that can carry a decision on it. Twin of `list_minutes`."""
    return (
        document.subject_id in {facts.subject.id, facts.subject.parent_id}
        and document.purpose == AttachmentPurpose.MINUTES
    )


def list_paper_acts(facts: ProposalFacts) -> QuerySet[Attachment]:
    """Return the scans of paper acts about the proposal."""
    return Attachment.objects.filter(
        subject=facts.subject.id, purpose=AttachmentPurpose.PAPER_ACT
    ).order_by("-uploaded_at", "-pk")


#: The minutes of the workshop that decided.
MINUTES = Document(
    "minutes",
    _("Minutes of the workshop"),
    among=list_minutes,
    allows=may_carry_decision,
    public=True,
)
OPTIONAL_MINUTES = Document(
    "minutes",
    _("Minutes of the committee"),
    among=list_minutes,
    allows=may_carry_decision,
    public=True,
    required=False,
)
