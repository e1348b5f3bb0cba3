"""Explain: every transition of a subject with every reason why it is blocked, and who can help."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from workflow.engine.evaluation import check_visible, evaluate, list_inputs
from workflow.engine.reading import Case, load_case
from workflow.engine.request import Request, make_request
from workflow.engine.seats import Planned, describe_lacking, needs_speakers
from workflow.machine.guards import Guard, Shortfall
from workflow.machine.inputs import Input
from workflow.machine.rights import Denial
from workflow.machine.transitions import Transition
from workflow.models import Event, Institution, Round, RoundKind, Subject, User, WorkItem
from workflow.permissions.grants import Grants
from workflow.roles import Role, get_role


@dataclass(frozen=True)
class Reason:
    """One thing that stands against a transition, in the reader's language.

    `code` is stable for programs: the name of the guard, or `role`, `separation`, `automatic`,
    `state`, `proposed`, `eligible`. `roles` can help. `names` are the people and things behind the
    count, as far as the asker may know them.
    """

    code: str
    message: str
    roles: tuple[Role, ...] = ()
    count: int = 1
    names: tuple[str, ...] = ()
    waivable: bool = False


@dataclass(frozen=True)
class TransitionExplanation:
    """A transition as one person meets it now; nothing in `reasons` means that they may fire it.

    `leaves_here` says that the present state is one of its sources, `is_theirs` that no reason of
    rights stands against it. `proposal_id` is the round in which it waits for a second person.
    """

    transition: Transition
    leaves_here: bool
    is_theirs: bool
    reasons: tuple[Reason, ...]
    inputs: tuple[Input, ...]
    proposal_id: int | None = None

    @property
    def is_allowed(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.reasons


@dataclass(frozen=True)
class Waited:
    """Somebody who is waited for. `due_on` is a civil date, None while undated."""

    item_id: int
    kind: str
    role: Role
    institution: Institution | None
    person: User | None
    opened_at: datetime
    due_on: date | None
    days_late: int
    round_id: int | None
    seat_id: int | None
    #: Who proposed what is to be confirmed: never the one who confirms it.
    proposer_id: int | None = None
    #: Another party has the pen: nothing escalates, for this reason. Empty otherwise.
    pause_reason: str = ""

    @property
    def holder(self) -> str:
        """Return who it is, in the reader's language."""
        if self.person is not None:
            return str(self.person)
        if self.institution is not None:
            return _("%(role)s, %(institution)s") % {
                "role": self.role.label,
                "institution": self.institution,
            }
        return str(self.role.label)


@dataclass(frozen=True)
class Explanation:
    """All that one person may know of where a subject stands and what can move it.

    The case is what was read; what else is told is read the first time it is asked for: who acts
    by one transition needs neither the others nor whoever is waited for.
    """

    case: Case
    request: Request

    @property
    def subject_id(self) -> int:
        """Return the number of the subject."""
        return self.case.row.id

    @property
    def kind(self) -> str:
        """Return which machine moves it."""
        return self.case.row.kind

    @property
    def reference(self) -> str:
        """Return the reference that people read, empty before it has one."""
        return self.case.row.reference

    @property
    def state(self) -> str:
        """Return the state it is in."""
        return self.case.row.state

    @property
    def version(self) -> int:
        """Return the version that was read."""
        return self.case.row.version

    @property
    def entered_at(self) -> datetime:
        """Return since when it has been in this state."""
        return self.case.row.entered_at

    @cached_property
    def transitions(self) -> tuple[TransitionExplanation, ...]:
        """Return every transition of its machine, in the order of declaration."""
        return tuple(map(self._explain, self.case.machine.transitions.values()))

    @cached_property
    def waiting(self) -> tuple[Waited, ...]:
        """Return who is waited for, the most urgent first."""
        return tuple(waiting_for(self.subject_id, today=self.request.today))

    def find(self, name: str) -> TransitionExplanation | None:
        """Return the explanation of one transition, or None when the machine has no such one."""
        declared = self.case.machine.transitions.get(name)
        return self._explain(declared) if declared is not None else None

    def _explain(self, transition: Transition) -> TransitionExplanation:
        return _explain_one(self.case, transition, self.request, self._surroundings)

    @cached_property
    def _surroundings(self) -> "_Surroundings":
        return _Surroundings(
            proposals=_read_proposals(self.subject_id),
            details=_Details(self.case, self.request),
            lacking=_list_lacking(self.case),
        )


@dataclass(frozen=True)
class PathStep:
    """One state a subject was in: by which Event it came there, and how long it stayed."""

    state: str
    event: Event
    entered_at: datetime
    left_at: datetime | None


def explain(
    subject: Subject | int,
    *,
    actor: User | None,
    on_behalf_of: User | None = None,
    grants: Grants | None = None,
) -> Explanation:
    """Return every transition of the subject with every reason against it, for this person.

    The number of statements does not depend on how many transitions, guards or people there are,
    except one for each failed guard that names what is behind its count. Only what somebody looks
    at is read.

    Raises:
        SubjectNotFoundError: there is no such subject, or they may not see it (404).
        TransitionForbiddenError: no delegation lets them act for `on_behalf_of`.
    """
    request = make_request(actor, on_behalf_of=on_behalf_of, grants=grants)
    subject_id = subject if isinstance(subject, int) else subject.pk
    case = load_case(subject_id, today=request.today)
    check_visible(case, request)
    return Explanation(case, request)


def available(
    subject: Subject | int, *, actor: User | None, grants: Grants | None = None
) -> list[Transition]:
    """Return the transitions this person may fire now, in the order of their declaration.

    Raises:
        SubjectNotFoundError: there is no such subject, or they may not see it (404).
    """
    request = make_request(actor, grants=grants)
    subject_id = subject if isinstance(subject, int) else subject.pk
    case = load_case(subject_id, today=request.today)
    check_visible(case, request)
    lacking = _list_lacking(case)
    return [
        each
        for each in case.machine.list_exits(case.row.state)
        if evaluate(case, each, request).is_allowed and each.name not in lacking
    ]


def waiting_for(subject: Subject | int, *, today: date) -> list[Waited]:
    """Return who is waited for, the most urgent first; in one statement and its prefetch."""
    subject_id = subject if isinstance(subject, int) else subject.pk
    items = (
        WorkItem.objects.filter(subject=subject_id, closed_at__isnull=True)
        .select_related("person", "institution", "round")
        .prefetch_related("institution__names")
        .order_by("due_on", "id")
    )
    return [_as_waited(item, today) for item in items]


def path(subject: Subject | int) -> list[PathStep]:
    """Return the states the subject went through, in order, in one statement."""
    subject_id = subject if isinstance(subject, int) else subject.pk
    events = Event.objects.filter(subject=subject_id).select_related("actor").order_by("seq")
    entries = [event for event in events if event.source != event.target]
    leaving: list[datetime | None] = [event.recorded_at for event in entries[1:]]
    return [
        PathStep(event.target, event, event.recorded_at, left_at)
        for event, left_at in zip(entries, [*leaving, None], strict=True)
    ]


class _Details:
    """The names behind the counts, asked once for each guard however many transitions need it."""

    def __init__(self, case: Case, request: Request) -> None:
        self._case = case
        self._asker = request.grants.person_id
        self._found: dict[str, tuple[str, ...]] = {}

    def get(self, guard: Guard[Any]) -> tuple[str, ...]:
        if guard.detail is None:
            return ()
        if guard.name not in self._found:
            self._found[guard.name] = tuple(guard.detail(self._case.row.id, self._asker))
        return self._found[guard.name]


@dataclass(frozen=True)
class _Surroundings:
    """What is read once for all transitions: rounds that wait for a second person, names, seats."""

    proposals: Mapping[str, Round]
    details: _Details
    lacking: Mapping[str, tuple[str, int]]


def _explain_one(
    case: Case, transition: Transition, request: Request, around: _Surroundings
) -> TransitionExplanation:
    evaluation = evaluate(case, transition, request)
    leaves_here = not evaluation.wrong_state
    reasons = [_as_denial(denial) for denial in evaluation.denials]
    if evaluation.wrong_state:
        reasons.append(Reason("state", evaluation.wrong_state))
    else:
        # What guards find in another state means nothing: nobody can act on it now.
        reasons += [_as_reason(case, each, around.details) for each in evaluation.shortfalls]
    if transition.name in around.lacking:
        # Which institutions lack somebody is told to those who would be refused with their names.
        names = not evaluation.denials or case.machine.names_people(request.grants)
        message, count = around.lacking[transition.name]
        general = _("Nobody may decide in the round that this would open.")
        reasons.append(Reason("eligible", message if names else general, count=count))
    proposal = around.proposals.get(transition.name)
    if proposal is not None:
        reasons.append(
            Reason(
                "proposed",
                _say_proposed(case, proposal, request),
                transition.roles,
            )
        )
    return TransitionExplanation(
        transition=transition,
        leaves_here=leaves_here,
        is_theirs=not evaluation.denials,
        reasons=tuple(reasons),
        inputs=list_inputs(case, transition, request),
        proposal_id=proposal.pk if proposal else None,
    )


def _list_lacking(case: Case) -> dict[str, tuple[str, int]]:
    """Return why nobody may decide in a round that would open, and from how many of its seats.

    By the name of the transition that leaves the present state for it; in five statements at most,
    and in none where no such round can open.
    """
    rounds = [
        (each.name, Planned(moved, declared, declared.seats(moved.facts, {})))
        for each in case.machine.list_exits(case.row.state)
        if (target := each.target_name(case.row.state)) != case.row.state
        for moved in [case.move_to(target)]
        for declared in case.machine.list_rounds_in(target)
        if needs_speakers(declared)
    ]
    found = describe_lacking([planned for _name, planned in rounds])
    return {
        name: (message, count)
        for (name, _planned), (message, count) in zip(rounds, found, strict=True)
        if message
    }


def _say_proposed(case: Case, proposal: Round, request: Request) -> str:
    if not case.machine.names_people(request.grants):
        return _("This waits for a second person, who can confirm it.")
    return _("%(person)s has proposed this; a second person can confirm it.") % {
        "person": proposal.opened_by
    }


def _as_denial(denial: Denial) -> Reason:
    return Reason(str(denial.kind), denial.message, denial.roles)


def _as_reason(case: Case, shortfall: Shortfall, details: _Details) -> Reason:
    return Reason(
        code=shortfall.guard,
        message=shortfall.fix,
        roles=shortfall.lifted_by,
        count=shortfall.count,
        names=details.get(case.machine.guards[shortfall.guard]),
        waivable=shortfall.waivable,
    )


def _as_waited(item: WorkItem, today: date) -> Waited:
    late = (today - item.due_on).days if item.due_on is not None else 0
    return Waited(
        item_id=item.pk,
        kind=item.kind,
        role=get_role(item.role),
        institution=item.institution,
        person=item.person,
        opened_at=item.opened_at,
        due_on=item.due_on,
        days_late=max(late, 0),
        round_id=item.round_id,
        seat_id=item.seat_id,
        proposer_id=_find_proposer(item.round),
        pause_reason=item.pause_reason if item.paused_at is not None else "",
    )


def _find_proposer(opened: Round | None) -> int | None:
    if opened is None or opened.kind != str(RoundKind.COUNTERSIGN):
        return None
    return opened.opened_by_id


def _read_proposals(subject_id: int) -> dict[str, Round]:
    waiting: Iterable[Round] = Round.objects.filter(
        subject=subject_id, kind=str(RoundKind.COUNTERSIGN), outcome=""
    ).select_related("opened_by")
    return {each.proposed_transition: each for each in waiting}
