"""What a transition takes, described so that a program can build the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.machine.facts import Facts
from workflow.machine.inputs import Choice, Day, Document, Flag, Input, Reference, Rows, Text

#: How many rows that can be chosen are named; the others are found in their own lists.
OPTIONS_AT_MOST = 100

#: The JSON type of each kind of input, the most precise first.
TYPES: dict[type[Input], str] = {
    Text: "text",
    Choice: "choice",
    Day: "day",
    Flag: "flag",
    Document: "document",
    Reference: "reference",
    Rows: "rows",
}


@dataclass(frozen=True)
class Option:
    """Something that can be chosen: the value to send, and its words."""

    value: str
    label: str


@dataclass(frozen=True)
class DescribedInput:
    """One value that is asked for."""

    declared: Input
    #: It must be given here and now.
    required: bool
    options: Sequence[Option]
    columns: Sequence["DescribedInput"] = ()

    @property
    def type(self) -> str:
        """Return which JSON is sent."""
        return next(
            (word for kind, word in TYPES.items() if isinstance(self.declared, kind)), "text"
        )

    @property
    def many(self) -> bool:
        """Return whether a list is sent."""
        return isinstance(self.declared, Rows) or getattr(self.declared, "many", False)

    @property
    def least(self) -> int:
        """Return the fewest rows."""
        return self.declared.at_least if isinstance(self.declared, Rows) else 0

    @property
    def most(self) -> int | None:
        """Return the most rows, or characters of a text; None when that says nothing."""
        if isinstance(self.declared, Rows):
            return self.declared.at_most
        return self.declared.max_length if isinstance(self.declared, Text) else None


def describe_inputs(
    declared: Sequence[Input], facts: Facts, *, with_rows: bool
) -> list[DescribedInput]:
    """Return each input with what can be chosen; with `with_rows`, rows of the database too.

    That costs one statement for each reference, which only those who may act need.
    """
    return [_describe(each, facts, with_rows=with_rows) for each in declared]


def _describe(declared: Input, facts: Facts, *, with_rows: bool) -> DescribedInput:
    required = declared.is_required(facts)
    options = _list_options(declared, facts, with_rows=with_rows)
    if not isinstance(declared, Rows):
        return DescribedInput(declared, required, options)
    columns = describe_inputs(declared.columns, facts, with_rows=with_rows)
    return DescribedInput(declared, required, options, columns)


def _list_options(declared: Input, facts: Facts, *, with_rows: bool) -> list[Option]:
    if isinstance(declared, Choice):
        return [Option(code, str(words)) for code, words in declared.choices]
    if isinstance(declared, Reference) and with_rows:
        return [Option(str(row.pk), str(row)) for row in declared.among(facts)[:OPTIONS_AT_MOST]]
    return []
