"""The edge of the pages: what the engine refuses becomes a page that says everything it knows."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from lifecycle.web import errors
from lifecycle.web.navigation import get_home_url
from workflow.exceptions import (
    EmptyCalendarError,
    InputError,
    KeyReusedError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
    UnknownTransitionError,
    WorkflowError,
)
from workflow.models import User

#: The person acted for, in the address; a form keeps the address it was shown at.
FOR = "for"

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], R]


def answer_refusals(
    back: Callable[..., str] | None = None,
) -> Callable[[View[P, R]], View[P, R | HttpResponse]]:
    """Answer with a page what the view lets the engine refuse.

    404 for what is unknown or not for them to see, 403 with the reason (or the sign-in page for
    those who have not signed in), 409 with every reason, 422 with every message. `back` is given
    the arguments of the view, and returns where a reader who was refused goes on.
    """

    def decorate(view: View[P, R]) -> View[P, R | HttpResponse]:
        @wraps(view)
        def answering(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> R | HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except WorkflowError as error:
                url = back(*args, **kwargs) if back is not None else get_home_url(request)
                return answer_refusal(request, error, back_url=url)

        return answering

    return decorate


def answer_refusal(request: HttpRequest, error: WorkflowError, *, back_url: str) -> HttpResponse:
    """Return the page of a refusal.

    Raises:
        WorkflowError: the error is nobody's to read: the program is wrong.
    """
    match error:
        case SubjectNotFoundError():
            return errors.not_found(request, error)
        case UnknownTransitionError():
            return errors.unknown_transition(request, name=error.name, back_url=back_url)
        case TransitionForbiddenError():
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return errors.forbidden(request, error)
        case TransitionRefusedError() | StaleSubjectError() | EmptyCalendarError():
            return errors.conflict(request, reasons=list_reasons(error), back_url=back_url)
        case InputError() | KeyReusedError():
            shown = {"reasons": list_reasons(error), "back_url": back_url}
            return render(request, "422.html", shown, status=422)
        case _:
            raise error


def list_reasons(error: WorkflowError) -> list[str]:
    """Return every reason an error carries, in the reader's language."""
    if isinstance(error, TransitionRefusedError) and error.shortfalls:
        return [shortfall.fix for shortfall in error.shortfalls]
    if isinstance(error, InputError):
        return [message for messages in error.errors.values() for message in messages]
    return [str(error)]


def require_person(request: HttpRequest) -> User:
    """Return who is signed in.

    Raises:
        TransitionForbiddenError: nobody is; `answer_refusals` then shows the sign-in page.
    """
    if not request.user.is_authenticated:
        raise TransitionForbiddenError
    return request.user


def find_person(request: HttpRequest) -> User | None:
    """Return who is signed in, or None."""
    return request.user if request.user.is_authenticated else None
