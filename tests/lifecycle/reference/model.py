"""What the engine must answer, told by plain Python: who is refused what, and where all end up."""

from collections.abc import Callable, Iterable, Mapping

from tests.lifecycle.reference.idea import Answer, Idea
from tests.lifecycle.reference.rules import (
    AUTHOR,
    CARRIERS,
    LETS_GO,
    LIVE,
    MERGE_TARGETS,
    OWNER,
    PROJECT_LEAD,
    QUESTIONS,
    RANKED,
    RETAINED,
    RETURNS,
    RULES,
    SECOND,
    STAFF,
    TEAM,
)


class Model:
    """All proposals of one plan, by number."""

    def __init__(self) -> None:
        self.ideas: list[Idea] = []
        self.has_minutes = False
        #: The consultation of the plan: open now, over once.
        self.is_consulting = False
        self.was_consulted = False
        #: The council adopted the plan: nothing is written any more.
        self.is_adopted = False

    def write(self) -> None:
        """Add a draft."""
        self.ideas.append(Idea())

    # ---- What the door answers.

    def fire(self, number: int, who: str, name: str, *, target: int | None = None) -> Answer:
        """Return how the door answers, and move what it moves."""
        idea, rule = self.ideas[number], RULES[name]
        if not self.sees(number, who):
            return Answer.NOT_FOUND
        records = rule.on_paper and who in {TEAM, SECOND}
        if not (records or (who in rule.who and _holds(idea, who))):
            return Answer.FORBIDDEN
        if idea.state not in rule.sources or not self._passes_guards(number, name):
            return Answer.REFUSED
        # Nobody here has a paper to show, and a target may be the wrong one.
        if records or (name == "merge" and not self._may_merge(number, target)):
            return Answer.BAD_INPUT
        if name == "refuse":
            idea.refused_by = who
            return Answer.PROPOSED
        self._move(number, name, target)
        return Answer.DONE

    def confirm(self, number: int, who: str) -> Answer:
        """Return how a second person's confirmation of the refusal is answered."""
        if not self.sees(number, who):
            return Answer.NOT_FOUND
        if who not in {TEAM, SECOND} or who == self.ideas[number].refused_by:
            return Answer.FORBIDDEN
        self._move(number, "refuse", None)
        return Answer.DONE

    def sees(self, number: int, who: str) -> bool:
        """Return whether this person may read the proposal."""
        idea = self.ideas[number]
        if idea.public or who == AUTHOR:
            return True
        return idea.submitted and (who in STAFF or (who == OWNER and idea.candidates > 0))

    # ---- What else is done with proposals.

    def suspect(self, earlier: int, later: int) -> Answer:
        """Return how the suspicion that two are one is answered."""
        if not (self.ideas[earlier].submitted and self.ideas[later].submitted):
            return Answer.NOT_FOUND
        idea = self.ideas[later]
        if earlier in idea.compared:
            return Answer.REFUSED
        idea.compared.add(earlier)
        idea.suspected.add(earlier)
        return _note(idea)

    def judge(self, later: int, earlier: int) -> Answer:
        """Say that they are two ideas."""
        self.ideas[later].suspected.discard(earlier)
        return _note(self.ideas[later])

    def link(self, source: int, dossier: int) -> Answer:
        """Return how a dossier's taking up an idea is answered."""
        idea, carrier = self.ideas[source], self.ideas[dossier]
        if not (idea.submitted and carrier.submitted):
            return Answer.NOT_FOUND
        if source == dossier:
            return Answer.BAD_INPUT
        is_known = source in carrier.dossiers or dossier in idea.dossiers
        if idea.state not in RETAINED or carrier.state not in CARRIERS or is_known:
            return Answer.REFUSED
        idea.dossiers.add(dossier)
        return _note(idea)

    def rank(self, number: int, count: int) -> Answer:
        """Return how naming `count` candidates, the first of a fixed list, is answered."""
        idea = self.ideas[number]
        if not idea.submitted:
            return Answer.NOT_FOUND
        if idea.state not in RANKED:
            return Answer.REFUSED
        idea.candidates = count
        return _note(idea)

    def score(self, number: int) -> Answer:
        """Let the next assessor score."""
        self.ideas[number].awaited_scores -= 1
        return _note(self.ideas[number])

    def answer_as_candidate(self, number: int, *, accepts: bool) -> Answer:
        """Let the candidate who is asked say yes or no."""
        self.ideas[number].take_answer(accepts=accepts)
        return _note(self.ideas[number])

    def check_prefill(self, number: int) -> Answer:
        """Return how pre-filling the sheet and checking it is answered."""
        idea = self.ideas[number]
        if not idea.submitted:
            return Answer.NOT_FOUND
        if idea.state != "lead_naming":
            return Answer.REFUSED
        idea.prefilled = True
        return _note(idea)

    def complete_sheet(self, number: int) -> Answer:
        """Return how the project lead's writing of the whole sheet is answered."""
        idea = self.ideas[number]
        if not self.sees(number, PROJECT_LEAD):
            return Answer.NOT_FOUND
        if not idea.has_lead:
            return Answer.FORBIDDEN
        if idea.state != "sheet_drafting":
            return Answer.REFUSED
        idea.complete = True
        return _note(idea)

    def decide_on_sheet(self, number: int, *, approves: bool) -> Answer:
        """Let the owner of the lead porter approve the sheet or return it."""
        idea = self.ideas[number]
        idea.returns += not approves
        idea.state = "ready" if approves else "sheet_drafting"
        return _note(idea)

    # ---- The acts on the plan, which move what they find where they need it.

    def open_consultation(self, numbers: Iterable[int]) -> None:
        """Open the consultation on these dossiers."""
        for number in numbers:
            self.ideas[number].frozen = True
        self._carry(numbers, "open_consultation")
        self.is_consulting = True

    def close_consultation(self) -> None:
        """Close it: what is still consulted on goes on."""
        for idea in self.ideas:
            idea.consulted |= idea.frozen
        self._end_consultation("close_consultation")
        self.was_consulted = True

    def cancel_consultation(self) -> None:
        """Stop it: what is still consulted on goes back."""
        self._end_consultation("cancel_consultation")

    def _end_consultation(self, name: str) -> None:
        for idea in self.ideas:
            idea.frozen = False
        self._carry(self.list_in("in_consultation"), name)
        self.is_consulting = False

    @property
    def is_over(self) -> bool:
        """Return whether the plan was consulted on, and nobody is asked any more."""
        return self.was_consulted and not self.is_consulting

    def sign(self, numbers: Iterable[int]) -> None:
        """Let every porter of these dossiers sign."""
        for number in numbers:
            self.ideas[number].signed_by = self.ideas[number].porter
        self._carry(numbers, "complete_signature")

    def decide_in_council(self, outcomes: Mapping[int, str]) -> None:
        """Let the council decide on each; once it adopts one, the plan goes on without the rest."""
        self._carry(outcomes, "present")
        late = "adopted" in outcomes.values()
        for number, outcome in outcomes.items():
            self._carry([number], COUNCIL[outcome])
        if late:
            self._leave_behind(set(outcomes))

    def _leave_behind(self, decided: set[int]) -> None:
        """End what the adopted plan does not contain; a dossier that was adopted fulfils ideas."""
        self.is_adopted = True
        adopted = {number for number in decided if self.ideas[number].state == "adopted"}
        for idea in self.ideas:
            if idea.state == "taken_up" and idea.dossiers & adopted:
                idea.state = "fulfilled"
        for number, idea in enumerate(self.ideas):
            if idea.state in RULES["leave_behind"].sources and number not in decided:
                idea.state = "deferred"
        for idea in self.ideas:
            if idea.state == "taken_up" and not self.is_carried(idea):
                idea.state = "deferred"

    def list_in(self, state: str) -> list[int]:
        """Return the numbers of what is in `state`."""
        return [number for number, idea in enumerate(self.ideas) if idea.state == state]

    def _carry(self, numbers: Iterable[int], name: str) -> None:
        for number in numbers:
            self._move(number, name, None)

    # ---- The rules behind.

    def _passes_guards(self, number: int, name: str) -> bool:
        guard = GUARDS.get(name)
        return guard is None or guard(self, self.ideas[number])

    def _state(self, number: int | None) -> str:
        return "" if number is None else self.ideas[number].state

    def is_carried(self, idea: Idea) -> bool:
        """Return whether a dossier on its road carries the idea."""
        return any(self._state(each) in LIVE for each in idea.dossiers)

    def is_mergeable(self, idea: Idea) -> bool:
        """Return whether what the idea would be merged into is still on its road."""
        return self._state(idea.merge_target) in MERGE_TARGETS

    def _may_merge(self, number: int, target: int | None) -> bool:
        """Return whether the target is on its road, and does not itself lead here."""
        following = target
        while following is not None:
            if following == number:
                return False
            idea = self.ideas[following]
            following = idea.merge_target if idea.state == "merge_proposed" else None
        return self._state(target) in MERGE_TARGETS

    def _move(self, number: int, name: str, target: int | None) -> None:
        idea = self.ideas[number]
        _note(idea)
        idea.state = RULES[name].target
        if name in EFFECTS:
            EFFECTS[name](idea)
        if name == "merge" and target is not None:
            idea.merge_target = target
            idea.suspected.discard(target)
            self.ideas[target].suspected.discard(number)
        if name == "split":
            self.ideas += [Idea("admissible", submitted=True, public=True) for _part in range(2)]
        if idea.state in LETS_GO:
            self._let_go(number)

    def _let_go(self, number: int) -> None:
        """Free the ideas it carried that nothing else on its road carries, and end its links."""
        for idea in self.ideas:
            if number in idea.dossiers:
                idea.dossiers.discard(number)
                if idea.state == "taken_up" and not self.is_carried(idea):
                    _note(idea)
                    idea.state = "prioritized"
        if self.ideas[number].state != "not_retained":
            self.ideas[number].dossiers.clear()


#: What the council's word makes of a line.
COUNCIL = {"adopted": "adopt", "returned": "return_from_council", "removed": "remove"}
#: What holds a transition back, besides its state.
GUARDS: Mapping[str, Callable[[Model, Idea], bool]] = {
    "request_details": lambda _model, idea: idea.questions < QUESTIONS,
    "admit": lambda _model, idea: not idea.suspected,
    "refuse": lambda _model, idea: idea.refused_by is None,
    "confirm_merge": lambda model, idea: model.is_mergeable(idea),
    **dict.fromkeys(
        ("retain", "decline", "defer"),
        lambda model, idea: model.has_minutes and not idea.awaited_scores,
    ),
    "take_up": lambda model, idea: model.is_carried(idea),
    **dict.fromkeys(
        ("seek_porter", "seek_again", "withdraw_porter"),
        lambda _model, idea: bool(idea.list_askable()),
    ),
    "name_lead": lambda _model, idea: idea.prefilled,
    "submit_sheet": lambda _model, idea: idea.complete and idea.returns < RETURNS,
    "reopen_sheet": lambda _model, idea: not idea.frozen,
    # What it says is what was consulted on, for nobody wrote it anew.
    "rejoin": lambda model, idea: model.is_over and idea.consulted,
    "keep_signatures": lambda _model, idea: idea.signed_by == idea.porter,
}


def _submit(idea: Idea) -> None:
    idea.submitted = True


def _ask_a_question(idea: Idea) -> None:
    idea.questions += 1


def _publish(idea: Idea) -> None:
    idea.public = True


def _stand_alone(idea: Idea) -> None:
    idea.merge_target = None


def _assess_again(idea: Idea) -> None:
    _publish(idea)
    _stand_alone(idea)


def _seat_assessors(idea: Idea) -> None:
    idea.awaited_scores = 2


def _name_lead(idea: Idea) -> None:
    idea.has_lead = True


#: What a transition changes besides the state.
EFFECTS: Mapping[str, Callable[[Idea], None]] = {
    "submit": _submit,
    "request_details": _ask_a_question,
    "admit": _publish,
    "object": _stand_alone,
    "reopen_assessment": _assess_again,
    "start_assessment": _seat_assessors,
    "seek_porter": Idea.ask,
    "seek_again": Idea.ask,
    "withdraw_porter": Idea.lose_porter,
    "name_lead": _name_lead,
}


def _holds(idea: Idea, who: str) -> bool:
    """Return whether the part that `who` has is one in this very dossier."""
    if who == OWNER:
        return idea.porter is not None
    return idea.has_lead if who == PROJECT_LEAD else True


def _note(idea: Idea) -> Answer:
    """Let what was proposed on the old version fall, now that there is a new one."""
    idea.refused_by = None
    return Answer.DONE
