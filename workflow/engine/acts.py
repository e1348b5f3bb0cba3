"""Acts: one decision on a whole plan, which moves every line of it or none."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from workflow.engine.applying import apply_plan
from workflow.engine.evaluation import clean_inputs
from workflow.engine.firing import ATTEMPTS, check_first, check_seen_by, list_references
from workflow.engine.idempotency import run_once
from workflow.engine.planning import (
    Fetch,
    OutsideLockError,
    Plan,
    Step,
    check_member,
    close_plan,
)
from workflow.engine.reading import Case, load_cases, lock_rows, read_rows
from workflow.engine.request import Request, compute_fingerprint, make_request
from workflow.engine.second_person import needs_second_person
from workflow.exceptions import TransitionRefusedError
from workflow.machine.guards import Shortfall
from workflow.machine.registry import get_machine
from workflow.machine.transitions import Transition
from workflow.models import Event, Subject, User, Via


def fire_act(
    act: Subject,
    transition: str,
    *,
    actor: User,
    lines: Mapping[int, str],
    inputs: Mapping[str, Any] | None = None,
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Fire an act and every line that follows it, in one transaction.

    `lines` maps the id of each member to the outcome of its line; who is left out is not in it.
    A member whose state no declared `follows` leaves stops the whole act.

    Raises:
        TransitionRefusedError: a line cannot follow; every such line is named (409).
        WorkflowError: as `fire` does for the act itself.
    """
    request = make_request(actor, inputs=inputs, via=via)
    outcomes = {str(member): outcome for member, outcome in lines.items()}
    content = {**request.inputs, "lines": outcomes}
    fingerprint = compute_fingerprint(str(act.pk), transition, content, None)

    def perform() -> Event:
        plan = plan_act(act, transition, lines, request, expect=expect)
        return apply_plan(plan, request)[0]

    return run_once(actor, key, fingerprint, request.now, perform, check_seen_by(request))


def plan_act(
    act: Subject,
    transition: str,
    lines: Mapping[int, str],
    request: Request,
    *,
    expect: int | None = None,
) -> Plan:
    """Return the plan of an act: its own step, then one for each line. Needs a transaction.

    As `plan_transition` does, it is planned once without locks, to know all that it reaches; then
    every row, the act's own included, is locked at once in ascending id, and all is read again.
    When the closure has grown meanwhile, the new rows join and that is repeated.

    Raises:
        WorkflowError: as `fire_act` does.
    """
    declared = get_machine(act.kind).transitions.get(transition)
    wanted = foresee_act(act, transition, lines, request, expect=expect).subject_ids
    wanted |= {act.pk, *lines, *list_references(declared, request)}
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _plan_locked(act.pk, transition, lines, request, expect, wanted)
        except OutsideLockError as error:
            wanted |= error.ids
    return _plan_locked(act.pk, transition, lines, request, expect, wanted)


def foresee_act(
    act: Subject,
    transition: str,
    lines: Mapping[int, str],
    request: Request,
    *,
    expect: int | None = None,
) -> Plan:
    """Return the plan of an act as things stand, without a lock.

    Raises:
        WorkflowError: as `fire_act` does.
    """
    cases = load_cases(read_rows([act.pk, *lines]), today=request.today)

    def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
        cases.update(load_cases(read_rows(set(ids) - cases.keys()), today=request.today))
        return cases

    head = check_first(cases.get(act.pk), transition, request, expect)
    return _plan_lines(head, cases, lines, fetch, request)


def _plan_locked(
    act_id: int,
    transition: str,
    lines: Mapping[int, str],
    request: Request,
    expect: int | None,
    wanted: frozenset[int],
) -> Plan:
    cases = load_cases(lock_rows(wanted), today=request.today)

    def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
        missing = frozenset(ids) - cases.keys()
        if missing:
            raise OutsideLockError(missing)
        return cases

    head = check_first(cases.get(act_id), transition, request, expect)
    return _plan_lines(head, cases, lines, fetch, request)


def _plan_lines(
    head: Step, cases: Mapping[int, Case], lines: Mapping[int, str], fetch: Fetch, request: Request
) -> Plan:
    if needs_second_person(head, request):
        raise TransitionRefusedError(
            _("An act with its lines cannot be proposed for a second person to confirm.")
        )
    members = _follow_all(cases, head, lines)
    closed = close_plan([head, *members], fetch)
    for step in closed.steps[1 : len(members) + 1]:
        step.cause = 0
    return closed


def _follow_all(cases: Mapping[int, Case], head: Step, lines: Mapping[int, str]) -> list[Step]:
    steps: list[Step] = []
    problems: list[str] = []
    shortfalls: list[Shortfall] = []
    for member, outcome in sorted(lines.items()):
        case = cases.get(member)
        if case is None:
            problems.append(_("There is no line under the number %(id)s.") % {"id": member})
            continue
        try:
            follower = _get_follower(case, head, outcome)
            check_member(case, follower)
            steps.append(Step(case, follower, clean_inputs(follower.inputs, case, {}, follower)))
        except TransitionRefusedError as error:
            problems.append(str(error))
            shortfalls += error.shortfalls
    if problems:
        raise TransitionRefusedError(" ".join(problems), shortfalls)
    return steps


def _get_follower(case: Case, head: Step, outcome: str) -> Transition:
    for candidate in case.machine.list_exits(case.row.state):
        for follows in candidate.follows:
            same = (follows.act, follows.transition) == (
                head.case.machine.kind,
                head.transition.name,
            )
            if same and follows.outcome == outcome:
                return candidate
    raise TransitionRefusedError(
        _("%(reference)s cannot follow from its state: %(state)s.")
        % {
            "reference": case.row.reference or case.row.id,
            "state": case.machine.states[case.row.state].label,
        }
    )
