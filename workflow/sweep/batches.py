"""One batch of the sweep: a transaction with a fixed number of statements, whatever it holds.

Whoever dies in one leaves nothing of it; whoever comes next finds the same rows due. Two workers
never fire a rung twice: the constraint `escalation_fires_once` lets one of them write it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from workflow.engine.rescheduling import close_opened_by_rungs
from workflow.hints import hint_work
from workflow.ladders import RungForm
from workflow.models import DeliveryClass, EscalationStanding, LadderRung, WorkItem
from workflow.prepared.plans import planned_anew
from workflow.roles import Held, list_roles
from workflow.sweep.outcome import Sweep, count_standings
from workflow.sweep.statements import STATEMENTS, Statements

#: Items of one transaction: enough to be set-based, few enough that nobody waits long behind it.
BATCH = 2_000
#: The topic of every rung that speaks, and the kind of every item that one opens.
TOPIC = "work_item.escalated"
ESCALATED = "escalated"


@dataclass(frozen=True)
class Moment:
    """The instant of a sweep, and the civil day it falls on."""

    now: datetime
    today: date


def count_batch() -> Sweep | None:
    """Count the next rung of items that nobody has counted; None when there are none left.

    Asked first outside any transaction: on SQLite one would keep every other writer waiting.
    """
    statements = get_statements()
    if not _read_ids(statements.find_uncounted, {"batch": 1}):
        return None
    with transaction.atomic():
        ids = _read_ids(statements.pick_uncounted, {"batch": BATCH})
        count_items(ids)
    # Nothing was locked: other workers have them all.
    return Sweep(counted=len(ids)) if ids else None


def fire_batch(moment: Moment) -> Sweep | None:
    """Fire what is due of some items and count them on; None when nothing is due any more.

    Escalations, what they open, what they announce and the next rung of their items are written
    together or not at all.
    """
    statements = get_statements()
    given = adapt(moment)
    if not _read_ids(statements.find_due, {"batch": 1, **given}):
        return None
    with transaction.atomic():
        ids = _read_ids(statements.pick_due, {"batch": BATCH, **given})
        if not ids:
            # Nothing was locked: other workers have them all.
            return None
        fired = execute(statements.fire, {"ids": adapt_ids(ids), **given}).fetchall()
        spoken = str(EscalationStanding.SPOKEN)
        opened = speak({key: rung for key, rung, standing in fired if standing == spoken}, moment)
        count_items(ids)
    return count_standings((standing for _key, _rung, standing in fired), opened=opened)


def close_batch() -> Sweep | None:
    """Close what rungs opened for items that are over; None when there is no such thing.

    A state that is left takes them along, and a new period does; a seat that has spoken does not.
    """
    over = _read_ids(get_statements().find_over, {"batch": BATCH})
    closed = close_opened_by_rungs(WorkItem.objects.filter(pk__in=over)) if over else 0
    return Sweep(closed=closed) if closed else None


def count_items(ids: Sequence[int]) -> None:
    """Write the next rung of these items, and the day it fires."""
    execute(get_statements().count, {"ids": adapt_ids(ids)})


def speak(escalations: Mapping[int, str], moment: Moment) -> int:
    """Open or announce what these rungs say, a code for each id; return how many items opened."""
    opened = _open_items(escalations, moment)
    told = {"topic": TOPIC, "delivery_class": str(DeliveryClass.MUST_ARRIVE)}
    execute(get_statements().tell, {"ids": adapt_ids([*escalations]), **adapt(moment), **told})
    transaction.on_commit(hint_work, robust=True)
    return opened


def get_statements() -> Statements:
    """Return the statements of the database this process writes to."""
    return STATEMENTS[connection.vendor]


def execute(statement: str, given: dict[str, Any]) -> Any:  # noqa: ANN401  # a cursor has no type
    """Run one statement, planned for as many rows as it is given; return its cursor."""
    cursor = connection.cursor()
    with planned_anew(connection):
        cursor.execute(statement, given)
    return cursor


def adapt(moment: Moment) -> dict[str, Any]:
    """Return the moment as the database takes it."""
    return {
        "now": connection.ops.adapt_datetimefield_value(moment.now),
        "today": connection.ops.adapt_datefield_value(moment.today),
    }


def adapt_ids(ids: Sequence[int]) -> Any:  # noqa: ANN401  # each database has its own
    """Return many ids as the database takes them: SQLite knows no arrays."""
    return json.dumps(ids) if connection.vendor == "sqlite" else list(ids)


def _read_ids(statement: str, given: dict[str, Any]) -> list[int]:
    return [key for (key,) in execute(statement, given).fetchall()]


def _open_items(escalations: Mapping[int, str], moment: Moment) -> int:
    desks = _list_desks()
    codes = {desk["code"] for desk in desks}
    # Few rungs open anything: of the others nothing has to be looked up.
    opening = [key for key, rung in escalations.items() if rung in codes]
    if not opening:
        return 0
    given = {"ids": adapt_ids(opening), "desks": json.dumps(desks), "kind": ESCALATED}
    return int(execute(get_statements().open, {**given, **adapt(moment)}).rowcount)


def _list_desks() -> list[dict[str, Any]]:
    """Return the desks on which rungs put an item: one for each role of a rung, of groups alone.

    A rung of that form for people of an institution has no desk of theirs here: it is announced.
    """
    rungs = LadderRung.objects.filter(form=str(RungForm.WORK_ITEM)).order_by("pk")
    groups = {role.code for role in list_roles() if role.held is Held.GROUP}
    return [
        {"rung": rung.pk, "code": rung.code, "role": role}
        for rung in rungs
        for role in rung.role_codes
        if role in groups
    ]
