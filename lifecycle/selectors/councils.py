"""Council files: who reads which, their lines, their documents, and what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.models import ActionPlan, Attachment, Council, CouncilLine, PlanVersion
from lifecycle.selectors.council_facts import RUNNING_STATES
from lifecycle.selectors.council_file_facts import TOLD_STATES, CouncilFileFacts, FileLine
from lifecycle.selectors.plan_versions import LineRead, list_versions, read_lines
from lifecycle.selectors.visibility import councils_visible_to
from lifecycle.vocabulary import CouncilState, LineOutcome, ProposalState
from workflow.clock import current_clock
from workflow.machine.registry import get_machine
from workflow.permissions import Grants


@dataclass(frozen=True)
class CouncilLineRead:
    """A line of a file: its text as the version froze it, and what the council said of it."""

    read: LineRead
    line: CouncilLine
    #: Why it would stop the next act; empty when it would move, or is left out.
    problems: tuple[str, ...] = ()

    @property
    def outcome_label(self) -> str:
        """Return what the council said, in the reader's language; empty while it has not."""
        return str(LineOutcome(self.line.outcome).label) if self.line.outcome else ""

    @property
    def is_adopted(self) -> bool:
        """Return whether the council adopted it."""
        return self.line.outcome == LineOutcome.ADOPTED


def list_councils(grants: Grants, *, plan: ActionPlan | None = None) -> QuerySet[Council]:
    """Return the files the holder of `grants` may read, the latest first; those of a plan."""
    visible = councils_visible_to(grants, today=current_clock().today())
    found = Council.objects.filter(visible)
    if plan is not None:
        found = found.filter(plan=plan)
    return found.select_related("plan", "plan_version__plan", "decision_document").order_by("-pk")


def find_council(pk: int, grants: Grants) -> Council | None:
    """Return a file that the holder of `grants` may read, or None."""
    return list_councils(grants).filter(pk=pk).first()


def find_adopting(commitment_id: int) -> Council | None:
    """Return the file by which the government adopted a commitment; None of one that was loaded."""
    return (
        Council.objects.filter(
            lines__proposal__commitments=commitment_id,
            lines__outcome=LineOutcome.ADOPTED.value,
            state__in=TOLD_STATES,
        )
        .order_by("-pk")
        .first()
    )


def list_lines(council: Council, facts: CouncilFileFacts | None = None) -> list[CouncilLineRead]:
    """Return every line of a file in its order, in two statements.

    With `facts`, those of the file, each says why it would stop the act that comes next.
    """
    lines = {each.proposal_id: each for each in CouncilLine.objects.filter(council=council.pk)}
    problems = list_problems(facts) if facts is not None else {}
    return [
        CouncilLineRead(read, lines[read.proposal.pk], problems.get(read.proposal.pk, ()))
        for read in read_lines(council.plan_version)
        if read.proposal.pk in lines
    ]


def list_problems(facts: CouncilFileFacts) -> Mapping[int, tuple[str, ...]]:
    """Return what stands against each line, by dossier, in the reader's language."""
    if facts.subject.state == CouncilState.PREPARING:
        return {
            each.member.proposal_id: tuple(_list_unready(each, facts.count_unsigned(each)))
            for each in facts.included
        }
    if facts.subject.state == CouncilState.PRESENTED:
        return {
            each.member.proposal_id: (_("The council's outcome is not recorded yet."),)
            for each in facts.included
            if not each.outcome
        }
    return {}


def _list_unready(line: FileLine, unsigned: int) -> Iterable[str]:
    if line.member.state != ProposalState.SIGNED:
        label = get_machine("proposal").states[line.member.state].label
        yield _("It is not signed. Its state is: %(state)s.") % {"state": label}
    if line.has_other_text:
        yield _("Its text is not the one of the frozen version any more.")
    if unsigned:
        yield ngettext(
            "%(count)d party has not signed its present text.",
            "%(count)d parties have not signed its present text.",
            unsigned,
        ) % {"count": unsigned}


def list_documents(council_id: int) -> list[Attachment]:
    """Return every document kept with a file, the oldest first."""
    return list(Attachment.objects.filter(subject=council_id).order_by("pk"))


def list_startable(plan: ActionPlan) -> list[PlanVersion]:
    """Return the frozen versions on which a file can be begun; none while one is on its way."""
    if Council.objects.filter(plan=plan, state__in=RUNNING_STATES).exists():
        return []
    return list(list_versions(plan.pk, frozen_only=True))


def label_state(council: Council) -> str:
    """Return where a file is, in the reader's language."""
    return str(get_machine("council").states[council.state].label)
