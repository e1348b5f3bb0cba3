"""A page that is asked for by a wrong method is answered with a page, not with an empty answer."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver

from lifecycle.web import errors

_View = Callable[..., HttpResponseBase]


def answer_wrong_methods(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Let every view below these addresses answer 405 with a page that has a way out.

    Views refuse by Django's own decorators, whose answer has no words; it is told here, at the
    edge, and the API keeps its own.
    """
    for each in patterns:
        if isinstance(each, URLResolver):
            answer_wrong_methods(each.url_patterns)
        else:
            each.callback = _answering(each.callback)


def _answering(view: _View) -> _View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answered = view(request, *args, **kwargs)
        if not isinstance(answered, HttpResponseNotAllowed):
            return answered
        return errors.wrong_method(request, allowed=answered["Allow"])

    return answer
