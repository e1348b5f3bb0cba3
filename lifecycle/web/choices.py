"""The rows one can choose from in a form, named in full and without a statement for each."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Attachment
from workflow.models import Institution, Subject

#: What Django and the engine put where nothing is chosen; it says nothing to whoever reads it.
DASHES = "---------"


def ask_first(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the choices behind an empty one, so that nothing is chosen unseen."""
    return [("", _("Choose …")), *choices]


def name_choices(field: forms.Field) -> None:
    """Let the rows that can be chosen be named in full, in one statement.

    Several are ticked one by one: no key must be held to choose a second one.
    """
    if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
        return
    if isinstance(field, forms.ModelMultipleChoiceField):
        field.widget = forms.CheckboxSelectMultiple()
    rows = field.queryset
    # Set once more, by which the widget gets its choices.
    field.queryset = rows.prefetch_related("names") if rows.model is Institution else rows
    # The fields come from the engine, so what a subclass would override is put on each of them.
    vars(field)["label_from_instance"] = name_row


def name_row(row: Model) -> str:
    """Return what a row is called in a list of choices."""
    if isinstance(row, Subject) and row.reference:
        return f"{row.reference} · {row}"
    if isinstance(row, Attachment):
        return f"{row} · {date_format(row.uploaded_at, 'SHORT_DATE_FORMAT')}"
    return str(row)
