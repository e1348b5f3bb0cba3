"""OCEL 2.0 as JSON: subjects of every kind, and moves that one act made to several of them."""

import json
from collections.abc import Iterable
from io import TextIOBase
from typing import Any

from workflow.history.exporting.selection import Selection, name_object, query_moves
from workflow.machine.registry import list_machines
from workflow.models import Event, Subject


def write_ocel(out: TextIOBase, selection: Selection) -> int:
    """Write the log to `out`; return how many events it has. Instants are UTC."""
    machines = [
        each for each in list_machines() if not selection.kinds or each.kind in selection.kinds
    ]
    kinds = [
        {"name": each.kind, "attributes": [{"name": "reference", "type": "string"}]}
        for each in machines
    ]
    moves = [
        {"name": f"{each.kind}.{move.name}", "attributes": _ATTRIBUTES}
        for each in machines
        for move in each.list_moves()
    ]
    out.write(f'{{"objectTypes": {json.dumps(kinds)},\n"eventTypes": {json.dumps(moves)},\n')
    out.write('"objects": [\n')
    rows = query_moves(selection)
    subjects = Subject.objects.filter(pk__in=rows.order_by().values("subject")).order_by("pk")
    _write_rows(out, (_describe_object(each) for each in subjects.iterator()))
    out.write('],\n"events": [\n')
    known = rows.select_related("subject", "cause__subject").order_by("recorded_at", "pk")
    count = _write_rows(out, (_describe_event(each) for each in known.iterator(chunk_size=2_000)))
    out.write("]}\n")
    return count


_ATTRIBUTES = [{"name": name, "type": "string"} for name in ("source", "target", "via")]


def _write_rows(out: TextIOBase, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    for row in rows:
        out.write(f"{',' if count else ' '}{json.dumps(row, ensure_ascii=False)}\n")
        count += 1
    return count


def _describe_object(subject: Subject) -> dict[str, Any]:
    return {
        "id": name_object(subject.pk, subject.kind),
        "type": subject.kind,
        "attributes": [
            {
                "name": "reference",
                "time": "1970-01-01T00:00:00Z",
                "value": subject.reference,
            }
        ],
    }


def _describe_event(event: Event) -> dict[str, Any]:
    related = [
        {"objectId": name_object(event.subject_id, event.subject.kind), "qualifier": "moves"}
    ]
    if event.cause is not None and event.cause.subject_id != event.subject_id:
        cause = event.cause.subject
        related.append({"objectId": name_object(cause.pk, cause.kind), "qualifier": "because of"})
    return {
        "id": f"event-{event.pk}",
        "type": f"{event.subject.kind}.{event.name}",
        "time": event.recorded_at.isoformat(),
        "attributes": [
            {"name": name, "value": getattr(event, name)} for name in ("source", "target", "via")
        ],
        "relationships": related,
    }
