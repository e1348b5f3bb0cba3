"""Forms that a service checks: they draw and keep, and show near each field what it refused."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lifecycle.web.access import list_reasons
from lifecycle.web.form_errors import take_errors
from lifecycle.web.transitions import NUMBER_MAX_LENGTH
from workflow.exceptions import InputError, StaleSubjectError, TransitionRefusedError


class ServiceForm(forms.Form):
    """A form with the version of the proposal that was read."""

    expect = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, version: int, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"expect": version})

    def read(self, name: str) -> str:
        """Return what was posted under this name, empty when nothing was."""
        return str(self.data.get(name, ""))

    def read_number(self, name: str) -> int:
        """Return the number that was posted under this name, 0 when it is none."""
        posted = self.read(name)
        return int(posted) if posted.isdecimal() and len(posted) <= NUMBER_MAX_LENGTH else 0

    def read_choice(self, name: str) -> int:
        """Return the number that was chosen under this name.

        Raises:
            InputError: nothing was chosen.
        """
        if not self.read_number(name):
            raise InputError({name: [str(self.fields[name].error_messages["required"])]})
        return self.read_number(name)

    def read_expect(self) -> int:
        """Return the version that was read.

        Raises:
            InputError: the form came back without it.
        """
        if not self.read_number("expect"):
            raise InputError({"": [_("This form is incomplete. Load the page again.")]})
        return self.read_number("expect")

    def take_errors(self, errors: Mapping[str, Iterable[str]]) -> None:
        """Show the errors of a service, each near the field it is about."""
        take_errors(self, errors)

    def renew(self, version: int) -> None:
        """Keep what was typed, on the version that is shown with it from now on."""
        posted = {name: self.data.get(name, "") for name in self.data}
        self.data = {**posted, "expect": str(version)}


def submit(form: ServiceForm, act: Callable[[], object], *, version: int) -> int | None:
    """Return None once `act` did what the form asks for; else the status to show it again with.

    The form then says why it was refused, and keeps what was typed, on `version` from now on.

    Raises:
        WorkflowError: as `act` does, but for what its reader can do something about in the form.
    """
    try:
        act()
    except InputError as error:
        form.take_errors(error.errors)
        return 422
    except (StaleSubjectError, TransitionRefusedError) as error:
        form.take_errors({"": list_reasons(error)})
        form.renew(version)
        return 409
    return None
