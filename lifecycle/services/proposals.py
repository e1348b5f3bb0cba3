"""Proposals: written by their author, or written down by the ministry for somebody."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Proposal
from lifecycle.services.access import access
from lifecycle.services.proposal_values import clean_draft, clean_edit, clean_recorded
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import AUTHOR
from workflow.engine import give_birth, record_fact
from workflow.exceptions import TransitionRefusedError
from workflow.history.chain import format_canonical
from workflow.models import User, Via

#: Where the author still writes: before submitting, and while answering a question.
WRITABLE_STATES = frozenset({ProposalState.DRAFT.value, ProposalState.NEEDS_DETAILS.value})


def create_draft(
    *,
    plan: ActionPlan,
    actor: User,
    values: Mapping[str, Any],
    key: str | None = None,
    via: Via = Via.CODE,
) -> Proposal:
    """Begin a proposal to `plan`; nobody but its author sees it until it is submitted.

    Raises:
        InputError: what is there is wrong (422).
        TransitionRefusedError: the plan does not receive proposals today (409).
        KeyReusedError: the key was used for another request (422).
    """
    clean = clean_draft(plan, values)
    event = give_birth(
        "proposal",
        "create",
        actor=actor,
        values={"plan": plan, "parent": plan, **clean},
        key=key,
        via=via,
    )
    return Proposal.objects.get(pk=event.subject_id)


def record_proposal(
    *,
    plan: ActionPlan,
    actor: User,
    values: Mapping[str, Any],
    authors: Sequence[Mapping[str, Any]],
    key: str | None = None,
    via: Via = Via.CODE,
) -> Proposal:
    """Write down what somebody said at an event or sent in a letter; it is submitted at once.

    Each author is a mapping of `name`, `email` and `institution`.

    Raises:
        InputError: something is missing or wrong, or nobody and nothing is named (422).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: the plan does not receive proposals (409).
        KeyReusedError: the key was used for another request (422).
    """
    clean = clean_recorded(plan, values)
    event = give_birth(
        "proposal",
        "record_for",
        actor=actor,
        values={"plan": plan, "parent": plan, **clean},
        inputs={"authors": list(authors)},
        key=key,
        via=via,
    )
    return Proposal.objects.get(pk=event.subject_id)


def edit_draft(
    proposal: Proposal | int,
    *,
    actor: User,
    values: Mapping[str, Any],
    expect: int,
    via: Via = Via.CODE,
) -> Proposal:
    """Change what the author wrote; what `values` leave out stays as it is.

    Of two windows that edit the same version, the second is told and loses nothing: it still has
    what it typed. The history keeps which fields changed and the digest of the text.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: only its author writes it (403).
        TransitionRefusedError: it is not being written any more (409).
        InputError: what is there is wrong (422).
    """
    with transaction.atomic():
        entered = access(proposal, actor=actor, roles=[AUTHOR], expect=expect)
        if entered.case.row.state not in WRITABLE_STATES:
            raise TransitionRefusedError(
                _("A proposal is written before it is submitted, and while a question is open.")
            )
        written = Proposal.objects.select_related("plan", "theme", "association").get(
            pk=entered.case.row.id
        )
        changes = clean_edit(written, values)
        if not changes:
            return written
        for name, value in changes.items():
            setattr(written, name, value)
        written.save(update_fields=list(changes))
        record_fact(
            written.pk,
            "edited",
            actor=actor,
            content={"fields": sorted(changes), "sha256": compute_text_digest(written)},
            via=via,
        )
    written.refresh_from_db()
    return written


def compute_text_digest(proposal: Proposal) -> str:
    """Return the SHA-256 of what the author wrote, so that a text can be matched with its day."""
    words = [proposal.language, proposal.title, proposal.problem, proposal.solution]
    return hashlib.sha256(format_canonical(words).encode()).hexdigest()
