"""Many proposals at once: what one of them has in the tables, copied by the database itself.

The histories of copies are those of the original, hashes included: they read, move and wait as it
does, but their chains would not verify.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.management.color import no_style
from django.db import connection
from django.db.models import ForeignKey, Max, Min, Model

from lifecycle.models import Proposal
from workflow.models import Event, EventBody, Subject, WorkItem

#: A column of a copy as SQL, in which `n` is its number, by field.
Replacements = Mapping[type[Model], Mapping[str, str]]

_SERIES = "WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n + 1 < "


@dataclass(frozen=True)
class _Shift:
    """How far the keys of the first copy lie from those of the original, and the next from it."""

    first: int
    step: int

    def move(self, column: str) -> str:
        return f"{column} + {self.first} + n * {self.step}"


@dataclass
class _Copying:
    """The copying of one proposal, `count` times."""

    original: int
    count: int
    replaced: Replacements
    shifts: dict[type[Model], _Shift] = field(default_factory=dict)

    def copy(self, model: type[Model], link: str) -> None:
        """Copy the rows of a table, by the column that says whose they are."""
        own = "id" if model in {Subject, Event, WorkItem} else ""
        if own:
            self.shifts[model] = self._measure(model, link)
        fields = model._meta.local_concrete_fields
        table = connection.ops.quote_name(model._meta.db_table)
        columns = [connection.ops.quote_name(str(each.column)) for each in fields]
        values = []
        for each, column in zip(fields, columns, strict=True):
            shift = self._find_shift(model, each) if each.column != own else self.shifts[model]
            plain = shift.move(column) if shift is not None else column
            values.append(self.replaced.get(model, {}).get(each.name, plain))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) {_SERIES}{self.count}) "
                f"SELECT {', '.join(values)} FROM {table} original CROSS JOIN series "
                f"WHERE {link} ORDER BY n"
            )

    def _find_shift(self, model: type[Model], column: object) -> _Shift | None:
        if not isinstance(column, ForeignKey):
            return None
        about = column.related_model
        # A reference to what is not copied, as the plan, is the same for all.
        is_parent = model is Subject and column.name == "parent"
        return None if is_parent else self.shifts.get(about)

    def _measure(self, model: type[Model], link: str) -> _Shift:
        rows = model._default_manager.extra(where=[link])  # noqa: S610 - our own SQL.
        found = rows.aggregate(first=Min("pk"), last=Max("pk"))
        ever = model._default_manager.aggregate(last=Max("pk"))["last"]
        return _Shift(first=ever + 1 - found["first"], step=found["last"] - found["first"] + 1)


def copy_proposal(original: int, count: int, *, replaced: Replacements | None = None) -> list[int]:
    """Copy a proposal with its history and its work items, and return the ids of the copies.

    Copies have references of their own; `replaced` says what else differs from the original.
    """
    given = replaced or {}
    own: Replacements = {
        Subject: {"reference": f"'C-{original}-' || {_next(Subject)} || '-' || n"},
        Proposal: {"receipt_token": f"'copy-{original}-' || {_next(Subject)} || '-' || n"},
    }
    models = {*own, *given}
    both = {model: {**own.get(model, {}), **given.get(model, {})} for model in models}
    copying = _Copying(original, count, both)
    of_subject = f"subject_id = {original}"
    copying.copy(Subject, f"id = {original}")
    copying.copy(Proposal, f"subject_ptr_id = {original}")
    copying.copy(Event, of_subject)
    copying.copy(EventBody, f"event_id IN (SELECT id FROM workflow_event WHERE {of_subject})")
    copying.copy(WorkItem, of_subject)
    _reset_sequences()
    first = original + copying.shifts[Subject].first
    return list(range(first, first + count))


def tidy() -> None:
    """Do what autovacuum does within a minute on a site where rows come one by one.

    Inside a transaction, where PostgreSQL cannot, only the planner is told what there is.
    """
    vacuums = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if vacuums else "ANALYZE")


def _next(model: type[Model]) -> int:
    last: int = model._default_manager.aggregate(last=Max("pk"))["last"]
    return last + 1


def _reset_sequences() -> None:
    """Let the database go on counting behind the copies; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Subject, Event, WorkItem]):
            cursor.execute(statement)
