"""What the address of a list says: filters can be kept, sent to a colleague, and gone back to."""

from django.http import HttpRequest, QueryDict

#: Beyond this page nobody looks; a larger number in the address reads as this one.
LAST_PAGE = 10_000


def read_number(request: HttpRequest, name: str) -> int | None:
    """Return a positive number of the address, None when it is missing or no number."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def read_page(request: HttpRequest) -> int:
    """Return which page is asked for, the first one unless the address says otherwise."""
    return min(max(read_number(request, "page") or 1, 1), LAST_PAGE)


def read_flag(request: HttpRequest, name: str) -> bool:
    """Return whether the address asks for it."""
    return request.GET.get(name) == "1"


def change_query(request: HttpRequest, **changes: str | None) -> str:
    """Return the address of the same list with other filters, from its first page; None removes."""
    query: QueryDict = request.GET.copy()
    for name, value in {**changes, "page": None}.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else request.path


def change_page(request: HttpRequest, page: int) -> str:
    """Return the address of another page of the same list."""
    query: QueryDict = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
