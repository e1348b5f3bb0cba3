"""Decisions that bind: who takes one has shown shortly before that it is them."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings


def is_recent(proofs: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether one of the proofs of a session is recent enough, or none is asked for here.

    A proof is a password or a code that was right; `at` says when, in seconds since 1970 by the
    clock of the machine: a demonstration's own day makes no session older.
    """
    patience = settings.LIFECYCLE_FRESH_PASSWORD_FOR
    if patience is None:
        return True
    since = time.time() - patience.total_seconds()
    return any(proof.get("at", 0) >= since for proof in proofs)
