"""The narrow rows of subjects, as an address names them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow.exceptions import SubjectNotFoundError
from workflow.models import Subject
from workflow.prepared import prepared

_COLUMNS = tuple(field.attname for field in Subject._meta.concrete_fields)


def get_subject(kind: str, pk: int) -> Subject:
    """Return the narrow row of a subject of this kind, for the engine, which decides who sees it.

    Raises:
        SubjectNotFoundError: there is none of this kind under this number.
    """
    for values in _read_subject(pk, kind):
        return Subject.from_db("default", _COLUMNS, values)
    raise make_unknown()


def make_unknown() -> SubjectNotFoundError:
    """Return the error that says the same of what does not exist and of what one may not see."""
    return SubjectNotFoundError(_("There is nothing here under this number."))


# Nearly every address of the API begins with it.
@prepared
def _read_subject(pk: int, kind: str) -> QuerySet[Subject, tuple[Any, ...]]:
    return Subject.objects.filter(pk=pk, kind=kind).values_list(*_COLUMNS)
