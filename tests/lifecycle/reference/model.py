"""What the engine must answer, told by plain Python: who is refused what, and where all end up."""

from collections.abc import Callable, Mapping
from datetime import date

from tests.lifecycle.reference.answer import Answer
from tests.lifecycle.reference.days import Days
from tests.lifecycle.reference.effects import EFFECTS
from tests.lifecycle.reference.idea import Idea
from tests.lifecycle.reference.people import Asker, People
from tests.lifecycle.reference.plan_model import PlanModel
from tests.lifecycle.reference.rules import (
    AUTHOR,
    CARRIERS,
    LETS_GO,
    MERGE_TARGETS,
    OWNER,
    PROJECT_LEAD,
    QUESTIONS,
    RANKED,
    RETAINED,
    RETURNS,
    RULES,
    SEAT_TERMS,
    SECOND,
    STAFF,
    TEAM,
    TERMS,
    UNANSWERED,
)


class Model(PlanModel):
    """All proposals of one plan, by number."""

    def __init__(self, days: Days, closes_on: date) -> None:
        super().__init__(days)
        self.people = People(days)
        self.has_minutes = False
        #: The last day on which the plan receives proposals.
        self.received_until = days.find_next(closes_on)

    @property
    def is_receiving(self) -> bool:
        """Return whether the plan receives proposals."""
        return self.days.day <= self.received_until

    def write(self) -> Answer:
        """Return how the author's writing of a draft is answered."""
        if AUTHOR in self.people.closed:
            return Answer.FORBIDDEN
        if not self.is_receiving:
            return Answer.REFUSED
        self.ideas.append(Idea(family=len(self.ideas), due_on=self.received_until))
        return Answer.DONE

    def record(self, name: str) -> Answer:
        """Return how the ministry's writing down of what somebody of this name said is answered.

        A letter may be written down after the last day: it is refused as late, not lost.
        """
        family = len(self.ideas)
        self.ideas.append(
            Idea("submitted", submitted=True, by_author=False, name=name, family=family)
        )
        return Answer.DONE

    # ---- What the door answers.

    def fire(self, number: int, asker: Asker, name: str, *, target: int | None = None) -> Answer:
        """Return how the door answers, and move what it moves."""
        idea, rule = self.ideas[number], RULES[name]
        barred = self._bar(number, asker, name)
        if barred is not None:
            return barred
        if idea.state not in rule.sources or not self._passes_guards(number, name):
            return Answer.REFUSED
        # Nobody here has a paper to show, and a target may be the wrong one.
        records = not self._does(idea, asker, name)
        if records or (name == "merge" and not self._may_merge(number, target)):
            return Answer.BAD_INPUT
        if name == "refuse":
            idea.refused_by = asker
            return Answer.PROPOSED
        self.move(number, name, target)
        if name == "name_lead":
            self.people.given[asker.actor, PROJECT_LEAD] = self.days.day
        return Answer.DONE

    def may_fire(self, number: int, asker: Asker, name: str) -> bool | None:
        """Return whether nothing stands against it; None when they are told of nothing there."""
        idea = self.ideas[number]
        if not self.people.lets_in(asker) or not self.sees(number, asker):
            return None
        possible = idea.state in RULES[name].sources and self._passes_guards(number, name)
        return possible and self._bar(number, asker, name) is None

    def confirm(self, number: int, asker: Asker) -> Answer:
        """Return how a second person's confirmation of the refusal is answered."""
        proposer = self.ideas[number].refused_by
        assert proposer is not None
        barred = self._bar(number, asker, "refuse")
        if barred is not None:
            return barred
        # What the first person may not do any more nobody confirms.
        if asker.both & proposer.both or self._bar(number, proposer, "refuse"):
            return Answer.FORBIDDEN
        self.move(number, "refuse")
        return Answer.DONE

    def sees(self, number: int, asker: Asker) -> bool:
        """Return whether this person may read the proposal."""
        idea, who = self.ideas[number], asker.rights
        if idea.public:
            return True
        if who in self.people.closed:
            return False
        if who == AUTHOR and idea.by_author:
            return True
        return idea.submitted and (who in STAFF or (who == OWNER and idea.candidates > 0))

    def erase(self, number: int, who: str) -> Answer:
        """Return how the removal of the author's name is answered; the account keeps its rights."""
        idea = self.ideas[number]
        if not self.sees(number, Asker(who)):
            return Answer.NOT_FOUND
        erasers = {AUTHOR} if idea.by_author else {TEAM, SECOND}
        if who not in erasers or who in self.people.closed:
            return Answer.FORBIDDEN
        if idea.erased:
            return Answer.REFUSED
        for each in self.ideas:
            if each.family == idea.family:
                each.erased = True
                _note(each)
        return Answer.DONE

    # ---- What the clock does.

    def tick(self) -> None:
        """Do what the clock owes today: states that are over, then seats that stayed silent."""
        owed = [
            (number, UNANSWERED[idea.state])
            for number, idea in enumerate(self.ideas)
            if idea.state in UNANSWERED and self._is_over(idea)
        ]
        for number, name in owed:
            if self._passes_guards(number, name):
                self.move(number, name)
        self.tick_consultation()
        for number, idea in enumerate(self.ideas):
            if idea.state in SEAT_TERMS and self._is_over(idea):
                self._lapse(number)

    def list_due_days(self) -> set[date]:
        """Return the last days of all that the clock watches."""
        watched = UNANSWERED.keys() | SEAT_TERMS.keys()
        return {each.due_on for each in self.ideas if each.due_on and each.state in watched}

    def _is_over(self, idea: Idea) -> bool:
        return idea.due_on is not None and idea.due_on < self.days.day

    def _lapse(self, number: int) -> None:
        if self.ideas[number].state == "porter_search":
            self.answer_as_candidate(number, accepts=False)
        else:
            self.decide_on_sheet(number, approves=False)

    def read(self) -> list[tuple[str, str, bool]]:
        """Return where every proposal stands, and how its author is named, if at all."""
        return [(each.state, "" if each.erased else each.name, each.erased) for each in self.ideas]

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
        self.ideas[number].due_on = self._find_due(self.ideas[number])
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
        if not self.sees(number, Asker(PROJECT_LEAD)):
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

    # ---- The rules behind.

    def _bar(self, number: int, asker: Asker, name: str) -> Answer | None:
        """Return how somebody is turned away who may not do it, wherever it stands."""
        idea = self.ideas[number]
        if not self.people.lets_in(asker):
            return Answer.FORBIDDEN
        if not self.sees(number, asker):
            return Answer.NOT_FOUND
        if not (self._does(idea, asker, name) or self._records(asker, name)):
            return Answer.FORBIDDEN
        own = idea.by_author and AUTHOR in asker.both
        return Answer.FORBIDDEN if name == "admit" and own else None

    def _does(self, idea: Idea, asker: Asker, name: str) -> bool:
        is_one = asker.rights in RULES[name].who and _holds(idea, asker.rights)
        return is_one and self.people.is_somebody(asker)

    def _records(self, asker: Asker, name: str) -> bool:
        is_one = RULES[name].on_paper and asker.rights in {TEAM, SECOND}
        return is_one and self.people.is_somebody(asker)

    def _find_due(self, idea: Idea) -> date | None:
        term = {**TERMS, **SEAT_TERMS}.get(idea.state)
        return None if term is None else self.days.add(self.days.day, term)

    def _passes_guards(self, number: int, name: str) -> bool:
        guard = GUARDS.get(name)
        return guard is None or guard(self, self.ideas[number])

    def _state(self, number: int | None) -> str:
        return "" if number is None else self.ideas[number].state

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

    def move(self, number: int, name: str, target: int | None = None) -> None:
        """Move a proposal, and all that moves with it."""
        idea = self.ideas[number]
        _note(idea)
        idea.state = RULES[name].target
        idea.due_on = self._find_due(idea)
        if name in EFFECTS:
            EFFECTS[name](idea)
        if name == "merge" and target is not None:
            idea.merge_target = target
            idea.suspected.discard(target)
            self.ideas[target].suspected.discard(number)
        if name == "split":
            self.ideas += [
                Idea(
                    "admissible",
                    submitted=True,
                    public=True,
                    by_author=idea.by_author,
                    name=idea.name,
                    erased=idea.erased,
                    family=idea.family,
                )
                for _part in range(2)
            ]
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


#: What holds a transition back, besides its state.
GUARDS: Mapping[str, Callable[[Model, Idea], bool]] = {
    "submit": lambda model, _idea: model.is_receiving,
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
    **dict.fromkeys(
        ("reopen_intake", "reopen_assessment", "reopen_dossier"),
        lambda model, _idea: not model.is_adopted,
    ),
}


def _holds(idea: Idea, who: str) -> bool:
    """Return whether the part that `who` has is one in this very dossier."""
    if who == AUTHOR:
        return idea.by_author
    if who == OWNER:
        return idea.porter is not None
    return idea.has_lead if who == PROJECT_LEAD else True


def _note(idea: Idea) -> Answer:
    """Let what was proposed on the old version fall, now that there is a new one."""
    idea.refused_by = None
    return Answer.DONE
