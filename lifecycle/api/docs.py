"""A page about the API for those who program against it; it needs nothing from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lifecycle.api.description import make_schema
from lifecycle.api.problems import KINDS


@dataclass(frozen=True)
class Operation:
    """One line of the page."""

    method: str
    path: str
    summary: str


@require_safe
def show_docs(request: HttpRequest) -> HttpResponse:
    """Show how to ask, every operation, and every problem."""
    groups = list_operations(get_language() or "")
    return render(request, "lifecycle/api/docs.html", {"groups": groups, "problems": KINDS})


@cache
def list_operations(_language: str) -> Mapping[str, list[Operation]]:
    """Return the operations of the schema by tag; made once a language."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in make_schema()["paths"].items():
        for method, described in methods.items():
            line = Operation(method.upper(), path, described.get("summary", ""))
            groups.setdefault(described["tags"][0], []).append(line)
    return groups
