"""Many proposals at once: what one transition would do to each, in a few statements."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lifecycle.models import Proposal
from lifecycle.selectors.blocking import ROAD
from workflow.engine.evaluation import Evaluation, evaluate
from workflow.engine.reading import Case, load_cases, read_rows
from workflow.engine.request import Request
from workflow.machine.inputs import Rows
from workflow.machine.rights import must_record_paper
from workflow.machine.transitions import Transition


@dataclass(frozen=True)
class Chosen:
    """A proposal somebody selected, with the facts it stands on."""

    case: Case
    title: str
    language: str

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
    return [
        Chosen(case, *words[key])
        for key, case in cases.items()
        if case.machine.sees(request.grants, case.facts)
    ]


def list_offers(chosen: Sequence[Chosen], request: Request) -> list[Offer]:
    """Return the transitions possible for some of them: those on the road first, then the rest.

    What asks for a text or a paper of each single proposal is no step for many.
    """
    counts: Counter[str] = Counter()
    transitions: dict[str, Transition] = {}
    for each in chosen:
        for transition in each.case.machine.list_exits(each.case.row.state):
            if _suits_many(transition, each.case, request):
                transitions[transition.name] = transition
                counts[transition.name] += 1
    offers = [Offer(transitions[name], count) for name, count in counts.items()]
    return sorted(offers, key=lambda offer: (-offer.possible, offer.transition.name not in _STEPS))


def foresee(chosen: Sequence[Chosen], name: str, request: Request) -> list[Outlook]:
    """Return what the transition would do to each of them, in their order."""
    return [_foresee_one(each, name, request) for each in chosen]


#: The names of the steps on the road, of any state.
_STEPS = frozenset(name for names in ROAD.values() for name in names)


def _suits_many(transition: Transition, case: Case, request: Request) -> bool:
    has_rows = any(isinstance(each, Rows) for each in transition.inputs)
    is_paper = must_record_paper(transition, request.grants, case.facts)
    return not has_rows and not is_paper and evaluate(case, transition, request).is_allowed


def _foresee_one(chosen: Chosen, name: str, request: Request) -> Outlook:
    case = chosen.case
    transition = case.machine.transitions[name]
    states = case.machine.states
    return Outlook(
        chosen=chosen,
        source=str(states[case.row.state].label),
        target=str(states[transition.target_name(case.row.state)].label),
        reasons=_list_reasons(evaluate(case, transition, request)),
    )


def _list_reasons(evaluation: Evaluation) -> list[str]:
    reasons = [denial.message for denial in evaluation.denials]
    if evaluation.wrong_state:
        return [*reasons, evaluation.wrong_state]
    return reasons + [shortfall.fix for shortfall in evaluation.shortfalls]
