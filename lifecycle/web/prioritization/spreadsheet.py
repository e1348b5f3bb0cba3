"""Cells that a spreadsheet shows and never runs."""

from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | Decimal

#: With any of these in front a spreadsheet takes a text for a formula; some read the wide forms
#: of East Asian keyboards as well. Source: OWASP, CSV Injection.
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defuse(cell: Cell) -> Cell:
    """Return the cell, a text that would be a formula with an apostrophe in front.

    Numbers are no text: a negative one stays a number.
    """
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA_MARKS):
        return f"'{cell}"
    return cell
