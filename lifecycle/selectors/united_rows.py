"""Rows of several querysets, each with an order and an end of its own, in the place of a table."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable

Row = TypeVar("Row", bound=Model)


def unite_rows(model: type[Row], branches: Sequence[QuerySet[Row]]) -> QuerySet[Row]:
    """Return the rows of all `branches`, at least one, to be grouped; one of two counts twice.

    What is read is what the branches are `only` of, and what they are annotated with:
    `Annotation` reads that. Joins belong into the branches: their rows are read one by one in
    their order, where PostgreSQL would put whole tables together.
    """
    rows = model._default_manager.all()
    alias = rows.query.get_initial_alias()
    rows.query.alias_map[alias] = _UnitedTable(model._meta.db_table, alias, branches)
    return rows


class Annotation(Expression):
    """The column in which the branches have the annotation `name`."""

    def __init__(self, model: type[Model], name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.table, self.name = model._meta.db_table, name

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the name of the column."""
        table, name = map(connection.ops.quote_name, (self.table, self.name))
        return f"{table}.{name}", ()


class _UnitedTable(BaseTable):
    """The rows of querysets as one table."""

    def __init__(
        self, table_name: str, alias: str | None, branches: Sequence[QuerySet[Any]]
    ) -> None:
        super().__init__(table_name, alias)
        self.branches = branches

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the querysets in parentheses, with the name of the table."""
        # SQLite takes no LIMIT inside a UNION, but of a table in it.
        is_direct = connection.features.supports_slicing_ordering_in_compound
        form = "(%s)" if is_direct else "SELECT * FROM (%s)"
        compiled = [
            branch.query.get_compiler(connection=connection).as_sql() for branch in self.branches
        ]
        rows = " UNION ALL ".join(form % sql for sql, _parameters in compiled)
        name = compiler.quote_name_unless_alias(self.table_alias or self.table_name)
        return f"({rows}) {name}", tuple(each for _sql, given in compiled for each in given)

    def relabeled_clone(self, change_map: Mapping[str | None, str]) -> "_UnitedTable":
        """Return the same table under the name it is given."""
        alias = change_map.get(self.table_alias, self.table_alias)
        return _UnitedTable(self.table_name, alias, self.branches)

    @property
    def identity(self) -> tuple[Any, ...]:
        """Return what it is compared by: other branches are another table."""
        return (*super().identity, *map(id, self.branches))
