"""Write the activities of a commitment: columns, period, who is awaited, what comes before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from lifecycle.models import STILL_AWAITED, Activity, AwaitedParty, Commitment
from lifecycle.selectors.porters import read_porters
from lifecycle.services.awaited_items import settle_items
from lifecycle.services.loading.commitment_writing import quantity_columns
from lifecycle.services.loading.comparing import (
    Loading,
    find_differences,
    in_columns,
    update_subject,
    write_differences,
)
from lifecycle.services.loading.fields import Wording
from lifecycle.services.loading.period_writing import (
    ask_to_settle,
    create_periods,
    is_period_told,
    replace_period,
)
from lifecycle.services.loading.plan_rows import ActivityRow, AwaitedRow, CommitmentRow
from lifecycle.services.loading.plan_writing import note_other_state
from lifecycle.services.loading.reports import Outcome
from lifecycle.vocabulary import ActivityState
from workflow.clock import current_clock
from workflow.engine import load_in
from workflow.models import Event

#: Its columns are those an awaited party is recognised by.
_NOBODY = AwaitedRow(Wording(), Wording(), count=1, named=False, outside_committee=False)

#: What a commitment with a period of its own gets, so that somebody answers for that period.
REMAINING_KEY = "remaining"
REMAINING = Wording("Activités restantes", "الأنشطة المتبقية", "Remaining activities")


def list_rows(row: CommitmentRow) -> list[ActivityRow]:
    """Return the activities told, and the remaining ones of a commitment with its own period."""
    rows = list(row.activities)
    if row.period is not None and not any(each.period for each in rows):
        rows.append(_make_remaining(row, progress=None if rows else row.progress))
    return rows


def _make_remaining(row: CommitmentRow, *, progress: int | None) -> ActivityRow:
    nothing = Wording()
    return ActivityRow(
        key=REMAINING_KEY,
        label="",
        title=REMAINING,
        site=nothing,
        state=ActivityState.IN_PROGRESS.value,
        progress=progress,
        period=row.period,
        after=(),
        awaited=(),
        cause="",
        cancel_reason="",
        done_by=nothing,
        done_from=None,
        done_on=None,
        residual=False,
        quantity=None,
        no_progress_since_last_meeting=row.no_progress_since_last_meeting,
        note=nothing,
        path=row.path,
        place=row.place,
    )


def name_row(row: ActivityRow, rank: int) -> str:
    """Return what an activity is recognised by from one load to the next."""
    return row.key or row.label or f"{rank:03d}"


def write_activities(
    loading: Loading, commitment: Commitment, rows: Sequence[ActivityRow]
) -> dict[str, Activity]:
    """Create the activities, or make them say what the file says; return them by name."""
    here = {each.key: each for each in commitment.activities.all()}
    named: dict[str, Activity] = {}
    for rank, row in enumerate(rows, start=1):
        key = name_row(row, rank)
        activity = here.get(key)
        if activity is None:
            activity = _create(loading, commitment, replace(row, key=key), rank=rank)
        else:
            _update(loading, commitment, row, activity, rank=rank)
        named |= dict.fromkeys({key, row.label} - {""}, activity)
    return named


def write_order(activity: Activity, before: Iterable[Activity]) -> bool:
    """Write which activities come before this one; return whether that is news."""
    told = {each.pk for each in before}
    if set(activity.after.values_list("pk", flat=True)) == told:
        return False
    activity.after.set(told)
    return True


def _create(loading: Loading, commitment: Commitment, row: ActivityRow, *, rank: int) -> Activity:
    def write(activity_id: int) -> None:
        create_periods(loading, activity_id, row.period, cause=row.cause)
        AwaitedParty.objects.bulk_create(
            AwaitedParty(subject_id=activity_id, since=loading.as_of, **_awaited_columns(each))
            for each in row.awaited
        )

    event = load_in(
        "activity",
        state=row.state,
        values={
            **_columns(row, rank=rank),
            "commitment": commitment,
            "parent_id": commitment.pk,
            "key": row.key,
        },
        inputs=loading.origin,
        actor=loading.actor,
        write=write,
    )
    ask_to_settle(loading, event, row.period)
    if row.awaited:
        _ask_awaited(loading, commitment, event)
    loading.report.add("activity", f"{commitment.number}/{row.key}", Outcome.CREATED)
    return Activity.objects.get(pk=event.subject_id)


def _update(
    loading: Loading, commitment: Commitment, row: ActivityRow, activity: Activity, *, rank: int
) -> None:
    differences = find_differences(activity, _columns(row, rank=rank))
    changes = list(differences)
    if not is_period_told(activity.pk, row.period):
        changes.append("period")
    if _read_awaited(activity) != [_awaited_columns(each) for each in row.awaited]:
        changes.append("awaited")

    def write() -> None:
        write_differences(activity, differences)
        if "period" in changes:
            replace_period(loading, activity.pk, row.period, cause=row.cause)
        if "awaited" in changes:
            _replace_awaited(loading, activity, row.awaited)

    name = f"{commitment.number}/{activity.key}"
    event = update_subject(
        loading, activity, kind="activity", name=name, changes=changes, write=write
    )
    if event is not None and "period" in changes:
        ask_to_settle(loading, event, row.period)
    if event is not None and "awaited" in changes:
        _ask_awaited(loading, commitment, event)
    note_other_state(loading, activity.state, row.state, kind="activity", name=name)


def _columns(row: ActivityRow, *, rank: int) -> dict[str, Any]:
    return {
        "label": row.label,
        "rank": rank,
        **in_columns("title", row.title),
        **in_columns("site", row.site),
        **in_columns("done_by", row.done_by),
        **in_columns("note", row.note),
        **quantity_columns(row.quantity),
        "progress": row.progress,
        "weight": row.weight,
        "residual_after_completion": row.residual,
        "cancel_reason": row.cancel_reason,
        "done_from": row.done_from,
        "done_on": row.done_on,
    }


def _awaited_columns(row: AwaitedRow) -> dict[str, Any]:
    return {
        **in_columns("who", row.who),
        **in_columns("what", row.what),
        "count": row.count,
        "named": row.named,
        "outside_committee": row.outside_committee,
    }


def _read_awaited(activity: Activity) -> list[dict[str, Any]]:
    names = list(_awaited_columns(_NOBODY))
    still = activity.awaited_parties.filter(STILL_AWAITED)
    return list(still.order_by("pk").values(*names))


def _replace_awaited(loading: Loading, activity: Activity, rows: Iterable[AwaitedRow]) -> None:
    """Write who is awaited now; whoever is not told any more has answered by that day."""
    told = [_awaited_columns(row) for row in rows]
    for party in activity.awaited_parties.filter(STILL_AWAITED).order_by("pk"):
        own = {name: getattr(party, name) for name in _awaited_columns(_NOBODY)}
        if own in told:
            told.remove(own)
        else:
            party.answered_on = loading.as_of
            party.save(update_fields=["answered_on"])
    AwaitedParty.objects.bulk_create(
        AwaitedParty(subject_id=activity.pk, since=loading.as_of, **columns) for columns in told
    )


def _ask_awaited(loading: Loading, commitment: Commitment, event: Event) -> None:
    """Put whoever is awaited on the desk of who names it, asks it again or answers for it."""
    today = current_clock().today()
    leads = read_porters([commitment.pk], on=loading.as_of)[commitment.pk].leads
    settle_items(event, leads=leads, today=today)
