"""The work items of awaited parties: each has one, which ages, on the desk of who can end it."""

from collections.abc import Collection
from datetime import date

from lifecycle.models import STILL_AWAITED, AwaitedParty
from lifecycle.selectors.awaiting import TASKS, Asked, find_asked, read_party_items
from lifecycle.vocabulary import AwaitedTask
from workflow.engine.errands import close_matters, open_errand
from workflow.models import Event

#: What an awaited party climbs, counted from the day since which it is awaited: whoever nobody
#: named is for the owner to name.
_LADDERS: dict[AwaitedTask, str] = {
    AwaitedTask.NAME: "unnamed",
    AwaitedTask.ASK: "awaited",
    AwaitedTask.ANSWER: "awaited",
}


def settle_items(event: Event, *, leads: Collection[int], today: date) -> None:
    """Let each party still awaited on the subject of `event` have its item, and no other one.

    An item that asks for something else than it did is closed and opened on the other desk: who
    was to be named is named, who was asked has somebody here who answers.
    """
    asked = {
        party: find_asked(party, leads=leads, on=today)
        for party in AwaitedParty.objects.filter(STILL_AWAITED, subject=event.subject_id)
    }
    wanted = {party.pk: each.task.value for party, each in asked.items()}
    items = read_party_items(event.subject_id)
    over = [key for key, item in items.items() if item.kind != wanted.get(key)]
    if over:
        close_matters(event, TASKS, map(str, over))
    for party, each in asked.items():
        if party.pk not in items or party.pk in over:
            _open(event, party, each, today=today)


def _open(event: Event, party: AwaitedParty, asked: Asked, *, today: date) -> None:
    open_errand(
        event,
        asked.task.value,
        role=asked.role,
        today=today,
        institution_id=asked.institution_id,
        ladder=_LADDERS[asked.task],
        matter=str(party.pk),
        since=party.since,
    )
