"""What every form of the pages shares: an error of a service goes back to its field."""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, QueryDict

from lifecycle.services.plan_setup import LANGUAGES
from workflow.exceptions import InputError, StaleSubjectError, TransitionRefusedError

T = TypeVar("T")

#: The code of an error that is told as a conflict: what is there does not allow it now.
_REFUSED = "refused"


class ReadForm(forms.Form):
    """A form that says which version of its subject its reader saw."""

    expect = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def in_languages(self, name: str) -> Mapping[str, str]:
        """Return what was written under `name` in each language."""
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in LANGUAGES}

    def take_change(self, error: StaleSubjectError) -> None:
        """Say that the subject changed, and keep what was typed for the version it is at now."""
        posted: Any = copy(self.data)
        posted[self.add_prefix("expect")] = str(error.version)
        self.data = posted
        add_refusal(self, error)


def find_posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, however little; None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def run_or_complain(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Return what `act` returns; None when it refused what was given, and the form says why.

    Of what changed since it was read nothing that was typed is lost, where the form says what was
    read. What is no fault of the input (a right that is missing) is left to the edge.
    """
    try:
        return act()
    except StaleSubjectError as error:
        if not isinstance(form, ReadForm):
            raise
        form.take_change(error)
    except InputError as error:
        add_input_errors(form, error)
    except TransitionRefusedError as error:
        add_refusal(form, error)
    return None


def find_status(form: forms.Form) -> int:
    """Return the status of a page that shows `form`: 409 or 422 when it is shown again."""
    if form.has_error(NON_FIELD_ERRORS, _REFUSED):
        return 409
    return 422 if form.errors else 200


def add_refusal(form: forms.Form, error: StaleSubjectError | TransitionRefusedError) -> None:
    """Say above the form what stands against it, which is no fault of what was typed."""
    form.add_error(None, forms.ValidationError(str(error), code=_REFUSED))


def add_input_errors(form: forms.Form, error: InputError) -> None:
    """Put each message beside its field, or above the form when it has no such field."""
    for name, messages in error.errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
