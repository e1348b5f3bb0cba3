"""Uptake: a retained idea is carried by dossiers, and follows what becomes of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Proposal, Uptake
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary import Extent, PlanState, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.engine import record_fact
from workflow.machine import Choice, Guard, Move, PlannedMove, Reference, Rows, Text

#: Ideas that a dossier can be composed of.
RETAINED_STATES = (ProposalState.PRIORITIZED, ProposalState.TAKEN_UP)
#: The fact written in the history of an idea when a dossier takes it up.
LINKED = "uptake.linked"


def list_retained(facts: ProposalFacts) -> QuerySet[Proposal]:
    """Return the retained ideas of the plan."""
    return Proposal.objects.filter(
        plan=facts.subject.parent_id, state__in=RETAINED_STATES
    ).order_by("reference")


#: The ideas a dossier is composed of, and what it keeps of each.
SOURCES = Rows(
    "sources",
    _("Retained ideas"),
    columns=[
        Reference("source", _("Idea"), among=list_retained),
        Choice("extent", _("Extent"), choices=Extent.choices),
        Text("kept", _("What is kept"), lines=2, required=False),
        Text("left_out", _("What is left out, and why"), lines=2, required=False),
    ],
    at_most=60,
)


def _has_no_live_dossier(facts: ProposalFacts) -> bool:
    return not any(each.is_live for each in facts.dossiers)


def _count_untold(facts: ProposalFacts) -> int:
    return sum(each.is_live and not each.is_told for each in facts.dossiers)


class Needs:
    """What an idea needs to be carried by dossiers."""

    dossier_linked = Guard[ProposalFacts](
        _("A dossier on its road carries it"),
        check=_has_no_live_dossier,
        fix=_("Link the dossier that carries the idea, or what is left of it."),
        lifted_by=MINISTRY_TEAM,
    )
    author_told = Guard[ProposalFacts](
        _("The author can read what is left out"),
        check=_count_untold,
        fix=ngettext_lazy(
            "Say what %(count)d dossier keeps of the idea, and what it leaves out and why.",
            "Say what %(count)d dossiers keep of the idea, and what they leave out and why.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )


def check_sources(facts: ProposalFacts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return an error for an idea named twice, or kept in part without a word on the rest."""
    errors = []
    seen = set()
    for row in inputs["sources"]:
        values = {"reference": row["source"].reference}
        if row["source"].pk in seen:
            errors.append(gettext("%(reference)s is named twice.") % values)
        if row["extent"] != Extent.WHOLE and not (row["kept"] and row["left_out"]):
            errors.append(
                gettext("Say what is kept of %(reference)s, and what is left out and why.") % values
            )
        seen.add(row["source"].pk)
    return {"sources": errors} if errors else {}


def link_sources(move: Move) -> None:
    """Link the ideas the new dossier is composed of; each learns it in its own history.

    In ascending id, as every lock is taken.
    """
    for row in sorted(move.inputs["sources"], key=lambda row: row["source"].pk):
        record_fact(
            row["source"].pk,
            LINKED,
            actor=move.actor,
            content={"dossier": move.subject_id, "extent": row["extent"]},
            write=partial(_link, move, row),
        )


def _link(move: Move, row: Mapping[str, Any]) -> None:
    if move.actor is None:
        message = "ideas are linked by a person, whom the link names"
        raise LookupError(message)
    Uptake.objects.create(
        source=row["source"],
        dossier_id=move.subject_id,
        extent=row["extent"],
        kept=row["kept"],
        left_out=row["left_out"],
        recorded_by=move.actor,
        recorded_on=move.today,
    )


def fulfil_sources(facts: ProposalFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the end of the ideas a dossier carried, now that it is adopted."""
    for source in facts.sources:
        if source.state == ProposalState.TAKEN_UP:
            yield PlannedMove(source.id, "fulfil")


def release_sources(facts: ProposalFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the release of the ideas that no other dossier carries, now that this one ends.

    Once the plan is adopted, or is being adopted by the council that removes this line, no other
    dossier of it will carry them: they wait for a later one.
    """
    is_made = facts.plan.state == PlanState.CO_CREATION and not facts.council.adopts
    return _release(facts, "release" if is_made else "release_late")


def release_sources_late(facts: ProposalFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the same when the plan is adopted without them: they wait for a later one."""
    return _release(facts, "release_late")


def _release(facts: ProposalFacts, transition: str) -> Iterable[PlannedMove]:
    for source in facts.sources:
        if source.state == ProposalState.TAKEN_UP:
            yield PlannedMove(source.id, transition, once_settled=source.also_carried_by)


def end_links(move: Move) -> None:
    """End the links of a dossier that ended without adoption: it carries nothing any more."""
    Uptake.objects.filter(dossier=move.subject_id, released_at__isnull=True).update(
        released_at=move.now
    )


def end_own_links(move: Move) -> None:
    """End the links of an idea to its dossiers: it goes its own way."""
    Uptake.objects.filter(source=move.subject_id, released_at__isnull=True).update(
        released_at=move.now
    )
