"""The form of the editor: it draws and keeps; the service checks, and says what is wrong."""

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.services.sheet_values import (
    ACTIVITY_MAX_LENGTHS,
    MAX_LENGTHS,
    PERIOD_MAX_LENGTH,
)
from lifecycle.services.sheets import COMMENT_MAX_LENGTH
from lifecycle.web.form_errors import take_errors
from lifecycle.web.sheets.drafts import Draft, name_field
from lifecycle.web.sheets.words import label_activity_column, label_column

#: Fields that are longer than this are written in several lines.
LINE_MAX_LENGTH = 500
#: A field without the mark of what may stay empty.
FIELD = "lifecycle/sheets/_field.html"
_ADDRESS = re.compile(r"activities\.(\d+)(?:\.(\w+))?")


class SheetForm(forms.Form):
    """Every field of a sheet, those of its activities included, with the words of a draft."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(
        label=gettext_lazy("What you changed"),
        help_text=gettext_lazy("Shown in the list of versions."),
        widget=forms.TextInput(attrs={"maxlength": COMMENT_MAX_LENGTH}),
        required=False,
    )

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.to_data())
        for column, max_length in MAX_LENGTHS.items():
            self.fields[column] = _make_field(column, label_column(column), max_length)
        for number, _row in enumerate(draft.rows):
            for column, max_length in ACTIVITY_MAX_LENGTHS.items():
                field = _make_field(column, label_activity_column(column), max_length, rows=2)
                self.fields[name_field(number, column)] = field
            self.fields[name_field(number, "period")] = _make_period()
            self.fields[name_field(number, "key")] = forms.CharField(
                widget=forms.HiddenInput, required=False
            )

    def take_errors(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Show what the service refused near its fields."""
        told: dict[str, list[str]] = {}
        for address, messages in errors.items():
            told.setdefault(_find_field(address), []).extend(messages)
        take_errors(self, told)


def _find_field(address: str) -> str:
    """Return the field of the form that an error of the service is about."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return address
    return name_field(int(found[1]), found[2] or "title_fr")


def _make_field(column: str, label: str, max_length: int, *, rows: int = 5) -> forms.CharField:
    language = column.rpartition("_")[2] if "_" in column else ""
    attrs: dict[str, object] = {}
    if language:
        attrs = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    widget: forms.Widget = forms.TextInput(attrs={**attrs, "maxlength": max_length})
    if max_length > LINE_MAX_LENGTH:
        widget = forms.Textarea(attrs={**attrs, "rows": rows})
    return _draw(forms.CharField(label=label, widget=widget, required=False))


def _make_period() -> forms.CharField:
    attrs = {"maxlength": PERIOD_MAX_LENGTH, "dir": "auto"}
    widget = forms.TextInput(attrs=attrs)
    return _draw(forms.CharField(label=_("Period"), widget=widget, required=False))


def _draw(field: forms.CharField) -> forms.CharField:
    """Let the field be drawn without the mark of what may stay empty."""
    field.template_name = FIELD  # type: ignore[attr-defined]  # django-stubs lacks it
    return field
