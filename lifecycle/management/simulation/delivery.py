"""What becomes of the commitments of a simulated plan: carried out, moved, verified, completed.

Once a month or so everybody looks at what is theirs and takes at most one step, until the last
commitment is complete. All chance comes from the generator that is given.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from lifecycle.management.simulation.world import World
from lifecycle.models import Activity, Commitment, PeriodRecord, Replanning
from lifecycle.services.replannings import ask
from lifecycle.vocabulary import (
    ActivityState,
    AttachmentPurpose,
    CancelReason,
    CommitmentState,
    PeriodRole,
    ReplanningCause,
    ReplanningState,
)
from workflow.clock import current_clock
from workflow.engine import available, fire
from workflow.models import Subject, User

#: Days between two looks at everything.
SHORTEST_TURN, LONGEST_TURN = 25, 35
#: What is done with an activity in each state, and how often: `ask` for a new date, or nothing.
STEPS: Mapping[str, Mapping[str, int]] = {
    ActivityState.PLANNED.value: {"start": 4, "report_done": 1, "ask": 1, "cancel": 1, "": 4},
    ActivityState.IN_PROGRESS.value: {"test": 3, "report_done": 2, "ask": 2, "": 3},
    ActivityState.IN_TEST.value: {"report_done": 6, "fail_test": 2, "": 2},
    ActivityState.REPORTED_DONE.value: {"verify": 8, "send_back": 2},
    ActivityState.CANCELLED.value: {"reopen": 1},
}
#: What is answered to who asks for a new date, and how often.
ANSWERS: Mapping[str, Mapping[str, int]] = {
    ReplanningState.ASKED.value: {"forward": 8, "hold_back": 1, "withdraw": 1},
    ReplanningState.SUBMITTED.value: {"accept": 8, "refuse": 2},
}
#: What is done with a commitment that goes on, and how often.
COMPLETIONS: Mapping[str, Mapping[str, int]] = {
    CommitmentState.NOT_STARTED.value: {"start": 1},
    CommitmentState.IN_PROGRESS.value: {"declare_complete": 1},
    CommitmentState.DECLARED.value: {"confirm_complete": 9, "contest": 1},
}
_REASON = {"reason": "Vu avec le porteur."}
_MONTHS = ("janvier", "mars", "mai", "juillet", "septembre", "novembre")


def carry_out(world: World, chance: Random) -> Iterator[int]:
    """Let everything that was adopted go on, turn by turn, until all of it is complete."""
    while commitments := _list_commitments(world):
        for commitment in commitments:
            for activity in commitment.activities.order_by("pk"):
                _go_on(world, activity, chance)
            for request in Replanning.objects.filter(
                target__activity__commitment=commitment, is_open=True
            ).order_by("pk"):
                _answer(world, request, chance)
            _close(world, commitment, chance)
        yield chance.randint(SHORTEST_TURN, LONGEST_TURN)


def _list_commitments(world: World) -> list[Commitment]:
    going_on = Commitment.objects.filter(plan=world.plan, state__in=COMPLETIONS)
    return list(going_on.order_by("pk"))


def _go_on(world: World, activity: Activity, chance: Random) -> None:
    steps, porter = STEPS.get(activity.state, {}), _get_lead(activity.commitment)
    writer, official = world.writers[porter], world.team[1]
    actors = {"verify": official, "send_back": official, "cancel": official, "reopen": world.lead}
    name = _choose(steps, chance)
    if name == "ask":
        _ask(activity, writer, chance)
    elif name:
        fire(
            activity,
            name,
            actor=actors.get(name, writer),
            inputs=_fill(world, activity, name),
        )


def _fill(world: World, activity: Activity, name: str) -> dict[str, Any]:
    if name == "report_done":
        writer = world.writers[_get_lead(activity.commitment)]
        file = world.attach(activity, AttachmentPurpose.EVIDENCE, by=writer)
        return {"done_on": current_clock().today(), "evidence": [file.pk]}
    if name == "cancel":
        return {"code": CancelReason.NO_MEANS.value, **_REASON}
    return {"verify": {"evidence_read": True}, "start": {}, "test": {}}.get(name, _REASON)


def _ask(activity: Activity, writer: User, chance: Random) -> None:
    """Ask for another month, unless an answer is awaited."""
    if Replanning.objects.filter(target=activity.pk, is_open=True).exists():
        return
    year = current_clock().today().year + 2
    now = PeriodRecord.objects.get(subject=activity.pk, role=PeriodRole.CURRENT.value).words
    others = [words for month in _MONTHS if (words := f"{month} {year}") != now]
    ask(
        activity,
        words=chance.choice(others),
        cause=ReplanningCause.PROCUREMENT.value,
        actor=writer,
        language="fr",
        reason=_REASON["reason"],
    )


def _answer(world: World, request: Replanning, chance: Random) -> None:
    """Send it on or decide on it; a slip too many is not for the ministry to accept."""
    name = _choose(ANSWERS[request.state], chance)
    owner = world.owners[_get_lead(request.target.activity.commitment)]
    actors = {"forward": owner, "hold_back": owner, "withdraw": request.asked_by}
    actor = actors.get(name, world.team[1])
    if name == "accept" and not _may(request, name, actor):
        name = "refuse"
    fire(request, name, actor=actor, inputs=_REASON if name in {"hold_back", "refuse"} else {})


def _close(world: World, commitment: Commitment, chance: Random) -> None:
    """Start it, declare it complete or confirm that, when nothing stands against it."""
    porter, official = _get_lead(commitment), world.team[1]
    actors = {"start": world.writers[porter], "declare_complete": world.owners[porter]}
    inputs: Mapping[str, dict[str, str]] = {
        "declare_complete": {"statement": "Le registre est en ligne."},
        "contest": _REASON,
    }
    name = _choose(COMPLETIONS[commitment.state], chance)
    actor = actors.get(name, official)
    if _may(commitment, name, actor):
        fire(commitment, name, actor=actor, inputs=inputs.get(name, {}))


def _choose(weights: Mapping[str, int], chance: Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0] if weights else ""


def _may(subject: Subject, name: str, actor: User | None) -> bool:
    return name in {each.name for each in available(subject, actor=actor)}


def _get_lead(commitment: Commitment) -> int:
    return commitment.porter_rows.get(leads=True).institution_id
