"""Rows of fields in a form: as many as were posted, one more on request, without a script."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lifecycle.web.choices import name_choices
from workflow.exceptions import InputError
from workflow.machine.facts import Facts
from workflow.machine.inputs import Rows, RowsField, RowsWidget

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)

#: Rows of an empty form, unless more are needed.
FEWEST = 2


class RowsOfFields(RowsWidget):
    """The rows one below the other, each with its number and the label of every column."""

    template_name = "lifecycle/forms/rows.html"

    def __init__(self, declared: Rows, facts: Facts | None, *, shown: int) -> None:
        self.declared = declared
        fields = {
            f"{row}_{column.name}": column.form_field(facts)
            for row in range(shown)
            for column in declared.columns
        }
        for field in fields.values():
            name_choices(field)
            # Whether a row may be empty is known once all of them are posted.
            field.widget.is_required = False
        forms.MultiWidget.__init__(self, {name: field.widget for name, field in fields.items()})

    def get_context(
        self, name: str, value: object, attrs: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Return what the template draws: the sub-widgets by row, with their labels."""
        flat = self.decompress(value)
        context: dict[str, Any] = super().get_context(name, flat, dict(attrs or {}))
        context["rows"] = list(self._group(context["widget"]["subwidgets"]))
        context["may_grow"] = len(context["rows"]) < self.declared.at_most
        return context

    def _group(self, widgets: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        width = len(self.declared.columns)
        for number, start in enumerate(range(0, len(widgets), width), start=1):
            cells = zip(self.declared.columns, widgets[start : start + width], strict=True)
            yield {
                "words": _("No. %(number)d") % {"number": number},
                "cells": [
                    {"label": str(column.label), "help": str(column.help), "widget": widget}
                    for column, widget in cells
                ],
            }


def draw_rows(
    form_field: forms.Field,
    facts: Facts | None,
    name: str,
    data: Mapping[str, Any] | None,
    *,
    at_first: int = FEWEST,
) -> None:
    """Give a field of rows the widget that draws them, with a row for each that was posted.

    `at_first` is how many an empty form shows.
    """
    if isinstance(form_field, RowsField):
        declared = form_field.declared
        posted = count_posted(name, data or {})
        asked = posted + 1 if (data or {}).get("more") == name else posted
        shown = min(declared.at_most, max(declared.at_least, at_first, asked))
        form_field.widget = RowsOfFields(declared, facts, shown=shown)


def read_rows(form: forms.BaseForm, name: str) -> list[dict[str, Any]]:
    """Return the rows of a field as they were typed, empty ones left out.

    Raises:
        InputError: a row lacks something that goes with the rest of it, or names what is not there.
    """
    field = form.fields[name]
    try:
        rows: list[dict[str, Any]] = field.clean(
            field.widget.value_from_datadict(form.data, form.files, name)
        )
    except ValidationError as error:
        raise InputError({name: error.messages}) from error
    return rows


def leave_unchecked(form: AnyForm) -> AnyForm:
    """Return `form` with what was typed and no error: whoever asks for a row is not done yet."""
    form.errors.clear()
    return form


def count_posted(name: str, data: Mapping[str, Any]) -> int:
    """Return how many rows of the field were posted, empty ones included."""
    pattern = re.compile(rf"{re.escape(name)}_(\d{{1,3}})_")
    numbers = [int(found[1]) for key in data if (found := pattern.match(key))]
    return max(numbers, default=-1) + 1
