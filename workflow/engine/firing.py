"""Fire: the one way a person, a program or the clock moves a subject."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow.engine.applying import apply_plan
from workflow.engine.due import is_owed_now
from workflow.engine.evaluation import (
    check_allowed,
    check_version,
    check_visible,
    evaluate,
    get_transition,
)
from workflow.engine.idempotency import answer_once
from workflow.engine.planning import OutsideLockError, Plan, Step, clean_step, close_plan
from workflow.engine.reading import Case, load_case, load_cases, read_rows
from workflow.engine.reading_ahead import lock_cases, remember_asked
from workflow.engine.request import Request, compute_fingerprint, make_request
from workflow.engine.second_person import needs_second_person, propose
from workflow.exceptions import SubjectNotFoundError, TransitionRefusedError
from workflow.known_calendar import StaleCalendarError
from workflow.machine.registry import get_machine, list_followers, list_namesakes
from workflow.machine.transitions import Transition
from workflow.models import Event, Subject, User, Via
from workflow.permissions.grants import Grants, LaterGrants
from workflow.prepared import Row, prepared
from workflow.roles import Automatic

#: The closure of a cascade may grow between being computed and being locked, but not for ever.
ATTEMPTS = 3


def fire(
    subject: Subject | int,
    transition: str,
    *,
    actor: User | None,
    on_behalf_of: User | None = None,
    inputs: Mapping[str, Any] | None = None,
    expect: int | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
    grants: Grants | LaterGrants | None = None,
    kind: str | None = None,
) -> Event:
    """Move a subject by a declared transition, and all that moves with it, in one transaction.

    With `kind`, there must be a subject of that kind under its number. `expect` is the version the
    person read. `key` makes a repeated request harmless. `actor` None is the clock. `grants` are
    the actor's rights when the request has already read them. A transition that needs a second
    person is only proposed; the Event returned then is that of the proposal.

    Raises:
        SubjectNotFoundError: there is no such subject, or they may not see it (404).
        UnknownTransitionError: the machine declares no such transition (404).
        StaleSubjectError: the subject is not at version `expect` any more (409).
        TransitionForbiddenError: they may not fire it (403).
        TransitionRefusedError: its state or guards refuse; every reason is carried (409).
        InputError: what is given is missing or wrong (422).
        KeyReusedError: the key was used for another request (422).
    """
    subject_id = subject if isinstance(subject, int) else subject.pk
    request = make_request(actor, on_behalf_of=on_behalf_of, inputs=inputs, via=via, grants=grants)
    if kind is None:
        kind = _find_kind_needed(subject, transition, request)
    # Nobody compares what has no key.
    fingerprint = (
        compute_fingerprint(str(subject_id), transition, request.inputs, on_behalf_of)
        if key is not None
        else ""
    )

    def act(kept: Row | None, *, is_last: bool = True) -> Event:
        plan = plan_transition(subject_id, kind, transition, request, expect=expect)
        check_no_lines(plan.steps[0])
        if needs_second_person(plan.steps[0], request):
            return propose(plan.steps[0], request, also=kept)
        event = apply_plan(plan, request, also=kept, is_last=is_last)[0]
        remember_asked(plan.steps[0].case, transition)
        return event

    check_stored = check_seen_by(request)
    try:
        return answer_once(actor, key, fingerprint, request.now, act, check_stored)
    except StaleCalendarError:
        # Under a new lock, and by the rights that they have then.
        request.rights.forget()
        act = partial(act, is_last=False)
        return answer_once(actor, key, fingerprint, request.now, act, check_stored)


def check_seen_by(request: Request) -> Callable[[Event], None]:
    """Return what lets a stored answer be told: the subject must still be theirs to see.

    Raises, when it is called:
        SubjectNotFoundError: it is not.
    """
    return lambda stored: check_visible(load_case(stored.subject_id, today=request.today), request)


def check_no_lines(step: Step) -> None:
    """Do nothing unless it is an act whose lines must be said one by one.

    An act that finds its lines by itself declares them as a cascade.

    Raises:
        TransitionRefusedError: `fire_act` fires it, with its lines.
    """
    transition = step.transition
    if transition.cascades is None and list_followers(step.case.machine.kind, transition.name):
        raise TransitionRefusedError(
            _("“%(transition)s” moves other dossiers too: say which, and with what outcome.")
            % {"transition": transition.label}
        )


def _find_kind_needed(subject: Subject | int, name: str, request: Request) -> str | None:
    """Return the kind of a subject; None when only its id is known and no other row is locked.

    Whatever the kind, a transition of this name needs the subject alone then, and says what it is.
    """
    reaches_others = any(
        each.cascades is not None or list(list_references(each, request))
        for each in list_namesakes(name)
    )
    if isinstance(subject, Subject) or reaches_others:
        return find_kind(subject)
    return None


def find_kind(subject: Subject | int) -> str:
    """Return the kind of a subject, read from the database when only its id is known.

    Raises:
        SubjectNotFoundError: there is no such subject.
    """
    if isinstance(subject, Subject):
        return subject.kind
    for kind in _read_kind(subject):
        return kind
    raise SubjectNotFoundError(_("There is nothing here under this number."))


@prepared
def _read_kind(subject: int) -> QuerySet[Subject, str]:
    return Subject.objects.filter(pk=subject).values_list("kind", flat=True)


def plan_transition(
    subject_id: int, kind: str | None, name: str, request: Request, *, expect: int | None = None
) -> Plan:
    """Return the closure of a transition, evaluated under locks. Needs a transaction.

    The kind may be unknown when a transition of this name reaches nobody else, whatever its kind.

    1. The rows that are sure to be needed are known: the subject and those its inputs name.
    2. A transition with cascades is planned once without locks, to know what else it reaches.
    3. All rows are locked in ascending id, the facts read again, and everything evaluated again.
    4. When the closure has grown meanwhile, the new rows join and step 3 is repeated.

    Raises:
        WorkflowError: as `fire` does.
    """
    declared = get_machine(kind).transitions.get(name) if kind is not None else None
    wanted = frozenset({subject_id, *list_references(declared, request)})
    if declared is not None and declared.cascades is not None:
        wanted |= plan_unlocked(subject_id, name, request, expect, kind).subject_ids
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _plan_locked(subject_id, kind, name, request, expect, wanted)
        except OutsideLockError as error:
            wanted |= error.ids
    return _plan_locked(subject_id, kind, name, request, expect, wanted)


def plan_unlocked(
    subject_id: int, name: str, request: Request, expect: int | None, kind: str | None = None
) -> Plan:
    """Return the closure as things stand, without a lock: to foresee it or to show it.

    Raises:
        WorkflowError: as `fire` does.
    """
    cases: dict[int, Case] = {}

    def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
        missing = frozenset(ids) - cases.keys()
        cases.update(load_cases(read_rows(missing), today=request.today))
        return cases

    first = check_first(fetch([subject_id]).get(subject_id), name, request, expect, kind)
    return close_plan([first], fetch)


def _plan_locked(
    subject_id: int,
    kind: str | None,
    name: str,
    request: Request,
    expect: int | None,
    wanted: frozenset[int],
) -> Plan:
    cases = lock_cases(wanted, kind, name, request)

    def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
        missing = frozenset(ids) - cases.keys()
        if missing:
            raise OutsideLockError(missing)
        return cases

    first = check_first(cases.get(subject_id), name, request, expect, kind)
    return close_plan([first], fetch)


def check_first(
    case: Case | None, name: str, request: Request, expect: int | None, kind: str | None = None
) -> Step:
    """Return the step of the subject that was asked to move, evaluated on what was read of it.

    With `kind`, it must be of that kind.

    Raises:
        WorkflowError: as `fire` does.
    """
    if case is None or kind not in {None, case.machine.kind}:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    check_visible(case, request)
    transition = get_transition(case, name)
    check_version(case, expect)
    check_allowed(evaluate(case, transition, request))
    _check_due(case, transition, request)
    return clean_step(case, transition, request)


def _check_due(case: Case, transition: Transition, request: Request) -> None:
    """The clock is never early: what it fires by a day has reached that day."""
    by_day = transition.after_due or transition.on_due
    if request.automatic is not Automatic.SYSTEM or not by_day:
        return
    if not is_owed_now(case.row.id, transition, today=request.today):
        raise TransitionRefusedError(_("Its day has not passed yet."))


def list_references(transition: Transition | None, request: Request) -> Iterable[int]:
    """Yield the ids of the subjects that the inputs name."""
    for each in transition.inputs if transition is not None else ():
        yield from each.references(request.inputs.get(each.name))
