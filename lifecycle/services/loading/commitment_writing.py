"""Write a commitment of a plan file: its columns, porters, indicators and period."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from lifecycle.models import (
    ActionPlan,
    Commitment,
    CommitmentPorter,
    Indicator,
    IndicatorReading,
    Theme,
)
from lifecycle.services.loading.comparing import (
    Loading,
    find_differences,
    in_columns,
    update_subject,
    write_differences,
)
from lifecycle.services.loading.period_writing import (
    ask_to_settle,
    create_periods,
    is_period_told,
    replace_period,
)
from lifecycle.services.loading.plan_rows import CommitmentRow, IndicatorRow, QuantityRow
from lifecycle.services.loading.plan_writing import note_other_state
from lifecycle.services.loading.reports import Outcome
from workflow.engine import load_in
from workflow.models import Institution

#: The places of the column that keeps readings.
_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Frame:
    """What the commitments of a file refer to, by the names the file gives them."""

    plan: ActionPlan
    themes: Mapping[str, Theme]
    institutions: Mapping[str, Institution]
    plans: Mapping[str, ActionPlan]


def write_commitment(loading: Loading, frame: Frame, row: CommitmentRow) -> Commitment:
    """Create the commitment, or make it say what the file says."""
    commitment = Commitment.objects.filter(plan=frame.plan, number=row.number).first()
    if commitment is None:
        return _create(loading, frame, row)
    _update(loading, frame, row, commitment)
    note_other_state(loading, commitment.state, row.state, kind="commitment", name=row.number)
    return commitment


def _create(loading: Loading, frame: Frame, row: CommitmentRow) -> Commitment:
    def write(commitment_id: int) -> None:
        _write_porters(commitment_id, frame, row)
        _write_indicators(loading, commitment_id, row.indicators)
        create_periods(loading, commitment_id, row.period)

    event = load_in(
        "commitment",
        state=row.state,
        values={
            **_columns(frame, row),
            "plan": frame.plan,
            "parent_id": frame.plan.pk,
            "number": row.number,
        },
        inputs=loading.origin,
        actor=loading.actor,
        write=write,
    )
    commitment = Commitment.objects.get(pk=event.subject_id)
    commitment.waits_for_plans.set(_list_waited(frame, row))
    ask_to_settle(loading, event, row.period)
    loading.report.add("commitment", row.number, Outcome.CREATED)
    return commitment


def _update(loading: Loading, frame: Frame, row: CommitmentRow, commitment: Commitment) -> None:
    differences = find_differences(commitment, _columns(frame, row))
    related = {
        "porters": partial(_write_porters, commitment.pk, frame, row),
        "indicators": partial(_write_indicators, loading, commitment.pk, row.indicators),
        "period": partial(replace_period, loading, commitment.pk, row.period),
        "depends_on_plan": partial(commitment.waits_for_plans.set, _list_waited(frame, row)),
    }
    is_told = {
        "porters": _read_porters(commitment.pk) == _told_porters(frame, row),
        "indicators": _read_indicators(commitment.pk) == _told_indicators(loading, row.indicators),
        "period": is_period_told(commitment.pk, row.period),
        "depends_on_plan": set(commitment.waits_for_plans.all()) == set(_list_waited(frame, row)),
    }
    untold = [name for name, told in is_told.items() if not told]

    def write() -> None:
        write_differences(commitment, differences)
        for name in untold:
            related[name]()

    changes = [*differences, *untold]
    event = update_subject(
        loading, commitment, kind="commitment", name=row.number, changes=changes, write=write
    )
    if event is not None and "period" in untold:
        ask_to_settle(loading, event, row.period)


def _columns(frame: Frame, row: CommitmentRow) -> dict[str, Any]:
    return {
        "ogp_number": row.ogp,
        **in_columns("title", row.title),
        **in_columns("note", row.note),
        **quantity_columns(row.target),
        "theme_id": frame.themes[row.theme].pk if row.theme else None,
        "declared_progress": row.progress,
        "declared_complete": row.declared_complete,
        "no_progress_since_last_meeting": row.no_progress_since_last_meeting,
    }


def quantity_columns(quantity: QuantityRow | None) -> dict[str, Any]:
    """Return what is counted as columns; what remains is planned and not delivered yet."""
    if quantity is None:
        return {"unit_fr": "", "unit_ar": "", "unit_en": "", **_count(None, None)}
    planned, delivered = quantity.planned, quantity.delivered
    if quantity.remaining is not None and planned is None:
        planned = quantity.remaining + (delivered or 0)
        delivered = delivered or 0
    return {**in_columns("unit", quantity.unit), **_count(planned, delivered)}


def _count(planned: int | None, delivered: int | None) -> dict[str, int | None]:
    return {"units_planned": planned, "units_delivered": delivered}


def _list_waited(frame: Frame, row: CommitmentRow) -> list[ActionPlan]:
    return [frame.plans[code] for code in row.depends_on_plans if code in frame.plans]


def _told_porters(frame: Frame, row: CommitmentRow) -> dict[int, bool]:
    told = {frame.institutions[key].pk: False for key in row.partners}
    if row.lead:
        told[frame.institutions[row.lead].pk] = True
    return told


def _read_porters(commitment_id: int) -> dict[int, bool]:
    rows = CommitmentPorter.objects.filter(commitment=commitment_id)
    return dict(rows.values_list("institution", "leads"))


def _write_porters(commitment_id: int, frame: Frame, row: CommitmentRow) -> None:
    CommitmentPorter.objects.filter(commitment=commitment_id).delete()
    CommitmentPorter.objects.bulk_create(
        CommitmentPorter(commitment_id=commitment_id, institution_id=key, leads=leads)
        for key, leads in _told_porters(frame, row).items()
    )


def _told_indicators(loading: Loading, rows: tuple[IndicatorRow, ...]) -> list[tuple[Any, ...]]:
    return [
        (*in_columns("name", row.name).values(), _round(row.value), row.read_on or loading.as_of)
        for row in rows
    ]


def _round(value: float) -> Decimal:
    return Decimal(str(value)).quantize(_PLACES)


def _read_indicators(commitment_id: int) -> list[tuple[Any, ...]]:
    rows = IndicatorReading.objects.filter(indicator__commitment=commitment_id)
    return list(
        rows.order_by("indicator__rank", "read_on").values_list(
            "indicator__name_fr", "indicator__name_ar", "indicator__name_en", "value", "read_on"
        )
    )


def _write_indicators(loading: Loading, commitment_id: int, rows: tuple[IndicatorRow, ...]) -> None:
    """Write the readings told; those of earlier days stay."""
    for rank, row in enumerate(rows, start=1):
        indicator, _created = Indicator.objects.update_or_create(
            commitment_id=commitment_id, rank=rank, defaults=in_columns("name", row.name)
        )
        IndicatorReading.objects.update_or_create(
            indicator=indicator,
            read_on=row.read_on or loading.as_of,
            defaults={"value": _round(row.value)},
        )
