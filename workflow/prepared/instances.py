"""The rows of a prepared read as instances of their model, made as the queryset would make them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

_DATABASE = "default"


@dataclass(frozen=True)
class Instances:
    """Which columns make the instance, which those it is read with, and which are annotations."""

    model: type[Model]
    names: Sequence[str]
    columns: slice
    related: Sequence[Any]
    annotations: Mapping[str, int]

    def make(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        """Return an instance for each row, new ones at each call."""
        return [self._make(row) for row in rows]

    def _make(self, row: Sequence[Any]) -> Model:
        made = self.model.from_db(_DATABASE, self.names, row[self.columns])
        for each in self.related:
            each.populate(row, made)
        for name, place in self.annotations.items():
            setattr(made, name, row[place])
        return made


def plan_instances(queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> Instances:
    """Return how the rows of a queryset that was compiled become instances.

    Raises:
        TypeError: it prefetches, or was made from instances: both belong to one call.
    """
    # What a queryset tells nowhere else.
    kept: Any = queryset
    if kept._prefetch_related_lookups or kept._known_related_objects:  # noqa: SLF001
        message = "what is prepared neither prefetches nor begins at an instance"
        raise TypeError(message)
    about: Any = compiler.klass_info
    own = about["select_fields"]
    columns = slice(own[0], own[-1] + 1)
    select: Any = compiler.select
    # Typed as that of a later Django.
    populate: Any = get_related_populators
    return Instances(
        model=about["model"],
        names=[column.target.attname for column, _sql, _alias in select[columns]],
        columns=columns,
        related=populate(about, select, _DATABASE),
        annotations=compiler.annotation_col_map or {},
    )
