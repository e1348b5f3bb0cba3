"""Read one activity of a plan file and check it by itself."""

from django.utils.translation import gettext as _

from lifecycle.services.loading.fields import Fields
from lifecycle.services.loading.period_fields import Telling, read_period_field
from lifecycle.services.loading.plan_rows import ActivityRow, AwaitedRow, QuantityRow
from lifecycle.vocabulary import ActivityState, CancelReason, ReplanningCause

#: How much one activity may count against the others.
WEIGHT_MAX = 1_000
#: What people write as a state and the machine derives from something else.
DERIVED_STATES = frozenset({"blocked", "overdue", "undated", "late"})


def read_activity(fields: Fields, *, telling: Telling) -> ActivityRow:
    """Return the activity; what is wrong is noted in `fields.problems`."""
    row = ActivityRow(
        key=fields.text("key", limit=50),
        label=fields.text("label", limit=20),
        title=fields.wording("title"),
        site=fields.wording("site"),
        state=_read_state(fields),
        progress=fields.number("progress", high=100),
        period=read_period_field(fields, "period", telling=telling),
        after=fields.texts("after"),
        awaited=tuple(_read_awaited(item) for item in fields.list_fields("awaited")),
        cause=fields.choice("cause", ReplanningCause.values),
        cancel_reason=fields.choice("cancel_reason", CancelReason.values),
        done_by=fields.wording("done_by"),
        done_from=fields.day("done_from"),
        done_on=fields.day("done_on"),
        residual=fields.flag("residual") or False,
        quantity=read_quantity(fields, "quantity"),
        no_progress_since_last_meeting=fields.flag("no_progress_since_last_meeting") or False,
        note=fields.wording("note", limit=2_000),
        path=fields.path,
        place=fields.place,
        weight=fields.number("weight", low=1, high=WEIGHT_MAX) or 1,
    )
    fields.refuse_unknown()
    if not (row.label or row.title):
        fields.note("title", _("An activity needs a label or a title."))
    _check_end(fields, row)
    _check_days(fields, row, telling=telling)
    return row


def _read_state(fields: Fields) -> str:
    if fields.text("state") in DERIVED_STATES:
        message = _(
            "“%(state)s” is no state: keep planned or in_progress, and give the period and who is "
            "awaited."
        )
        fields.note("state", message % {"state": fields.text("state")})
        return ActivityState.PLANNED
    return fields.choice("state", ActivityState.values) or ActivityState.PLANNED


def _read_awaited(fields: Fields) -> AwaitedRow:
    row = AwaitedRow(
        who=fields.wording("who", required=True),
        what=fields.wording("what"),
        count=fields.number("count", low=1, high=10_000) or 1,
        named=fields.flag("named") or False,
        outside_committee=fields.flag("outside_committee") or False,
    )
    fields.refuse_unknown()
    return row


def read_quantity(fields: Fields, name: str) -> QuantityRow | None:
    """Return the units planned and delivered; more may be delivered than was planned."""
    quantity = fields.find_fields(name)
    if quantity is None:
        return None
    row = QuantityRow(
        unit=quantity.wording("unit", required=True),
        planned=quantity.number("planned"),
        delivered=quantity.number("delivered"),
        remaining=quantity.number("remaining"),
    )
    quantity.refuse_unknown()
    return row


def _check_end(fields: Fields, row: ActivityRow) -> None:
    is_cancelled = row.state == ActivityState.CANCELLED
    if is_cancelled and not row.cancel_reason and not fields.has("cancel_reason"):
        options = ", ".join(CancelReason.values)
        message = _("A cancelled activity says why: cancel_reason is one of %(options)s.")
        fields.note("cancel_reason", message % {"options": options})
    if row.cancel_reason and not is_cancelled:
        fields.note("cancel_reason", _("The activity is not cancelled."))
    if row.cancel_reason == CancelReason.DONE_BY_OTHER_BODY and not row.done_by:
        fields.note("done_by", _("Another body did it: name it in done_by."))
    if row.state == ActivityState.VERIFIED and row.progress not in {None, 100}:
        message = _("The activity is verified at %(progress)s %%.")
        fields.note("progress", message % {"progress": row.progress})


def _check_days(fields: Fields, row: ActivityRow, *, telling: Telling) -> None:
    if row.done_on is None:
        return
    if row.done_from and row.done_on < row.done_from:
        message = _("It was done on %(last)s, before it began on %(first)s.")
        fields.note("done_on", message % {"last": row.done_on, "first": row.done_from})
    if row.done_on > telling.as_of:
        message = _("It was done on %(day)s, after the day the file tells of, %(as_of)s.")
        fields.note("done_on", message % {"day": row.done_on, "as_of": telling.as_of})
    if row.state == ActivityState.PLANNED:
        fields.note("done_on", _("The activity has a day it was done and is still planned."))
