"""Preview: what a transition would do, to whom, and who would act next; writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.engine.acts import foresee_act
from workflow.engine.firing import check_no_lines, find_kind, plan_unlocked
from workflow.engine.planning import Plan, Step
from workflow.engine.request import Request, make_request
from workflow.engine.second_person import needs_second_person
from workflow.engine.waiting import list_expected
from workflow.machine.moves import PlannedBirth
from workflow.machine.registry import get_machine
from workflow.models import Subject, User
from workflow.permissions.grants import Grants
from workflow.roles import Role


@dataclass(frozen=True)
class PreviewedMove:
    """One subject's part: the states are given by their labels in the reader's language."""

    subject_id: int
    kind: str
    reference: str
    transition: str
    source: str
    target: str


@dataclass(frozen=True)
class PreviewedBirth:
    """A subject that would come to life."""

    kind: str
    birth: str
    target: str


@dataclass(frozen=True)
class Expected:
    """Somebody who would be waited for. `due_on` is a civil date, None while undated."""

    role: Role
    person_id: int | None
    institution_id: int | None
    due_on: date | None


@dataclass(frozen=True)
class Preview:
    """What firing would do. `needs_second_person`: it would only be proposed at first."""

    moves: tuple[PreviewedMove, ...]
    births: tuple[PreviewedBirth, ...]
    expected: tuple[Expected, ...]
    needs_second_person: bool


def preview(
    subject: Subject | int,
    transition: str,
    *,
    actor: User | None,
    on_behalf_of: User | None = None,
    inputs: Mapping[str, Any] | None = None,
    expect: int | None = None,
    grants: Grants | None = None,
) -> Preview:
    """Return everything `fire` with the same arguments would move, bring to life and wait for.

    Raises:
        WorkflowError: whatever `fire` would refuse with.
    """
    request = make_request(actor, on_behalf_of=on_behalf_of, inputs=inputs, grants=grants)
    subject_id = subject if isinstance(subject, int) else subject.pk
    find_kind(subject)
    plan = plan_unlocked(subject_id, transition, request, expect)
    check_no_lines(plan.steps[0])
    return _show(plan, request)


def preview_act(
    act: Subject,
    transition: str,
    *,
    actor: User,
    lines: Mapping[int, str],
    inputs: Mapping[str, Any] | None = None,
    expect: int | None = None,
    grants: Grants | None = None,
) -> Preview:
    """Return everything `fire_act` with the same arguments would do, each of its lines included.

    Raises:
        WorkflowError: whatever `fire_act` would refuse with.
    """
    request = make_request(actor, inputs=inputs, grants=grants)
    return _show(foresee_act(act, transition, lines, request, expect=expect), request)


def _show(plan: Plan, request: Request) -> Preview:
    first = plan.steps[0]
    return Preview(
        moves=tuple(_describe(step) for step in plan.steps),
        births=tuple(
            PreviewedBirth(planned.kind, planned.birth, _label_birth(planned.kind, planned.birth))
            for step in plan.steps
            for planned in _list_births(step.births)
        ),
        expected=tuple(_expect(first, request)),
        needs_second_person=needs_second_person(first, request),
    )


def _list_births(births: Iterable[PlannedBirth]) -> Iterator[PlannedBirth]:
    """Yield each birth, its parts after it."""
    for planned in births:
        yield planned
        yield from _list_births(planned.parts)


def _describe(step: Step) -> PreviewedMove:
    row, states = step.case.row, step.case.machine.states
    return PreviewedMove(
        subject_id=row.id,
        kind=row.kind,
        reference=row.reference,
        transition=step.transition.name,
        source=str(states[row.state].label),
        target=str(states[step.target].label),
    )


def _label_birth(kind: str, birth: str) -> str:
    target = get_machine(kind).births[birth].target
    return str(target.label) if target is not None else ""


def _expect(step: Step, request: Request) -> list[Expected]:
    if step.target == step.case.row.state:
        return []
    case = step.case.move_to(step.target)
    return [
        Expected(role, person_id, institution_id, due_on)
        for role, person_id, institution_id, due_on in list_expected(case, step.inputs, request)
    ]
