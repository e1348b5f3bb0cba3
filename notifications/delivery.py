"""From messages to readers: claimed with a lease, tried a few times, proved afterwards.

1. What one reader is told at once is put together.
2. A message is claimed: `sending`, with its attempt counted and logged before the try.
3. Whether its recipient may still read it is asked again.
4. It is written and handed to the channel, outside any transaction.
5. It is marked `sent`, or waits longer after each failure, or is `dead`.
"""

import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from notifications import gathering, outcomes, parcels, refusals
from notifications.claiming import claim_next
from notifications.models import Message

#: Messages sent in one call, so that a worker turns to something else from time to time.
BATCH = 100


def deliver_due(*, get_now: Callable[[], datetime]) -> int:
    """Send what is due; return how many messages were tried. `get_now` returns aware instants."""
    outcomes.release_abandoned(now=get_now())
    gathering.gather(now=get_now())
    tried = 0
    # A slow server must not hold a task until Celery kills it in the middle of a message.
    until = time.monotonic() + settings.NOTIFICATIONS_BATCH_SECONDS
    while tried < BATCH and time.monotonic() < until:
        message = claim_next(now=get_now())
        if message is None:
            break
        deliver(message, get_now=get_now)
        tried += 1
    return tried


def deliver(message: Message, *, get_now: Callable[[], datetime]) -> None:
    """Send a claimed message and record what came of it."""
    try:
        parcel = parcels.prepare(message, now=get_now())
    except Exception as error:  # noqa: BLE001 - a poisoned message must not stop the others.
        outcomes.record_poison(message, error, now=get_now())
        return
    if parcel is None:
        outcomes.record_withheld(message, now=get_now())
    elif parcel.address and refusals.is_refused(parcel.address):
        outcomes.record_refused(
            message, parcel.address, "the address was refused before", now=get_now()
        )
    else:
        _hand_over(message, parcel, get_now)


def _hand_over(message: Message, parcel: parcels.Parcel, get_now: Callable[[], datetime]) -> None:
    try:
        parcel.hand_over()
    except Exception as error:  # noqa: BLE001 - the network has many ways to fail.
        outcomes.record_failure(
            message, error, parcel.judge(error), address=parcel.address, now=get_now()
        )
        return
    outcomes.record_sent(message, parcel.words, lines=parcel.lines, now=get_now())
