"""The synthesis of a collection: what became of every proposal, reconciled to the last one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from lifecycle.models import ActionPlan, Proposal
from lifecycle.vocabulary import ProposalState


class Fate(models.TextChoices):
    """What became of a proposal, as the synthesis counts it."""

    #: Nobody has decided yet whether it is admitted.
    BEING_CHECKED = "being_checked", _("Being checked")
    #: Admitted, whatever came afterwards.
    ADMITTED = "admitted", _("Admitted")
    #: Refused at the door.
    INADMISSIBLE = "inadmissible", _("Not admissible")
    #: Sent to the body that can act on it.
    REDIRECTED = "redirected", _("Redirected to another body")
    #: Goes on as part of another one.
    MERGED = "merged", _("Merged into another proposal")
    #: Goes on as its parts, which are counted too.
    SPLIT = "split", _("Split into several proposals")
    #: Taken back by its author.
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    #: Kept for a later plan.
    DEFERRED = "deferred", _("Deferred to a later plan")


#: Every state that is not one of these comes after the admission.
_FATES: Mapping[str, Fate] = {
    ProposalState.SUBMITTED.value: Fate.BEING_CHECKED,
    ProposalState.NEEDS_DETAILS.value: Fate.BEING_CHECKED,
    ProposalState.MERGE_PROPOSED.value: Fate.BEING_CHECKED,
    ProposalState.INADMISSIBLE.value: Fate.INADMISSIBLE,
    ProposalState.REDIRECTED.value: Fate.REDIRECTED,
    ProposalState.MERGED.value: Fate.MERGED,
    ProposalState.SPLIT.value: Fate.SPLIT,
    ProposalState.WITHDRAWN.value: Fate.WITHDRAWN,
    ProposalState.DEFERRED.value: Fate.DEFERRED,
}


@dataclass(frozen=True)
class FateCount:
    """How many proposals had one fate."""

    fate: Fate
    count: int

    @property
    def label(self) -> str:
        """Return the fate in the reader's language."""
        return str(self.fate.label)


@dataclass(frozen=True)
class Synthesis:
    """The counts by fate, and the number of the last reference the plan gave."""

    rows: tuple[FateCount, ...]
    last_reference: int

    @property
    def received(self) -> int:
        """Return how many proposals the counts add up to."""
        return sum(row.count for row in self.rows)

    @property
    def is_reconciled(self) -> bool:
        """Return whether the counts add up to the last proposal."""
        return self.received == self.last_reference


def read_synthesis(plan: ActionPlan) -> Synthesis:
    """Return the synthesis of the proposals of a plan, in one statement."""
    found = Proposal.objects.filter(plan=plan).exclude(reference="").order_by()
    counts = dict.fromkeys(Fate, 0)
    for state, count in found.values_list("state").annotate(Count("pk")):
        counts[_FATES.get(state, Fate.ADMITTED)] += count
    rows = tuple(FateCount(fate, count) for fate, count in counts.items())
    return Synthesis(rows, plan.last_reference)
