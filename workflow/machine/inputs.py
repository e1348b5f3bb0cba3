"""Inputs: what a person gives with a transition; one declaration makes form and serializer."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflow.machine.facts import Facts
from workflow.machine.keys import ReadRow, bound_key, find_key, key_of
from workflow.words import VisibleField

#: Text people write is bounded; a longer one is an input error, never a database error.
TEXT_MAX_LENGTH = 10_000

Among = Callable[[Any], QuerySet[Any]]


class Input:
    """One value asked for; `public` marks what everybody is shown once the transition is made.

    With `required_when`, what may otherwise be left out must be given where that holds; `missing`
    says what is then missing.
    """

    def __init__(
        self,
        name: str,
        label: str | Promise,
        *,
        help: str | Promise = "",
        required: bool = True,
        public: bool = False,
        required_when: Callable[[Any], bool] | None = None,
        missing: str | Promise | None = None,
    ) -> None:
        self.name = name
        self.label = label
        self.help = help
        self.required = required
        self.public = public
        self.required_when = required_when
        self.missing = missing
        self._checking: dict[bool, forms.Field] = {}

    @property
    def may_be_required(self) -> bool:
        """Return whether there are subjects for which it must be given."""
        return self.required or self.required_when is not None

    def is_required(self, facts: Facts | None) -> bool:
        """Return whether it must be given for a subject with these `facts`."""
        if self.required_when is None or facts is None:
            return self.required
        return self.required or self.required_when(facts)

    def form_field(self, facts: Facts | None) -> forms.Field:
        """Return the field that shows and checks this input; `facts` narrow what can be chosen."""
        return forms.CharField(**self._common(facts))

    def to_json(self, value: Any) -> Any:
        """Return what the history keeps of a clean value."""
        return value

    def references(self, raw: Any) -> Iterable[int]:
        """Return the ids of other subjects that `raw` names, so that they are locked too."""
        return ()

    def clean(self, raw: Any, facts: Facts | None) -> Any:
        """Return the clean value of `raw`.

        Raises:
            ValidationError: it is missing or wrong.
        """
        return self.form_field(facts).clean(raw)

    def _common(self, facts: Facts | None) -> dict[str, Any]:
        common = {"label": self.label, "help_text": self.help}
        said = {"error_messages": {"required": self.missing}} if self.missing else {}
        return {**common, **said, "required": self.is_required(facts)}


class PlainInput(Input):
    """An input of which the subject says at most whether it must be given."""

    def clean(self, raw: Any, facts: Facts | None) -> Any:
        required = self.is_required(facts)
        if required not in self._checking:
            # Never shown: a form is given a field of its own, which it may change.
            self._checking[required] = self.form_field(facts)
        return self._checking[required].clean(raw)


class Text(PlainInput):
    """Words; several lines unless `lines` is 1."""

    def __init__(
        self,
        name: str,
        label: str | Promise,
        *,
        lines: int = 4,
        max_length: int = TEXT_MAX_LENGTH,
        help: str | Promise = "",
        required: bool = True,
        public: bool = False,
        required_when: Callable[[Any], bool] | None = None,
        missing: str | Promise | None = None,
    ) -> None:
        super().__init__(
            name,
            label,
            help=help,
            required=required,
            public=public,
            required_when=required_when,
            missing=missing,
        )
        self.lines = lines
        self.max_length = max_length

    def form_field(self, facts: Facts | None) -> forms.Field:
        widget: forms.Widget = forms.TextInput()
        if self.lines > 1:
            widget = forms.Textarea(attrs={"rows": self.lines})
        return VisibleField(max_length=self.max_length, widget=widget, **self._common(facts))


class Choice(PlainInput):
    """One of a closed list of codes."""

    def __init__(
        self,
        name: str,
        label: str | Promise,
        *,
        choices: Sequence[tuple[str, str | Promise]],
        help: str | Promise = "",
        required: bool = True,
        public: bool = False,
    ) -> None:
        super().__init__(name, label, help=help, required=required, public=public)
        self.choices = tuple((str(code), text) for code, text in choices)

    def form_field(self, facts: Facts | None) -> forms.Field:
        return forms.ChoiceField(choices=[("", "---------"), *self.choices], **self._common(facts))


class Day(PlainInput):
    """A civil date."""

    def form_field(self, facts: Facts | None) -> forms.Field:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **self._common(facts))

    def to_json(self, value: date | None) -> str | None:
        return value.isoformat() if value else None


class Flag(PlainInput):
    """A box to tick; when required, it must be ticked."""

    def form_field(self, facts: Facts | None) -> forms.Field:
        return forms.BooleanField(**self._common(facts))


class Reference(Input):
    """One or several rows of a model, among those that `among(facts)` offers.

    With `locks` the rows are subjects, and the engine locks them before it checks. `allows` says of
    facts and one row whether it is among them: the twin of `among`, for many subjects at once.
    """

    def __init__(
        self,
        name: str,
        label: str | Promise,
        *,
        among: Among,
        many: bool = False,
        locks: bool = False,
        allows: Callable[[Any, Any], bool] | None = None,
        help: str | Promise = "",
        required: bool = True,
        public: bool = False,
        required_when: Callable[[Any], bool] | None = None,
        missing: str | Promise | None = None,
    ) -> None:
        super().__init__(
            name,
            label,
            help=help,
            required=required,
            public=public,
            required_when=required_when,
            missing=missing,
        )
        self.among, self.allows = among, allows
        self.many, self.locks = many, locks

    def form_field(self, facts: Facts | None) -> forms.Field:
        queryset = self.among(facts)
        if self.many:
            many: forms.Field = forms.ModelMultipleChoiceField(queryset, **self._common(facts))
            return many
        one: forms.Field = forms.ModelChoiceField(queryset, **self._common(facts))
        return one

    def read(self, raw: Any, facts: Facts) -> Any:
        """Return the row that `raw` names, whether these facts allow it or not; None for nothing.

        Raises:
            ValidationError: there is none.
        """
        rows = self.among(facts).model._default_manager.all()
        key = raw.pk if isinstance(raw, Model) else bound_key(raw)
        return forms.ModelChoiceField(rows, required=False).clean(key)

    def to_json(self, value: Any) -> Any:
        if value is None:
            return None
        if self.many:
            return [key_of(row) for row in value]
        return key_of(value)

    def references(self, raw: Any) -> Iterable[int]:
        if not self.locks:
            return ()
        values = raw if isinstance(raw, list | tuple | set | QuerySet) else [raw]
        return [key for key in map(find_key, values) if key is not None]

    def clean(self, raw: Any, facts: Facts | None) -> Any:
        if isinstance(raw, ReadRow):
            if self.allows is not None and self.allows(facts, raw.row):
                return raw.row
            raw = raw.row
        if isinstance(raw, Model):
            raw = raw.pk
        if self.many and isinstance(raw, list | tuple | set | QuerySet):
            raw = [row.pk if isinstance(row, Model) else bound_key(row) for row in raw]
        return super().clean(bound_key(raw), facts)


class Document(Reference):
    """A stored attachment. Pages also offer to upload one in the same form."""


class Person(Reference):
    """An account; histories say the name of who was chosen to those who read the value."""


class NamedInstitution(Reference):
    """An institution; histories say its name to those who read the value."""


class Rows(Input):
    """At least `at_least` rows, each with the same columns, which are inputs themselves."""

    def __init__(
        self,
        name: str,
        label: str | Promise,
        *,
        columns: Sequence[Input],
        at_least: int = 1,
        at_most: int = 10,
        help: str | Promise = "",
    ) -> None:
        super().__init__(name, label, help=help, required=at_least > 0)
        self.columns = tuple(columns)
        self.at_least = at_least
        self.at_most = at_most

    def form_field(self, facts: Facts | None) -> forms.Field:
        return RowsField(self, facts, **self._common(facts))

    def to_json(self, value: Sequence[Mapping[str, Any]]) -> Any:
        return [
            {column.name: column.to_json(row[column.name]) for column in self.columns}
            for row in value
        ]

    def references(self, raw: Any) -> Iterable[int]:
        try:
            rows = _read_rows(raw)
        except ValidationError:
            return
        for row in rows:
            for column in self.columns:
                yield from column.references(row.get(column.name))


class RowsField(forms.Field):
    """A field of several rows; accepts a list of mappings, or JSON text of one."""

    def __init__(self, declared: Rows, facts: Facts | None, **kwargs: Any) -> None:
        self.declared = declared
        self.facts = facts
        kwargs.setdefault("widget", RowsWidget(declared, facts))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Return the clean rows, empty ones left out.

        Raises:
            ValidationError: a row is wrong, or there are too few or too many.
        """
        rows = {
            number: row
            for number, row in enumerate(_read_rows(value), start=1)
            if any(map(_says_something, row.values()))
        }
        if len(rows) < self.declared.at_least:
            raise ValidationError(
                _("Give at least %(count)d.") % {"count": self.declared.at_least}, code="too_few"
            )
        if len(rows) > self.declared.at_most:
            raise ValidationError(
                _("Give at most %(count)d.") % {"count": self.declared.at_most}, code="too_many"
            )
        return [self._clean_row(number, row) for number, row in rows.items()]

    def _clean_row(self, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        clean: dict[str, Any] = {}
        for column in self.declared.columns:
            try:
                clean[column.name] = column.clean(row.get(column.name), self.facts)
            except ValidationError as error:
                raise ValidationError(
                    _("Row %(number)d, %(column)s: %(problem)s")
                    % {
                        "number": number,
                        "column": column.label,
                        "problem": " ".join(error.messages),
                    }
                ) from error
        return clean


class RowsWidget(forms.MultiWidget):
    """The rows side by side as plain inputs, so that the form works without a script."""

    def __init__(self, declared: Rows, facts: Facts | None) -> None:
        self.declared = declared
        shown = min(declared.at_most, max(declared.at_least + 1, 3))
        widgets = {}
        for row in range(shown):
            for column in declared.columns:
                widget = column.form_field(facts).widget
                widget.attrs["aria-label"] = f"{column.label} {row + 1}"
                widget.attrs["placeholder"] = f"{column.label} {row + 1}"
                widget.is_required = False
                widgets[f"{row}_{column.name}"] = widget
        super().__init__(widgets)

    def decompress(self, value: Any) -> list[Any]:
        """Return the values of the sub-widgets in their order."""
        rows = _read_rows(value)
        shown = len(self.widgets) // len(self.declared.columns)
        padded = [*rows, *[{} for _row in range(shown)]][:shown]
        return [row.get(column.name) for row in padded for column in self.declared.columns]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the posted rows as mappings, or what an API client posted as it is."""
        if name in data:
            return data[name]
        flat = super().value_from_datadict(data, files, name)
        width = len(self.declared.columns)
        names = [column.name for column in self.declared.columns]
        return [
            dict(zip(names, flat[start : start + width], strict=True))
            for start in range(0, len(flat), width)
        ]


def _read_rows(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError as error:
            raise ValidationError(_("This is not a list of rows.")) from error
    if value in (None, ""):
        return []
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise ValidationError(_("This is not a list of rows."))
    return value


def _says_something(value: Any) -> bool:
    return value is not None and bool(str(value).strip())
