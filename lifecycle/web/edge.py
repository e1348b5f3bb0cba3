"""What every page answers alike: to a wrong method, and to a number that nothing can have."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver

from lifecycle.web import errors

#: The largest that a column of keys holds.
_LAST_KEY = 2**63 - 1

_View = Callable[..., HttpResponseBase]


def answer_at_the_edge(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Let every view below these addresses answer 405 and 404 with a page that has a way out.

    Views refuse methods by Django's own decorators, whose answer has no words. A number that is
    longer than any key is that of nothing, but SQLite fails when it is asked for one. Both are told
    here, at the edge; the API keeps its own.
    """
    for each in patterns:
        if isinstance(each, URLResolver):
            answer_at_the_edge(each.url_patterns)
        else:
            each.callback = _answering(each.callback)


def _answering(view: _View) -> _View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if any(isinstance(each, int) and each > _LAST_KEY for each in kwargs.values()):
            return errors.not_found(request, Http404())
        answered = view(request, *args, **kwargs)
        if not isinstance(answered, HttpResponseNotAllowed):
            return answered
        return errors.wrong_method(request, allowed=answered["Allow"])

    return answer
