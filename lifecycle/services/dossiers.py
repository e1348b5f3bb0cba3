"""Dossiers: the ministry composes one draft commitment out of several retained ideas."""

from collections.abc import Mapping, Sequence
from typing import Any

from lifecycle.models import ActionPlan, Attachment, Proposal
from lifecycle.services.proposal_values import clean_composed
from workflow.engine import give_birth
from workflow.models import User, Via


def compose(
    *,
    plan: ActionPlan,
    actor: User,
    values: Mapping[str, Any],
    sources: Sequence[Mapping[str, Any]],
    minutes: Attachment | int | None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Proposal:
    """Compose a dossier of retained ideas, on the minutes of the workshop; it is public at once.

    Each source is a mapping of `source` (the idea), `extent`, `kept` and `left_out`; every idea
    learns in its own history what became of it.

    Raises:
        InputError: something is missing or wrong, or an idea is named twice (422).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: the plan is not being made any more (409).
        KeyReusedError: the key was used for another request (422).
    """
    event = give_birth(
        "proposal",
        "compose",
        actor=actor,
        values={"plan": plan, "parent": plan, **clean_composed(plan, values)},
        inputs={"sources": list(sources), "minutes": minutes},
        key=key,
        via=via,
    )
    return Proposal.objects.get(pk=event.subject_id)
