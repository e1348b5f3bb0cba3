"""What a rung was at the moment it fired: the ladder may have been changed since."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from workflow.models import LadderChange, LadderRung


@dataclass(frozen=True)
class PastRung:
    """A rung as it was: when it fired, to whom it spoke, in what form."""

    offset: int
    counted_from: str
    roles: tuple[str, ...]
    form: str


@dataclass(frozen=True)
class RungHistory:
    """The rungs of every ladder, and what they were before each change, the oldest change first."""

    now: Mapping[tuple[str, str], PastRung]
    changes: Mapping[str, Sequence[tuple[datetime, Mapping[str, PastRung]]]]

    def find(self, ladder: str, code: str, *, at: datetime) -> PastRung | None:
        """Return the rung as it was at that instant, None when there was none of this name."""
        for changed_at, before in self.changes.get(ladder, ()):
            if at <= changed_at:
                return before.get(code)
        return self.now.get((ladder, code))


def read_rung_history() -> RungHistory:
    """Return what every rung is and was, in two statements."""
    rungs = LadderRung.objects.annotate(of=F("ladder__code"), counted=F("ladder__counted_from"))
    return RungHistory(
        {
            (each.of, each.code): PastRung(
                each.offset_working_days, each.counted, each.role_codes, each.form
            )
            for each in rungs
        },
        _read_changes(),
    )


def _read_changes() -> dict[str, list[tuple[datetime, Mapping[str, PastRung]]]]:
    found: dict[str, list[tuple[datetime, Mapping[str, PastRung]]]] = defaultdict(list)
    rows = LadderChange.objects.order_by("ladder", "version").values_list(
        "ladder__code", "ladder__counted_from", "changed_at", "before"
    )
    for ladder, counted_from, changed_at, before in rows:
        rungs = dict(_read_kept(json.loads(before)["rungs"], counted_from))
        found[ladder].append((changed_at, rungs))
    return found


def _read_kept(
    kept: Iterable[Mapping[str, object]], counted_from: str
) -> Iterable[tuple[str, PastRung]]:
    for each in kept:
        offset, roles = each["offset"], each["roles"]
        if isinstance(offset, int) and isinstance(roles, list):
            yield str(each["code"]), PastRung(offset, counted_from, tuple(roles), str(each["form"]))
