"""What a transition takes, as JSON: one mapping from declared inputs to fields of a serializer.

The serializer only checks the shape of the JSON, so that the schema tells the truth. Whether a
value is allowed, wanted or missing is decided by the engine, as for the pages.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from workflow.machine.inputs import Choice, Day, Flag, Input, Reference, Rows, Text
from workflow.machine.registry import get_machine
from workflow.paper import list_paper_inputs

#: The largest number both databases hold as a key.
LARGEST_KEY = 2**63 - 1
#: Rows that one request may name.
REFERENCES_AT_MOST = 500


class KeyField(serializers.IntegerField):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_KEY, **kwargs)


class InputsSerializer(serializers.Serializer[Any]):
    """The values of the inputs of one transition, by name.

    Names that are not asked for are kept, so that the engine says so with all other errors.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the values as Python knows them."""
        known: dict[str, Any] = super().to_internal_value(data)
        unknown = {str(name): value for name, value in data.items() if name not in self.fields}
        return {**unknown, **known}


def read_inputs(body: Any, reader: type[InputsSerializer]) -> dict[str, Any]:
    """Return what the body of a request gives for the inputs that `reader` knows.

    Raises:
        ValidationError: a value is not of the type that the schema says (422).
    """
    serializer = reader(data=body, partial=True)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def get_reader(kind: str, name: str) -> type[InputsSerializer]:
    """Return what reads the inputs of a transition; of one that does not exist, what reads none."""
    # Only of what is declared: whoever asks can think of any number of names.
    return _keep_reader(kind, name) if name in get_machine(kind).transitions else InputsSerializer


def make_reader(declared: Iterable[Input]) -> type[InputsSerializer]:
    """Return what reads these inputs, none of which must be given."""
    return type(
        "GivenInputs", (InputsSerializer,), {each.name: make_field(each) for each in declared}
    )


@cache
def _keep_reader(kind: str, name: str) -> type[InputsSerializer]:
    return make_reader(list_inputs(kind, name))


def read_body(request: Request, serializer_class: type[serializers.Serializer[Any]]) -> Any:
    """Return what the body of a request says.

    Raises:
        ValidationError: it does not have the shape that the schema says (422).
    """
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


@cache
def make_serializer_class(kind: str, name: str) -> type[InputsSerializer]:
    """Return the serializer of a transition, named after it; for the schema."""
    machine = get_machine(kind)
    transition = machine.transitions[name]
    fields = {each.name: make_field(each) for each in transition.inputs}
    if transition.recorded_by:
        fields |= {each.name: _make(each, is_required=False) for each in list_paper_inputs(machine)}
    title = f"{kind}_{name}_inputs".title().replace("_", "")
    words = str(transition.help or transition.label)
    return type(title, (InputsSerializer,), {**fields, "__doc__": words})


def make_field(declared: Input) -> serializers.Field[Any, Any, Any, Any]:
    """Return the field that reads an input; a kind of input the mapping lacks is read as text."""
    return _make(declared, is_required=declared.required)


def list_inputs(kind: str, name: str) -> tuple[Input, ...]:
    """Return everything that some person may have to give with a transition, paper included.

    Nothing for a transition that does not exist: the engine says so.
    """
    machine = get_machine(kind)
    transition = machine.transitions.get(name)
    if transition is None:
        return ()
    paper = list_paper_inputs(machine) if transition.recorded_by else ()
    return (*transition.inputs, *paper)


def _make(declared: Input, *, is_required: bool) -> serializers.Field[Any, Any, Any, Any]:
    common: dict[str, Any] = {
        "label": declared.label,
        "help_text": declared.help,
        "required": is_required,
        "allow_null": not declared.required,
    }
    for kind, make in _FIELDS.items():
        if isinstance(declared, kind):
            return make(declared, common)
    return serializers.CharField(allow_blank=True, **common)


def _make_text(declared: Text, common: Mapping[str, Any]) -> serializers.CharField:
    return serializers.CharField(
        max_length=declared.max_length, allow_blank=not declared.required, **common
    )


def _make_choice(declared: Choice, common: Mapping[str, Any]) -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=list(declared.choices), allow_blank=not declared.required, **common
    )


def _make_day(_declared: Day, common: Mapping[str, Any]) -> serializers.DateField:
    return serializers.DateField(**common)


def _make_flag(_declared: Flag, common: Mapping[str, Any]) -> serializers.BooleanField:
    return serializers.BooleanField(**common)


def _make_reference(
    declared: Reference, common: Mapping[str, Any]
) -> serializers.Field[Any, Any, Any, Any]:
    if not declared.many:
        return KeyField(**common)
    return serializers.ListField(
        child=KeyField(),
        allow_empty=not declared.required,
        max_length=REFERENCES_AT_MOST,
        **common,
    )


def _make_rows(declared: Rows, common: Mapping[str, Any]) -> serializers.ListField:
    columns = {column.name: make_field(column) for column in declared.columns}
    row = type(f"{declared.name}_row".title().replace("_", ""), (InputsSerializer,), columns)
    return serializers.ListField(
        child=row(),
        min_length=declared.at_least,
        max_length=declared.at_most,
        **common,
    )


#: The one mapping. The first kind an input belongs to counts.
_FIELDS: dict[type[Input], Callable[..., serializers.Field[Any, Any, Any, Any]]] = {
    Text: _make_text,
    Choice: _make_choice,
    Day: _make_day,
    Flag: _make_flag,
    Reference: _make_reference,
    Rows: _make_rows,
}
