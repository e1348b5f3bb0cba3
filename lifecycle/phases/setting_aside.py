"""Setting aside: what leaves the road can come back, while the plan is being made."""

import json

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from lifecycle.models import ConventionAnnex, Proposal, Sheet
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary import ConventionState, ProposalState, StageCode
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.machine import Guard, Move, Text
from workflow.models import Event, EventBody


def was_withdrawn(facts: ProposalFacts) -> bool:
    """Return whether its author withdrew it: it then comes back with their consent only."""
    return facts.subject.state == ProposalState.WITHDRAWN


#: How the author agreed that a withdrawn proposal comes back.
CONSENT = Text(
    "consent",
    _("How the author agreed"),
    lines=1,
    max_length=250,
    help=_("Required when its author had withdrawn it: the letter or the message, and its day."),
    required=False,
    required_when=was_withdrawn,
    missing=_("Its author withdrew it: say how they agreed."),
)
#: A convention whose text its parties have before them, or have signed.
_SIGNED_OR_BEING_SIGNED = (
    ConventionState.SIGNING.value,
    ConventionState.IN_FORCE.value,
    ConventionState.AMENDING.value,
)


def _is_stage_shut(facts: ProposalFacts) -> bool:
    return StageCode.PRIORITIZATION not in facts.plan.open_stages


class Needs:
    """What a proposal needs to come back."""

    prioritization_open = Guard[ProposalFacts](
        _("The prioritization stage of the plan is open"),
        check=_is_stage_shut,
        fix=_("Open the prioritization stage of the plan again."),
        lifted_by=MINISTRY_LEAD,
    )


def keep_reason_of_act(move: Move) -> None:
    """Keep the published reason of the act on the whole plan that set it aside."""
    Proposal.objects.filter(pk=move.subject_id).update(
        decided_reason=_find_reason(move.event.cause), decided_on=move.today
    )


def leave_convention(move: Move) -> None:
    """Let the dossier leave a convention that its parties read or signed; its sheet stays there.

    A text that is not before its parties yet is the team's to change: its guards name the dossier.
    """
    sheets = Sheet.objects.filter(proposal=OuterRef("proposal"))
    ConventionAnnex.objects.filter(
        proposal=move.subject_id,
        convention__state__in=_SIGNED_OR_BEING_SIGNED,
        removed_at=None,
        left_on=None,
    ).update(left_on=move.today, left_hash=Subquery(sheets.values("current__content_hash")[:1]))


def _find_reason(cause: Event | None) -> str:
    """Return the reason given with the nearest cause that has one, up to the act itself."""
    while cause is not None:
        body = EventBody.objects.filter(event=cause).first()
        reason = json.loads(body.json).get("reason") if body is not None else None
        if reason:
            return str(reason)
        cause = cause.cause
    return ""
