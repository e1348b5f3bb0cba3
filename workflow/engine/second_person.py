"""The second person: what one proposes another confirms, on the very version that was read."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.deadlines import working_days
from workflow.engine.applying import apply_plan
from workflow.engine.evaluation import check_allowed, check_visible, evaluate
from workflow.engine.opening import Opening, open_round
from workflow.engine.planning import Fetch, OutsideLockError, Step, clean_step, close_plan
from workflow.engine.procedure import Asking
from workflow.engine.reading import Case, load_case, load_cases, lock_rows, read_rows
from workflow.engine.request import Request, make_request
from workflow.engine.writing import keep_inputs, write_event
from workflow.exceptions import (
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
    WorkflowError,
)
from workflow.history.append import advance
from workflow.history.chain import format_canonical
from workflow.machine.facts import SubjectRow
from workflow.machine.registry import get_machine
from workflow.machine.rights import must_record_paper
from workflow.machine.transitions import SeatPlan
from workflow.models import (
    Decision,
    Event,
    EventKind,
    Round,
    RoundKind,
    RoundOutcome,
    User,
    Verdict,
    Via,
)
from workflow.paper import list_paper_inputs
from workflow.prepared import Row

#: How long a second person has, in working days, unless the transition says otherwise.
DEFAULT_TERM = working_days(3)
#: What watches over the second person.
LADDER = "standard"


def needs_second_person(step: Step, request: Request) -> bool:
    """Return whether what is asked must be confirmed by somebody else before it happens."""
    if request.automatic is not None or request.confirmed_by is not None:
        return False
    recorded = must_record_paper(step.transition, request.grants, step.case.facts)
    return step.transition.second_person or recorded


def propose(step: Step, request: Request, *, also: Row | None = None) -> Event:
    """Write the proposal in the history, with it `also`, and ask a second person.

    Needs a transaction.

    Raises:
        TransitionRefusedError: somebody already proposed it; it waits for confirmation.
    """
    transition, case = step.transition, step.case
    _check_not_proposed(case, transition.name)
    declared = (*transition.inputs, *list_paper_inputs(case.machine))
    content = keep_inputs(declared, step.inputs)
    event = write_event(
        case,
        request,
        kind=EventKind.FACT,
        name=f"{transition.name}.proposed",
        content=content,
        inputs=step.inputs,
        also=[] if also is None else [also],
    )
    text = format_canonical(content)
    opened = Round(
        subject_id=case.row.id,
        name=transition.name,
        kind=str(RoundKind.COUNTERSIGN),
        opened_at=request.now,
        opened_by=request.actor,
        proposed_transition=transition.name,
        proposed_inputs=text,
        content_hash=_freeze(transition.name, text, event.seq),
        subject_version=event.seq,
    )
    facts = replace(case.facts, subject=advance(case.row, event))
    open_round(
        Opening(
            event,
            replace(case, facts=facts),
            opened,
            Asking(transition.second_person_term or DEFAULT_TERM, LADDER),
            request,
            plans=[SeatPlan(role) for role in (transition.recorded_by or transition.roles)[:1]],
        )
    )
    return event


def confirm_proposal(
    round_id: int, *, actor: User, on_behalf_of: User | None = None, via: Via
) -> Event:
    """Fire the transition that was proposed, with all that moves with it.

    1. What it moves is found without locks, and locked in ascending id, as `fire` does.
    2. Who may answer is checked, and the proposal is evaluated anew.
    3. It is planned again on what was locked. Had it grown meanwhile, nothing would be written.

    Raises:
        WorkflowError: as `confirm` does.
    """
    with transaction.atomic():
        found = _find(round_id)
        locked = lock_rows(_find_reach(found))
        opened, case, request = _enter(found, actor, on_behalf_of, via)
        proposer = _make_proposer_request(opened, request)
        step = _rebuild(opened, case, proposer)
        plan = close_plan([step], _make_fetch(locked, case))
        _close(opened, RoundOutcome.PASSED, request)
        confirmed = replace(proposer, confirmed_by=actor, via=via)
        event = apply_plan(plan, confirmed)[0]
        _record_verdict(opened, actor, Verdict.APPROVE, "", event, request)
    return event


def decline_proposal(
    round_id: int, *, actor: User, comment: str, on_behalf_of: User | None = None, via: Via
) -> Event:
    """Say no to the transition that was proposed.

    Raises:
        WorkflowError: as `decline` does.
    """
    with transaction.atomic():
        opened, case, request = _enter(_find(round_id), actor, on_behalf_of, via)
        # First: what is written cancels what still waits for a second person.
        _close(opened, RoundOutcome.RETURNED, request)
        event = write_event(
            case,
            request,
            kind=EventKind.DECISION,
            name=f"{opened.name}.declined",
            content={"comment": comment},
            round_id=opened.pk,
        )
        _record_verdict(opened, actor, Verdict.OBJECT, comment, event, request)
    return event


def _find(round_id: int) -> Round:
    rounds = Round.objects.filter(pk=round_id, kind=str(RoundKind.COUNTERSIGN))
    found = rounds.select_related("subject").first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found


def _find_reach(found: Round) -> frozenset[int]:
    """Return the ids of all that the proposal moves as things stand; none when it is alone.

    What refuses it is said later, under the locks, to whoever may hear it.
    """
    transition = get_machine(found.subject.kind).get_transition(found.proposed_transition)
    if transition.cascades is None:
        return frozenset()
    request = make_request(found.opened_by)
    cases: dict[int, Case] = {}

    def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
        missing = frozenset(ids) - cases.keys()
        cases.update(load_cases(read_rows(missing), today=request.today))
        return cases

    try:
        case = fetch([found.subject_id])[found.subject_id]
        step = clean_step(case, transition, _make_proposer_request(found, request))
        return close_plan([step], fetch).subject_ids
    except WorkflowError:
        return frozenset()


def _make_fetch(locked: Sequence[SubjectRow], case: Case) -> Fetch:
    """Return what reads the cases of the locked subjects, and refuses any other.

    Raises:
        OutsideLockError: the one returned is asked for a subject that is not locked.
    """
    today, own = case.facts.today, case.row.id

    def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
        rows = [row for row in locked if row.id != own]
        missing = frozenset(ids) - {row.id for row in rows} - {own}
        if missing:
            raise OutsideLockError(missing)
        return {own: case, **load_cases(rows, today=today)}

    return fetch


def _enter(
    found: Round, actor: User, on_behalf_of: User | None, via: Via
) -> tuple[Round, Case, Request]:
    """Lock the subject, then the round, and check that this person may answer."""
    request = make_request(actor, on_behalf_of=on_behalf_of, via=via)
    case = load_case(found.subject_id, today=request.today, lock=True)
    opened = Round.objects.select_for_update(no_key=True).select_related(None).get(pk=found.pk)
    check_visible(case, request)
    _check_other_person(opened, case, request)
    if opened.outcome == str(RoundOutcome.CANCELLED) or (
        not opened.outcome and opened.subject_version != case.row.version
    ):
        raise StaleSubjectError(
            case.row.reference, expected=opened.subject_version, version=case.row.version
        )
    if opened.outcome:
        raise TransitionRefusedError(_("This proposal has already been answered."))
    return opened, case, request


def _check_other_person(opened: Round, case: Case, request: Request) -> None:
    """Do nothing when the person holds the role, and is not the one who proposed it.

    Raises:
        TransitionForbiddenError: they do not, or are.
    """
    transition = case.machine.get_transition(opened.proposed_transition)
    answer = replace(request, confirmed_by=request.actor)
    denials = evaluate(case, transition, answer).denials
    if denials:
        raise TransitionForbiddenError(" ".join(denial.message for denial in denials))
    proposers = {opened.opened_by, _find_principal(opened)} - {None}
    if not proposers.isdisjoint({request.actor, request.on_behalf_of}):
        raise TransitionForbiddenError(
            _("You proposed this yourself: somebody else must confirm it.")
        )


def _find_principal(opened: Round) -> User | None:
    """Return the person for whom the proposal was made, if a delegate made it."""
    proposal = Event.objects.select_related("on_behalf_of").get(
        subject=opened.subject_id, seq=opened.subject_version
    )
    return proposal.on_behalf_of


def _make_proposer_request(opened: Round, request: Request) -> Request:
    """Return the request as its proposer would make it now: rights lost meanwhile count."""
    proposer = make_request(
        opened.opened_by,
        on_behalf_of=_find_principal(opened),
        inputs=json.loads(opened.proposed_inputs),
    )
    return replace(proposer, now=request.now, today=request.today, automatic=None)


def _rebuild(opened: Round, case: Case, proposer: Request) -> Step:
    frozen = _freeze(opened.name, opened.proposed_inputs, opened.subject_version)
    if frozen != opened.content_hash:
        raise TransitionRefusedError(_("What was proposed is not what is stored any more."))
    transition = case.machine.get_transition(opened.proposed_transition)
    check_allowed(evaluate(case, transition, proposer))
    return clean_step(case, transition, proposer)


def _close(opened: Round, outcome: RoundOutcome, request: Request) -> None:
    opened.outcome = str(outcome)
    opened.closed_at = request.now
    opened.save(update_fields=["outcome", "closed_at"])


def _record_verdict(
    opened: Round, actor: User, verdict: Verdict, comment: str, event: Event, request: Request
) -> None:
    Decision.objects.create(
        seat=opened.seats.get(),
        decided_by=actor,
        on_behalf_of=request.on_behalf_of,
        verdict=str(verdict),
        comment=comment,
        content_hash=opened.content_hash,
        decided_at=request.now,
        event=event,
    )


def _check_not_proposed(case: Case, name: str) -> None:
    waiting = Round.objects.filter(
        subject=case.row.id, name=name, kind=str(RoundKind.COUNTERSIGN), outcome=""
    ).select_related("opened_by")
    for found in waiting:
        raise TransitionRefusedError(
            _("%(person)s has already proposed this; a second person can confirm it.")
            % {"person": found.opened_by}
        )


def _freeze(name: str, inputs: str, version: int) -> str:
    return hashlib.sha256(f"{name}\n{inputs}\n{version}".encode()).hexdigest()
