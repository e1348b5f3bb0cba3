"""Chosen rows: their keys are found first, and only then what is told of them."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Model, QuerySet
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


def choose_rows(model: type[Model], keys: QuerySet[Any, Any]) -> QuerySet[Any]:
    """Return the rows of `model` with these keys, to which many joins may be added."""
    return model._default_manager.filter(_AmongChosen(F("pk"), keys))


class _AmongChosen(In):
    """`IN` a subquery that is run before anything is joined.

    Of more than eight tables PostgreSQL joins the first eight as they stand: it would put together
    every row of the table before it looks which of them are wanted.
    """

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Return the condition with the keys as an array."""
        row, of_row = self.process_lhs(compiler, connection)
        keys, of_keys = self.process_rhs(compiler, connection)
        return f"{row} = ANY(ARRAY{keys})", [*of_row, *of_keys]
