"""Consultations: who reads which, their lines, and what their next act would do to each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from lifecycle.models import Consultation, LeftOutLine, Sheet
from lifecycle.selectors.plan_versions import LineRead, read_lines
from lifecycle.selectors.version_diff import LineDiff, describe_line_diff
from lifecycle.selectors.visibility import consultations_visible_to
from lifecycle.vocabulary import ConsultationState
from workflow.clock import current_clock
from workflow.engine.evaluation import find_wrong_state, list_shortfalls
from workflow.engine.reading import Case, load_cases, read_rows
from workflow.machine.registry import get_machine
from workflow.permissions import Grants

#: The transition that moves the lines next, by the state of the consultation.
NEXT_ACTS = {
    ConsultationState.DRAFT.value: "open_consultation",
    ConsultationState.SCHEDULED.value: "open_consultation",
    ConsultationState.OPEN.value: "close_consultation",
}


@dataclass(frozen=True)
class ForeseenLine:
    """A line of the version: where it is, and what the next act on the plan would do to it."""

    read: LineRead
    #: Where it would be afterwards; empty when it stays.
    target: str = ""
    left_out_because: str = ""
    #: Why it cannot follow; the whole act is stopped by it.
    refusals: tuple[str, ...] = ()


def list_readable(grants: Grants) -> QuerySet[Consultation]:
    """Return the consultations the holder of `grants` may read, the latest first."""
    visible = consultations_visible_to(grants, today=current_clock().today())
    return (
        Consultation.objects.filter(visible)
        .select_related("plan", "plan_version__plan")
        .order_by("-opens_on", "-pk")
    )


def list_of_version(version_id: int, grants: Grants) -> list[Consultation]:
    """Return the consultations on a version that the holder of `grants` may read."""
    return list(list_readable(grants).filter(plan_version=version_id))


def find_consultation(pk: int, grants: Grants) -> Consultation | None:
    """Return a consultation that the holder of `grants` may read, or None."""
    return list_readable(grants).filter(pk=pk).first()


def list_lines(consultation: Consultation) -> list[ForeseenLine]:
    """Return every line in its order, and why some are left out, in two statements."""
    reasons = _read_reasons(consultation)
    return [
        ForeseenLine(read, left_out_because=reasons.get(read.proposal.pk, ""))
        for read in read_lines(consultation.plan_version)
    ]


def foresee_lines(consultation: Consultation) -> list[ForeseenLine]:
    """Return every line with what the next act would do to it, in a fixed number of statements."""
    act = NEXT_ACTS.get(consultation.state)
    lines = list_lines(consultation)
    if act is None:
        return lines
    cases = _load([each.read for each in lines])
    return [
        each if each.left_out_because else _foresee(each.read, act, cases[each.read.proposal.pk])
        for each in lines
    ]


def _read_reasons(consultation: Consultation) -> dict[int, str]:
    rows = LeftOutLine.objects.filter(consultation=consultation.pk)
    return dict(rows.values_list("proposal_id", "reason"))


def _load(reads: Sequence[LineRead]) -> dict[int, Case]:
    rows = read_rows([each.proposal.pk for each in reads])
    return dict(load_cases(rows, today=current_clock().today()))


def _foresee(read: LineRead, act: str, case: Case) -> ForeseenLine:
    transition = case.machine.get_transition(act)
    wrong_state = find_wrong_state(case, transition)
    if wrong_state and act == "close_consultation":
        # It left meanwhile for a public reason of its own: nothing holds back the rest.
        return ForeseenLine(read)
    refusals = (*([wrong_state] if wrong_state else []), *_list_fixes(case, act))
    if refusals:
        return ForeseenLine(read, refusals=refusals)
    target = case.machine.states[transition.target_name(case.row.state)]
    return ForeseenLine(read, target=str(target.label))


def _list_fixes(case: Case, act: str) -> list[str]:
    return [each.fix for each in list_shortfalls(case, case.machine.get_transition(act))]


def label_state(consultation: Consultation) -> str:
    """Return where a consultation is, in the reader's language."""
    return str(get_machine("consultation").states[consultation.state].label)


def list_told_differences(consultation: Consultation) -> list[LineDiff]:
    """Return what changed in the lines since they were consulted on, as far as it is public.

    What is told is the version that was published, not what is being written since.
    """
    reads = read_lines(consultation.plan_version)
    ids = [each.proposal.pk for each in reads]
    told = {
        each.proposal_id: each.difference_published
        for each in Sheet.objects.filter(
            proposal__in=ids, difference_published__isnull=False
        ).select_related("difference_published")
    }
    found = []
    for read in reads:
        published = told.get(read.proposal.pk)
        if published is None:
            continue
        diff = describe_line_diff(read.proposal.plan_number, read.content, published.read())
        if diff.parts:
            found.append(diff)
    return found
