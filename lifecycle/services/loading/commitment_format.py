"""Read one commitment of a plan file, with its activities, and check it by itself."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.services.loading.activity_format import read_activity, read_quantity
from lifecycle.services.loading.fields import Fields
from lifecycle.services.loading.period_fields import Telling, read_period_field
from lifecycle.services.loading.plan_rows import ActivityRow, CommitmentRow, IndicatorRow
from lifecycle.vocabulary import ActivityState, CommitmentState

FULL = 100
DONE_STATES = frozenset({ActivityState.VERIFIED, ActivityState.CANCELLED})
COMPLETE_STATES = frozenset(
    {
        CommitmentState.DECLARED,
        CommitmentState.COMPLETED,
        CommitmentState.COMPLETED_WITH_CANCELLATIONS,
    }
)


def read_commitment(fields: Fields, *, telling: Telling) -> CommitmentRow:
    """Return the commitment; what is wrong is noted in `fields.problems`."""
    row = CommitmentRow(
        number=fields.number("number", low=1, high=999, required=True) or 0,
        ogp=fields.text("ogp", limit=20),
        title=fields.wording("title", required=True),
        theme=fields.text("theme", limit=50),
        lead=fields.text("lead", limit=50),
        partners=fields.texts("partners"),
        state=fields.choice("state", CommitmentState.values) or CommitmentState.IN_PROGRESS,
        progress=fields.number("progress", high=FULL) or 0,
        declared_complete=fields.flag("declared_complete"),
        no_progress_since_last_meeting=fields.flag("no_progress_since_last_meeting") or False,
        depends_on_plans=fields.texts("depends_on_plan"),
        period=read_period_field(fields, "period", telling=telling),
        target=read_quantity(fields, "target"),
        indicators=tuple(_read_indicator(item) for item in fields.list_fields("indicators")),
        activities=tuple(
            read_activity(item, telling=telling) for item in fields.list_fields("activities")
        ),
        note=fields.wording("note", limit=2_000),
        path=fields.path,
        place=fields.place_of("number"),
    )
    fields.refuse_unknown()
    _check_progress(fields, row)
    _check_activity_names(fields, row)
    return row


def _read_indicator(fields: Fields) -> IndicatorRow:
    row = IndicatorRow(
        name=fields.wording("name", required=True),
        value=fields.decimal("value") or 0.0,
        read_on=fields.day("read_on"),
    )
    fields.refuse_unknown()
    return row


def _list_open(row: CommitmentRow) -> list[ActivityRow]:
    return [
        activity
        for activity in row.activities
        if activity.state not in DONE_STATES and not activity.residual
    ]


def _check_progress(fields: Fields, row: CommitmentRow) -> None:
    """Note progress that the rest of the commitment contradicts.

    1. 100 % leaves no activity open, unless it is marked residual.
    2. A complete commitment is at 100 %, or has a cancelled activity to explain the rest.
    """
    open_count = len(_list_open(row))
    if row.progress == FULL and open_count:
        message = ngettext(
            "The progress is 100 %% and %(count)d activity is still open: mark it residual or "
            "correct the progress.",
            "The progress is 100 %% and %(count)d activities are still open: mark them residual or "
            "correct the progress.",
            open_count,
        )
        fields.note("progress", message % {"count": open_count})
    is_complete = bool(row.declared_complete) or row.state in COMPLETE_STATES
    explained = any(activity.state == ActivityState.CANCELLED for activity in row.activities)
    if is_complete and row.progress < FULL and not explained:
        message = _(
            "The commitment is said complete at %(progress)s %% and no activity was cancelled."
        )
        fields.note("progress", message % {"progress": row.progress})


def _check_activity_names(fields: Fields, row: CommitmentRow) -> None:
    seen: dict[str, int] = {}
    for activity in row.activities:
        name = activity.key or activity.label
        if name in seen:
            message = _("The activity “%(name)s” is already on line %(line)s.")
            fields.note(
                "activities",
                message % {"name": name, "line": seen[name]},
                place=activity.place,
            )
        elif name:
            seen[name] = activity.place.line
