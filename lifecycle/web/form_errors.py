"""What the engine or a service refused, shown in the form near the fields it is about."""

from collections.abc import Iterable, Mapping

from django import forms


def take_errors(form: forms.Form, errors: Mapping[str, Iterable[str]]) -> None:
    """Show `errors` near their fields, in the words of who refused; the rest above the form.

    The fields' own checks say what else is wrong, so that everything is told at once.
    """
    form.full_clean()
    for name, messages in errors.items():
        field = name if name in form.fields else None
        if field is not None:
            form.errors.pop(field, None)
        form.add_error(field, list(messages))
