"""Idempotency: the same request with the same key has one effect and one answer."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from workflow.exceptions import (
    InputError,
    KeyReusedError,
    SubjectNotFoundError,
    WorkflowError,
)
from workflow.models import Event, IdempotencyKey, User
from workflow.prepared import Row, insert_row, insert_rows

#: A longer key is an input error, never a database error.
KEY_MAX_LENGTH = 100
_LONGEST = {"count": KEY_MAX_LENGTH}
_EVENT = "event_id"


def run_once(
    actor: User | None,
    key: str | None,
    fingerprint: str,
    now: datetime,
    action: Callable[[], Event],
    check_stored: Callable[[Event], None] | None = None,
) -> Event:
    """Run `action` in one transaction; when `key` was used before, return what came of it instead.

    The key is written with the effect and looked up only once something refused: the first time,
    which is nearly every time, costs one insert. `check_stored` is asked whether what came of it
    before may be told to the actor still; what is done now was decided with all their rights.

    Raises:
        InputError: the key is too long.
        KeyReusedError: the key belongs to another request.
        WorkflowError: what `action` raised, when the key is new; or what `check_stored` did.
    """

    def act(kept: Row | None) -> Event:
        event = action()
        if kept is not None:
            insert_row(kept.model, {**kept.values, kept.refers_by: event.pk})
        return event

    return answer_once(actor, key, fingerprint, now, act, check_stored)


def answer_once(
    actor: User | None,
    key: str | None,
    fingerprint: str,
    now: datetime,
    action: Callable[[Row | None], Event],
    check_stored: Callable[[Event], None] | None = None,
) -> Event:
    """Do what `run_once` does; `action` is given the row of the key, to write it with its Event.

    With `check_stored`, nothing is said of the key of a request for what is not there.

    Raises:
        WorkflowError: as `run_once` does.
    """
    if key is not None and len(key) > KEY_MAX_LENGTH:
        raise InputError({"key": [_("A key has at most %(count)d characters.") % _LONGEST]})
    if key is None or actor is None:
        with transaction.atomic():
            return action(None)
    try:
        with transaction.atomic():
            return action(_make_row(actor, key, fingerprint, now))
    except (WorkflowError, IntegrityError) as error:
        if check_stored is not None and isinstance(error, SubjectNotFoundError):
            raise
        stored = _find(actor, key, fingerprint)
        if stored is None:
            raise
    if check_stored is not None:
        check_stored(stored)
    return stored


def list_kept(actor: User, keys: Iterable[str]) -> set[str]:
    """Return which of these keys the actor has used."""
    kept = IdempotencyKey.objects.filter(actor=actor, key__in=list(keys))
    return set(kept.values_list("key", flat=True))


def keep_keys(actor: User, kept: Mapping[str, tuple[str, Event]], now: datetime) -> None:
    """Keep keys that nobody used, each with the fingerprint of its request and what came of it.

    Raises:
        IntegrityError: somebody used one meanwhile; the caller's transaction must end.
    """
    insert_rows(
        IdempotencyKey,
        [
            {**_make_row(actor, key, fingerprint, now).values, _EVENT: event.pk}
            for key, (fingerprint, event) in kept.items()
        ],
    )


def _make_row(actor: User, key: str, fingerprint: str, now: datetime) -> Row:
    """Return the row that keeps a key; it refers to the Event that came of it."""
    kept = {"actor_id": actor.pk, "key": key, "fingerprint": fingerprint, "created_at": now}
    return Row(IdempotencyKey, kept, refers_by=_EVENT)


def _find(actor: User, key: str, fingerprint: str) -> Event | None:
    stored = IdempotencyKey.objects.filter(actor=actor, key=key).select_related("event").first()
    if stored is None:
        return None
    if stored.fingerprint != fingerprint:
        raise KeyReusedError(
            _("This key was already used for another request. Send a new request with a new key.")
        )
    return stored.event
