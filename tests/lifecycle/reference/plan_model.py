"""The acts on the plan, told by plain Python: they move what they find where they need it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date

from tests.lifecycle.reference.days import Days
from tests.lifecycle.reference.idea import Idea
from tests.lifecycle.reference.rules import LIVE, RULES

#: What the council's word makes of a line.
COUNCIL = {"adopted": "adopt", "returned": "return_from_council", "removed": "remove"}


class PlanModel(ABC):
    """What is done with the plan as a whole; what moves a proposal is told by who inherits."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.ideas: list[Idea] = []
        #: The consultation of the plan: announced, open now, over once.
        self.consulted_on: list[int] = []
        self.opens_on: date | None = None
        self.closes_on = date.max
        self.is_consulting = False
        self.was_consulted = False
        #: The council adopted the plan: nothing is written any more.
        self.is_adopted = False

    def schedule_consultation(
        self, numbers: Iterable[int], opens_on: date, closes_on: date
    ) -> None:
        """Announce a consultation on these dossiers, which opens and closes by itself."""
        self.consulted_on = list(numbers)
        self.opens_on, self.closes_on = opens_on, closes_on

    def tick_consultation(self) -> None:
        """Open the consultation on its day, and close it once its last one has passed."""
        if self.opens_on is not None and self.opens_on <= self.days.day:
            self.opens_on = None
            self._open_consultation()
        elif self.is_consulting and self.closes_on < self.days.day:
            self._close_consultation()

    def _open_consultation(self) -> None:
        for number in self.consulted_on:
            self.ideas[number].frozen = True
        self._carry(self.consulted_on, "open_consultation")
        self.is_consulting = True

    def _close_consultation(self) -> None:
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

    def is_carried(self, idea: Idea) -> bool:
        """Return whether a dossier on its road carries the idea."""
        return any(self.ideas[each].state in LIVE for each in idea.dossiers)

    @abstractmethod
    def move(self, number: int, name: str, target: int | None = None) -> None:
        """Move a proposal, and all that moves with it."""

    def _carry(self, numbers: Iterable[int], name: str) -> None:
        for number in numbers:
            self.move(number, name)
