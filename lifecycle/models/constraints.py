"""Constraints that say the same thing about many columns."""

from django.db import models
from django.db.models import Q


def known(
    field: str, choices: type[models.TextChoices], name: str, *, blank: bool = False
) -> models.CheckConstraint:
    """Return the constraint that `field` holds one of the codes, or nothing when `blank`.

    Columns carry no `choices`: a label that changes would make a migration.
    """
    values = [str(value) for value in choices.values]
    if blank:
        values = ["", *values]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)
