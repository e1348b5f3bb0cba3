"""Births: how a subject comes to be, by a person or from a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from workflow.engine.applying import bear
from workflow.engine.evaluation import check_possible, clean_inputs, list_shortfalls
from workflow.engine.idempotency import run_once
from workflow.engine.reading import Case, load_cases
from workflow.engine.request import Request, compute_fingerprint, make_request
from workflow.exceptions import TransitionForbiddenError, UnknownTransitionError
from workflow.machine.declaration import StateMachine
from workflow.machine.facts import UNBORN_ID, Facts, SubjectRow
from workflow.machine.moves import PlannedBirth
from workflow.machine.registry import get_machine
from workflow.machine.rights import may_bear
from workflow.machine.transitions import Birth
from workflow.models import Event, EventKind, User, Via


def give_birth(
    kind: str,
    birth: str,
    *,
    actor: User,
    values: Mapping[str, Any],
    inputs: Mapping[str, Any] | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Bring a subject to life by a declared birth and return its first Event.

    `values` are the fields of the domain model, checked by the caller.

    Raises:
        UnknownTransitionError: the machine declares no such birth (404).
        TransitionForbiddenError: the person may not (403).
        TransitionRefusedError: its guards refuse; every reason is carried (409).
        InputError: what is given is missing or wrong (422).
        KeyReusedError: the key was used for another request (422).
    """
    machine = get_machine(kind)
    declared = _get_birth(machine, birth)
    request = make_request(actor, inputs=inputs, via=via)
    if not may_bear(declared, request.grants):
        raise TransitionForbiddenError(
            _("You may not do this: “%(birth)s”.") % {"birth": declared.label}
        )
    fingerprint = compute_fingerprint(kind, birth, {**values, **request.inputs}, None)

    def act() -> Event:
        case = _foresee(machine, values, request)
        check_possible("", tuple(list_shortfalls(case, declared)))
        clean = clean_inputs(declared.inputs, case, request.inputs, declared)
        return bear(PlannedBirth(kind, birth, values, clean), replace(request, inputs={}))

    return run_once(actor, key, fingerprint, request.now, act)


def foresee_facts(kind: str, *, values: Mapping[str, Any]) -> Facts:
    """Return the facts a birth is judged on, those of the parent: what its form can offer."""
    request = make_request(None)
    return _foresee(get_machine(kind), values, request).facts


def load_in(
    kind: str,
    *,
    state: str,
    values: Mapping[str, Any],
    inputs: Mapping[str, Any],
    actor: User | None,
    write: Callable[[int], None] | None = None,
) -> Event:
    """Bring in a subject from a file, at any state its `load` birth declares.

    `inputs` say where it comes from: the source document and the day it was true. `write` is
    given the id of the new subject and writes what hangs on it, before anybody is asked to act:
    who carries it, by when. Needs a transaction.

    Raises:
        LookupError: the machine declares no load into that state.
        InputError: what is given is missing or wrong.
    """
    machine = get_machine(kind)
    declared = _get_birth(machine, "load")
    request = make_request(actor, inputs=inputs, via=Via.LOAD)
    unborn = Facts(subject=_make_unborn(machine, values, request), today=request.today)
    case = Case(machine, unborn, frozenset())
    clean = clean_inputs(declared.inputs, case, request.inputs, declared)
    planned = PlannedBirth(kind, "load", values, clean)
    return bear(planned, replace(request, inputs={}), state=state, kind=EventKind.LOAD, write=write)


def _get_birth(machine: type[StateMachine], name: str) -> Birth:
    try:
        return machine.births[name]
    except KeyError:
        raise UnknownTransitionError(name, sorted(machine.births)) from None


def _foresee(machine: type[StateMachine], values: Mapping[str, Any], request: Request) -> Case:
    """Return the case of what does not exist yet: its facts are those of its parent."""
    unborn = _make_unborn(machine, values, request)
    return load_cases([unborn], today=request.today)[unborn.id]


def _make_unborn(
    machine: type[StateMachine], values: Mapping[str, Any], request: Request
) -> SubjectRow:
    parent = values.get("parent")
    return SubjectRow(
        id=UNBORN_ID,
        kind=machine.kind,
        reference="",
        parent_id=parent.pk if parent is not None else values.get("parent_id"),
        state="",
        version=0,
        head_hash="",
        entered_at=request.now,
    )
