"""The subjects of one kind as an address names them: what one may not see does not exist."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from lifecycle.api.requests import format_tag, read_grants
from lifecycle.selectors.subject_rows import make_unknown
from workflow.clock import current_clock
from workflow.engine.reading import Case, load_case
from workflow.machine.registry import get_machine


def open_case(kind: str, pk: int, request: Request) -> Case:
    """Return the case of a subject that the asker, who may be anybody, may see.

    Raises:
        SubjectNotFoundError: there is none, or they may not see it.
    """
    case = load_case(pk, today=current_clock().today())
    if case.row.kind != kind or not case.machine.sees(read_grants(request), case.facts):
        raise make_unknown()
    return case


def list_visible(kind: str, request: Request) -> QuerySet[Any]:
    """Return the rows of this kind that the asker may see; the twin of what the engine checks."""
    machine = get_machine(kind)
    visible = machine.visible_to(read_grants(request), today=current_clock().today())
    return machine.get_model().objects.filter(visible)


def get_visible(queryset: QuerySet[Any], pk: int) -> Any:
    """Return the row of this number.

    Raises:
        SubjectNotFoundError: there is none, or the asker may not see it.
    """
    found = queryset.filter(pk=pk).first()
    if found is None:
        raise make_unknown()
    return found


def answer(content: Any, *, version: int, status: int = 200) -> Response:
    """Return an answer about a subject at `version`, which its ETag says."""
    return Response(content, status=status, headers={"ETag": format_tag(version)})
