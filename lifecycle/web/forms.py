"""What every form of the pages shares: an error of a service goes back to its field."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest, QueryDict

from workflow.exceptions import InputError, TransitionRefusedError

T = TypeVar("T")


def find_posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, however little; None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def run_or_complain(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Return what `act` returns; None when it refused what was given, and the form says why.

    What is no fault of the input (a right that is missing, a stale version) is left to the edge.
    """
    try:
        return act()
    except InputError as error:
        add_input_errors(form, error)
    except TransitionRefusedError as error:
        form.add_error(None, str(error))
    return None


def add_input_errors(form: forms.Form, error: InputError) -> None:
    """Put each message beside its field, or above the form when it has no such field."""
    for name, messages in error.errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
