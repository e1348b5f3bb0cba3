"""Words in the history: the body that holds one is erased, and the chain stays valid."""

import json
import re
from collections.abc import Iterator

from django.db import transaction

from lifecycle.services.forgetting.words import Words
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.reading import load_case
from workflow.history.append import Entry, advance
from workflow.history.erasure import erase_body, name_erasure
from workflow.models import Decision, EventBody, EventKind, RightRecord, User, Via


def erase_from_history(words: Words, *, actor: User, via: Via) -> int:
    """Erase every body that holds one of the words, in ascending subject id; return how many.

    The comments of decisions and the reasons of rights go with them.
    """
    erased = 0
    for subject_id in sorted(_find_subjects(words)):
        pattern = words.find_pattern(subject_id=subject_id)
        if pattern is not None and _is_named(subject_id, pattern):
            # What waits for a second person has changed with the words: it falls, as ever.
            record_fact(subject_id, "person.forgotten", actor=actor, content={}, via=via)
            erased += erase_bodies(subject_id, pattern, actor=actor, via=via)
    if words.everywhere is not None:
        _empty_reasons(words.everywhere)
    return erased


@transaction.atomic
def erase_bodies(subject_id: int, pattern: re.Pattern[str], *, actor: User, via: Via) -> int:
    """Erase every body of one history in which the pattern is found; return how many.

    A decision whose comment holds it loses the comment, and its event the body.
    """
    clock = current_clock()
    case = load_case(subject_id, today=clock.today(), lock=True)
    row, erased = case.row, 0
    commented = _find_comments(subject_id, pattern)
    bodies = EventBody.objects.filter(event__subject=subject_id).select_related("event")
    for body in bodies.order_by("event__seq"):
        if body.event_id not in commented and not _holds(body, pattern):
            continue
        entry = Entry(
            kind=EventKind.ERASURE,
            name=name_erasure(body.event),
            target=row.state,
            machine_version=case.machine.version,
            actor=actor,
            via=via,
            now=clock.now(),
        )
        row = advance(row, erase_body(row, body.event, entry))
        erased += 1
    Decision.objects.filter(event__in=commented).update(comment="")
    return erased


def _find_subjects(words: Words) -> set[int]:
    """Return whose history or decisions may hold one of the words, in one pass over all of them."""
    found = set[int]()
    bodies = EventBody.objects.values_list("event__subject", "json")
    comments = Decision.objects.exclude(comment="").values_list("event__subject", "comment")
    # As JSON writes them; whether they stand there as whole words is seen when it is read.
    written = [json.dumps(each, ensure_ascii=False)[1:-1].lower() for each in words.words]
    for rows in (bodies, comments):
        for subject_id, text in rows.iterator(chunk_size=2_000):
            told = text.lower()
            if any(each in told for each in written):
                found.add(subject_id)
    return found


def _is_named(subject_id: int, pattern: re.Pattern[str]) -> bool:
    bodies = EventBody.objects.filter(event__subject=subject_id)
    named = any(_holds(body, pattern) for body in bodies.iterator(chunk_size=2_000))
    return named or bool(_find_comments(subject_id, pattern))


def _find_comments(subject_id: int, pattern: re.Pattern[str]) -> set[int]:
    """Return the events of the decisions on this subject whose comment holds one of the words."""
    comments = Decision.objects.filter(event__subject=subject_id).exclude(comment="")
    rows = comments.values_list("event", "comment")
    return {event_id for event_id, comment in rows if pattern.search(comment)}


def _empty_reasons(pattern: re.Pattern[str]) -> None:
    rows = RightRecord.objects.exclude(reason="").values_list("pk", "reason")
    found = [key for key, reason in rows.iterator(chunk_size=2_000) if pattern.search(reason)]
    RightRecord.objects.filter(pk__in=found).update(reason="")


def _holds(body: EventBody, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(each) for each in _list_strings(json.loads(body.json)))


def _list_strings(value: object) -> Iterator[str]:
    """Yield every text inside a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _list_strings(each)
