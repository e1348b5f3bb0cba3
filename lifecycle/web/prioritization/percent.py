"""Percentages as people read them: exact underneath, one decimal on the page."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def round_percent(value: Fraction) -> Decimal:
    """Return the percentage with one decimal, halves up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def format_percent(value: Fraction | None) -> str:
    """Return the percentage in the reader's language, a dash when there is none."""
    if value is None:
        return "–"
    return _("%(number)s%%") % {"number": number_format(round_percent(value))}
