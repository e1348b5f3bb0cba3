"""What escalates next of an item: on which day, and which role hears of it then.

Asked inside the statement that reads the items, because a list must not cost more for it. The twin
of `workflow.coming_rungs`, by which one item's whole ladder is told; they are tested together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Expression, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from workflow.models import LADDER_CLIMBED, WorkItem

#: The column in which `with_next_rung` puts it: the day and the roles, joined by this mark.
NEXT_RUNG, _MARK = "coming_rung", "|"

#: One text for both databases; the days are counted as the sweep counts them.
#:
#: 1. Rungs are counted from the due day, or from the day the item is counted from.
#: 2. What the sweep has counted is told as it stands; what has fired is over.
#: 3. A reminder whose day had passed when the generation began is never sent.
#: 4. A rung that tells nobody but the role that holds the item is no escalation.
#: 5. Of several that are due at once the highest speaks; else the lowest that comes.
#: 6. Nothing escalates of what is paused, or has climbed its whole ladder.
_COMING_RUNG = """
    SELECT CAST(coming.fires_on AS text) || %s || coming.roles
    FROM (
        SELECT based.roles, based.offset_days,
            CASE WHEN based.code = workflow_workitem.next_rung THEN workflow_workitem.next_rung_on
                WHEN based.offset_days = 0 THEN based.base_on
                WHEN based.offset_days > 0 THEN (
                    SELECT day FROM workflow_workingday WHERE ordinal = based.offset_days + (
                        SELECT ordinal FROM workflow_workingday
                        WHERE day <= based.base_on ORDER BY day DESC LIMIT 1))
                ELSE (
                    SELECT day FROM workflow_workingday WHERE ordinal = based.offset_days + (
                        SELECT ordinal FROM workflow_workingday
                        WHERE day >= based.base_on ORDER BY day LIMIT 1))
            END AS fires_on
        FROM (
            SELECT rung.code, rung.roles, rung.offset_working_days AS offset_days,
                counted.offset_working_days AS lowest,
                CASE ladder.counted_from WHEN 'opening' THEN workflow_workitem.anchor_on
                    ELSE workflow_workitem.due_on END AS base_on
            FROM workflow_ladder ladder
            JOIN workflow_ladderrung rung ON rung.ladder_id = ladder.id
            LEFT JOIN workflow_ladderrung counted
                ON counted.ladder_id = ladder.id AND counted.code = workflow_workitem.next_rung
            WHERE ladder.code = workflow_workitem.ladder_id
                AND rung.roles <> workflow_workitem.role
                AND workflow_workitem.paused_at IS NULL
                AND workflow_workitem.next_rung <> %s
        ) based
        WHERE based.offset_days >= based.lowest
            OR (based.lowest IS NULL AND NOT EXISTS (
                SELECT 1 FROM workflow_escalation fired
                WHERE fired.work_item_id = workflow_workitem.id
                    AND fired.generation = workflow_workitem.generation
                    AND fired.rung = based.code))
    ) coming
    WHERE coming.fires_on IS NOT NULL
        AND (coming.offset_days >= 0 OR coming.fires_on >= COALESCE(
            workflow_workitem.renewed_on, workflow_workitem.anchor_on))
    ORDER BY
        CASE WHEN coming.fires_on <= %s THEN 0 ELSE 1 END,
        CASE WHEN coming.fires_on <= %s THEN -coming.offset_days ELSE coming.offset_days END
    LIMIT 1
"""


@dataclass(frozen=True)
class NextRung:
    """The rung that speaks next unless the item is done before: its day, and its roles in order."""

    fires_on: date
    roles: tuple[str, ...]


def with_next_rung(items: QuerySet[WorkItem], *, today: date) -> QuerySet[WorkItem]:
    """Return `items` with what escalates next of each; `read_next_rung` reads the column."""
    given = (_MARK, LADDER_CLIMBED, today, today)
    return items.annotate(**{NEXT_RUNG: _ComingRung(*map(_as_expression, given))})


class _ComingRung(Expression):
    """The text of the subquery, with an expression in each of its places."""

    def __init__(self, *given: Any) -> None:
        super().__init__(output_field=CharField())
        self.given = list(given)

    def get_source_expressions(self) -> list[Any]:
        """Return what stands in the places, in their order."""
        return self.given

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Put these in the places instead."""
        self.given = list(exprs)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the text in parentheses, with the SQL of each expression."""
        compiled = [compiler.compile(each) for each in self.given]
        places = tuple(sql for sql, _parameters in compiled)
        return f"({_COMING_RUNG % places})", tuple(
            each for _sql, parameters in compiled for each in parameters
        )


def _as_expression(given: Any) -> Any:  # noqa: ANN401  # a day, a word or an expression
    # A day may be a slot of a statement that is built once.
    return given if hasattr(given, "resolve_expression") else Value(given)


def read_next_rung(column: str | None) -> NextRung | None:
    """Return what escalates next, as the column tells it; None when nothing does."""
    if not column:
        return None
    day, _mark, roles = column.partition(_MARK)
    return NextRung(date.fromisoformat(day), tuple(roles.split(",")))
