"""Duplicates: one idea written twice goes on as one, unless its author objects."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from lifecycle.models import DuplicateSuspicion, Lineage, Proposal
from lifecycle.phases.records import facts_of
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.visibility import follows_the_procedure
from lifecycle.vocabulary import (
    LIVE_STATES,
    DuplicateVerdict,
    LineageKind,
    ProposalState,
)
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.machine import Guard, Move, Moving, Reference, writing

#: What a duplicate can go on as part of: submitted, on its own road.
TARGET_STATES = LIVE_STATES - {ProposalState.DRAFT, ProposalState.TAKEN_UP}


def list_merge_targets(facts: ProposalFacts) -> QuerySet[Proposal]:
    """Return the proposals of the same plan it could be merged into."""
    return (
        Proposal.objects.filter(plan=facts.subject.parent_id, state__in=TARGET_STATES)
        .exclude(pk=facts.subject.id)
        .order_by("reference")
    )


#: The proposal that says the same; the engine locks it with the one that moves.
TARGET = Reference("target", _("Proposal that says the same"), among=list_merge_targets, locks=True)


def _count_open_suspicions(facts: ProposalFacts) -> int:
    return facts.open_suspicions


def _has_lost_its_target(facts: ProposalFacts) -> bool:
    return facts.content.merge_target_state not in TARGET_STATES


def list_suspected(subject_id: int, asker: int | None) -> list[str]:
    """Return the references of the proposals it may duplicate, for those who may read them all."""
    if not follows_the_procedure(asker):
        return []
    open_ones = DuplicateSuspicion.objects.filter(proposal=subject_id, verdict="")
    return list(open_ones.order_by("other__reference").values_list("other__reference", flat=True))


class Needs:
    """What must be settled about duplicates."""

    no_open_duplicate = Guard[ProposalFacts](
        _("No suspected duplicate is unsettled"),
        check=_count_open_suspicions,
        fix=ngettext_lazy(
            "%(count)d suspected duplicate is unsettled: say whether it is the same idea.",
            "%(count)d suspected duplicates are unsettled: say whether they are the same idea.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
        detail=list_suspected,
    )
    target_still_live = Guard[ProposalFacts](
        _("The proposal it would be merged into is on its road"),
        check=_has_lost_its_target,
        fix=_("The proposal it would be merged into has ended or moved aside: object instead."),
        lifted_by=MINISTRY_TEAM,
    )


def check_no_circle(facts: ProposalFacts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return an error when the target would itself be merged into this proposal."""
    target: Proposal = inputs["target"]
    if target.pk not in facts.leads_here:
        return {}
    message = gettext(
        "%(target)s is itself to be merged into this proposal: that would turn in a circle."
    )
    return {"target": [message % {"target": target.reference}]}


def propose_merge(move: Move) -> None:
    """Keep what it would be merged into, and that both say the same."""
    target: Proposal = move.inputs["target"]
    Proposal.objects.filter(pk=move.subject_id).update(merge_target=target, objection="")
    DuplicateSuspicion.objects.filter(
        Q(proposal=move.subject_id, other=target) | Q(proposal=target, other=move.subject_id),
        verdict="",
    ).update(
        verdict=DuplicateVerdict.SAME.value,
        reason=move.inputs["reason"],
        resolved_by=move.actor,
        resolved_at=move.now,
    )


@writing(Proposal)
def keep_objection(moving: Moving) -> Mapping[str, Any]:
    """Keep why the author objects; the proposal stands for itself again."""
    return {"merge_target": None, "objection": moving.inputs["objection"]}


def record_merge(move: Move) -> None:
    """Record that the proposal goes on as part of its target."""
    Lineage.objects.get_or_create(
        parent_proposal_id=move.subject_id,
        child_proposal_id=facts_of(move).content.merge_target_id,
        kind=LineageKind.MERGE.value,
        defaults={"recorded_at": move.now},
    )
    Proposal.objects.filter(pk=move.subject_id).update(decided_on=move.today)


def undo_merge(move: Move) -> None:
    """Let the proposal stand for itself again, if it was merged."""
    Lineage.objects.filter(parent_proposal=move.subject_id, kind=LineageKind.MERGE.value).delete()
    Proposal.objects.filter(pk=move.subject_id).update(merge_target=None)
