"""Many proposals at once: what one transition would do to each, in a few statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lifecycle.models import Proposal
from lifecycle.selectors.blocking import ROAD
from workflow.engine.evaluation import Evaluation, evaluate
from workflow.engine.reading import Case, load_cases, read_rows
from workflow.engine.request import Request
from workflow.machine.inputs import Rows
from workflow.machine.rights import must_record_paper
from workflow.machine.transitions import Transition
from workflow.models import Round, RoundKind


@dataclass(frozen=True)
class Chosen:
    """A proposal somebody selected, with the facts it stands on."""

    case: Case
    title: str
    language: str
    #: The transitions that somebody proposed and that wait for a second person.
    proposed: frozenset[str] = frozenset()

    @property
    def id(self) -> int:
        """Return the key of the proposal."""
        return self.case.row.id


@dataclass(frozen=True)
class Offer:
    """A transition that is possible for some of those that were chosen."""

    transition: Transition
    possible: int


@dataclass(frozen=True)
class Outlook:
    """What a transition would do to one proposal, or every reason why it cannot."""

    chosen: Chosen
    source: str
    target: str
    reasons: Sequence[str]

    @property
    def is_possible(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.reasons


def read_chosen(ids: Iterable[int], request: Request) -> list[Chosen]:
    """Return the proposals of these keys that the asker may see, in ascending id."""
    wanted = set(ids)
    rows = [row for row in read_rows(wanted) if row.kind == "proposal"]
    cases = load_cases(rows, today=request.today)
    titles = Proposal.objects.filter(pk__in=wanted).values_list("pk", "title", "language")
    words = {key: (title, language) for key, title, language in titles}
    proposed = _read_proposed(cases)
    return [
        Chosen(case, *words[key], proposed=frozenset(proposed[key]))
        for key, case in cases.items()
        if case.machine.sees(request.grants, case.facts)
    ]


def _read_proposed(ids: Iterable[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    waiting = Round.objects.filter(
        subject__in=list(ids), kind=str(RoundKind.COUNTERSIGN), outcome=""
    )
    for subject_id, name in waiting.values_list("subject_id", "proposed_transition"):
        found[subject_id].add(name)
    return found


def list_offers(chosen: Sequence[Chosen], request: Request) -> list[Offer]:
    """Return the transitions possible for some of them: those on the road first, then the rest.

    What asks for a text or a paper of each single proposal is no step for many.
    """
    counts: Counter[str] = Counter()
    transitions: dict[str, Transition] = {}
    for each in chosen:
        for transition in each.case.machine.list_exits(each.case.row.state):
            if _suits_many(transition, each, request):
                transitions[transition.name] = transition
                counts[transition.name] += 1
    offers = [Offer(transitions[name], count) for name, count in counts.items()]
    return sorted(offers, key=lambda offer: (-offer.possible, offer.transition.name not in _STEPS))


def foresee(chosen: Sequence[Chosen], name: str, request: Request) -> list[Outlook]:
    """Return what the transition would do to each of them, in their order."""
    return [_foresee_one(each, name, request) for each in chosen]


#: The names of the steps on the road, of any state.
_STEPS = frozenset(name for names in ROAD.values() for name in names)


def _suits_many(transition: Transition, chosen: Chosen, request: Request) -> bool:
    case = chosen.case
    has_rows = any(isinstance(each, Rows) for each in transition.inputs)
    is_paper = must_record_paper(transition, request.grants, case.facts)
    is_free = not has_rows and not is_paper and transition.name not in chosen.proposed
    return is_free and evaluate(case, transition, request).is_allowed


def _foresee_one(chosen: Chosen, name: str, request: Request) -> Outlook:
    case = chosen.case
    transition = case.machine.transitions[name]
    states = case.machine.states
    return Outlook(
        chosen=chosen,
        source=str(states[case.row.state].label),
        target=str(states[transition.target_name(case.row.state)].label),
        reasons=[
            *_list_reasons(evaluate(case, transition, request)),
            *([_say_proposed()] if name in chosen.proposed else []),
        ],
    )


def _say_proposed() -> str:
    return _("Somebody has proposed this already; a second person can confirm it.")


def _list_reasons(evaluation: Evaluation) -> list[str]:
    reasons = [denial.message for denial in evaluation.denials]
    if evaluation.wrong_state:
        return [*reasons, evaluation.wrong_state]
    return reasons + [shortfall.fix for shortfall in evaluation.shortfalls]
