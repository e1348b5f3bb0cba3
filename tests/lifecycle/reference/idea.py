"""One proposal as the rules see it."""

from dataclasses import dataclass, field
from datetime import date

from tests.lifecycle.reference.people import Asker


@dataclass
class Idea:
    """A proposal; others are named by their number."""

    state: str = "draft"
    submitted: bool = False
    public: bool = False
    questions: int = 0
    awaited_scores: int = 0
    merge_target: int | None = None
    #: Earlier proposals it may duplicate, not judged yet, and all it was ever compared with.
    suspected: set[int] = field(default_factory=set)
    compared: set[int] = field(default_factory=set)
    #: The dossiers linked to it that have not let it go.
    dossiers: set[int] = field(default_factory=set)
    #: The first so many of the bodies may carry it.
    candidates: int = 0
    #: Who answered in a search that came to its end; who is asked in the one that runs, in order.
    answered: set[int] = field(default_factory=set)
    asked_now: list[int] = field(default_factory=list)
    refusals_now: set[int] = field(default_factory=set)
    #: The body that leads it, and those that led it and do not any more.
    porter: int | None = None
    former_porters: set[int] = field(default_factory=set)
    #: Somebody of the porter was named to run it.
    has_lead: bool = False
    #: The sheet: checked once it was pre-filled, whole, and how often it came back.
    prefilled: bool = False
    complete: bool = False
    returns: int = 0
    #: Its text stands in the version that is consulted on, or was, to the end.
    frozen: bool = False
    consulted: bool = False
    #: The body that signed it.
    signed_by: int | None = None
    #: Who proposed the refusal that waits for a second person.
    refused_by: Asker | None = None
    #: The last day of what is waited for now, after which the clock goes on without.
    due_on: date | None = None
    #: Its author has an account; else the ministry wrote down this name. Erased, nobody knows it.
    by_author: bool = True
    name: str = ""
    erased: bool = False
    #: Those it is a part of, and its parts, are of the same author: the first of them.
    family: int = 0

    def list_askable(self) -> list[int]:
        """Return the candidates who can still be asked, the first first."""
        out = self.answered | self.former_porters | {self.porter}
        return [body for body in range(self.candidates) if body not in out]

    def ask(self) -> None:
        """Begin to ask the candidates, one after the other."""
        self.asked_now, self.refusals_now = self.list_askable(), set()

    def take_answer(self, *, accepts: bool) -> None:
        """Take the answer of the candidate who is asked; after the last refusal nobody is left."""
        body = self.asked_now.pop(0)
        if accepts:
            self.answered |= {*self.refusals_now, body}
            if self.porter is not None:
                self.former_porters.add(self.porter)
            self.porter, self.state = body, "lead_naming"
            return
        self.refusals_now.add(body)
        if not self.asked_now:
            self.answered |= self.refusals_now
            self.state = "unported"

    def lose_porter(self) -> None:
        """Let the porter withdraw, and the person who ran it for that body."""
        if self.porter is not None:
            self.former_porters.add(self.porter)
        self.porter, self.has_lead = None, False
        self.ask()
