"""The machine of treaties: rounds that decide, one party after the other or all at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.workflow.toy.models import Treaty
from tests.workflow.toy.roles import CLERK, MASTER, PARTY
from tests.workflow.toy.treaty_facts import TreatyFacts, list_letters, load_treaty_facts
from workflow.deadlines import working_days
from workflow.machine import (
    Birth,
    DeclaredRound,
    End,
    Exit,
    Move,
    Parked,
    PlannedMove,
    SeatPlan,
    StateMachine,
    SubjectRow,
    Text,
    Transition,
    Wait,
    Waiting,
    bind,
)
from workflow.models import RoundKind, Verdict
from workflow.roles import Automatic
from workflow.rounds.settlement import FIRST_ACCEPTANCE, LEAD_VETO, Ballot


def plan_parties(facts: TreatyFacts, _inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Seat every party, the lead first."""
    return [SeatPlan(PARTY, institution_id=each) for each in facts.parties]


def exclude_editor(facts: TreatyFacts) -> frozenset[int]:
    """Keep whoever wrote the text from deciding on it."""
    return frozenset() if facts.last_editor_id is None else frozenset({facts.last_editor_id})


def bring_back(facts: TreatyFacts, ballots: Sequence[Ballot]) -> Iterable[PlannedMove]:
    """Bring the parcels back as soon as a party objects."""
    if any(ballot.verdict is Verdict.OBJECT for ballot in ballots):
        return [PlannedMove(parcel, "follow_back") for parcel in facts.parcels]
    return []


def bring_all_back(facts: TreatyFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Bring the parcels back when the treaty is adopted, too."""
    return [PlannedMove(parcel, "follow_back") for parcel in facts.parcels]


def hash_text(facts: TreatyFacts) -> str:
    """Return the hash of the text as it is now."""
    return facts.content_hash


def add_ratification(move: Move) -> None:
    """Write that it was adopted under its text."""
    treaty = Treaty.objects.get(pk=move.subject_id)
    Treaty.objects.filter(pk=move.subject_id).update(text=f"{treaty.text} (adopted)")


class TreatyMachine(StateMachine):
    """What a treaty goes through."""

    kind = "toy_treaty"
    model = "toy.Treaty"
    version = "1"

    draft = Waiting(
        "Draft",
        exits=[Exit.FORWARD],
        waits=[Wait(CLERK, term=working_days(5))],
        ladder="standard",
    )
    seeking = Waiting("Looking for a depositary", exits=[Exit.BACK, Exit.REFUSE])
    approving = Waiting("Being approved", exits=[Exit.FORWARD, Exit.BACK])
    adopted = End("Adopted")
    dropped = Parked("Dropped")

    draw_up = Birth(draft, label="Draw up", by=CLERK)

    seek = Transition(draft >> seeking, label="Look for a depositary", by=CLERK)
    submit = Transition(draft >> approving, label="Submit", by=CLERK)
    entrust = Transition(seeking >> draft, label="Entrust", by=Automatic.ROUND)
    drop = Transition(
        seeking >> dropped,
        label="Drop",
        by=Automatic.ROUND,
        takes=[Text("reason", "Reason", public=True)],
    )
    adopt = Transition(
        approving >> adopted,
        label="Adopt",
        by=Automatic.ROUND,
        cascades=bring_all_back,
        then=[add_ratification],
    )
    give_back = Transition(
        approving >> draft,
        label="Give back",
        by=Automatic.ROUND,
        takes=[Text("comment", "Comment", required=False)],
    )
    take_back = Transition([seeking, approving] >> draft, label="Take back", by=CLERK)
    revive = Transition(dropped >> draft, label="Revive", by=MASTER)

    search = DeclaredRound(
        seeking,
        label="Search",
        kind=RoundKind.DECIDING,
        seats=plan_parties,
        term=working_days(2),
        ladder="standard",
        rule=FIRST_ACCEPTANCE,
        sequential=True,
        lapses=True,
        passed=entrust,
        returned=drop,
    )
    approval = DeclaredRound(
        approving,
        label="Approval",
        kind=RoundKind.DECIDING,
        seats=plan_parties,
        term=working_days(3),
        ladder="standard",
        content_hash=hash_text,
        rule=LEAD_VETO,
        excluded=exclude_editor,
        decision_moves=bring_back,
        lapses=True,
        passed=adopt,
        returned=give_back,
    )

    paper_documents = list_letters

    @classmethod
    def load_facts(
        cls, subjects: Sequence[SubjectRow], *, today: date
    ) -> Mapping[int, TreatyFacts]:
        """Return the facts of each treaty."""
        return load_treaty_facts(subjects, today=today)


bind(TreatyMachine)
