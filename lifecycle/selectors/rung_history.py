"""What a rung was at the moment it spoke: the ladder may have been changed since."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from workflow.models import Escalation, LadderChange, LadderRung


@dataclass(frozen=True)
class PastRung:
    """A rung as it was: when it spoke, to whom it spoke, in what form."""

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
        {(each.of, each.code): _read_row(each, each.counted) for each in rungs},
        _read_changes(),
    )


def find_spoken(escalation: Escalation) -> PastRung | None:
    """Return the rung as it was when it spoke, in two statements; None when nothing is known of it.

    One that is shown before it goes speaks when it is let go.
    """
    ladder = escalation.work_item.ladder_id
    spoke_at = escalation.settled_at or escalation.fired_at
    changes = LadderChange.objects.filter(ladder__code=ladder, changed_at__gte=spoke_at)
    changed = changes.select_related("ladder").order_by("version").first()
    if changed is not None:
        kept = json.loads(changed.before)["rungs"]
        return dict(_read_kept(kept, changed.ladder.counted_from)).get(escalation.rung)
    rungs = LadderRung.objects.filter(ladder__code=ladder, code=escalation.rung)
    now = rungs.select_related("ladder").first()
    return _read_row(now, now.ladder.counted_from) if now is not None else None


def _read_row(rung: LadderRung, counted_from: str) -> PastRung:
    return PastRung(rung.offset_working_days, counted_from, rung.role_codes, rung.form)


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
