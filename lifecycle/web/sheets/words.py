"""How the parts of a sheet are called, and what helps to write them."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.selectors.sheet_sections import LABELS

#: What each part asks for; the words of the partnership's template of commitments.
HELPS: dict[str, str | Promise] = {
    "title": gettext_lazy("What will be done, in one line."),
    "description": gettext_lazy("What it is, in a few sentences that everybody understands."),
    "problem": gettext_lazy("What is not as it should be, for whom, and since when?"),
    "solution": gettext_lazy("What will be done, and how does it solve the problem?"),
    "transparency": gettext_lazy("Which information becomes public, and where?"),
    "accountability": gettext_lazy("Who answers to whom, and what follows from it?"),
    "participation": gettext_lazy("How can people take part, and what becomes of what they say?"),
    "stakeholders": gettext_lazy("Who else takes part: administrations, associations, others."),
    "contact": gettext_lazy("Office and address that answer questions about the commitment."),
}
ACTIVITY_LABELS: dict[str, str | Promise] = {
    "title": gettext_lazy("Activity"),
    "deliverable": gettext_lazy("Deliverable"),
    "indicator": gettext_lazy("Indicator"),
    "stakeholders": gettext_lazy("Stakeholders"),
    "site": gettext_lazy("Place"),
    "period": gettext_lazy("Period"),
}
ACTIVITY_HELPS: dict[str, str | Promise] = {
    "title": gettext_lazy("What is done, with a verb whose result can be seen."),
    "deliverable": gettext_lazy("What exists at the end, which anybody can ask for."),
    "indicator": gettext_lazy("What is counted, and the value to reach."),
    "period": gettext_lazy(
        "A day, a month or a span with its year, as “October 2027” or “from March to June 2027”."
    ),
}
#: Each language calls itself.
LANGUAGE_NAMES = {"fr": "Français", "ar": "العربية"}


def label_column(column: str) -> str:
    """Return what a column of the sheet is called, as "title_fr"."""
    name, _underscore, language = column.rpartition("_")
    if not name:
        return str(LABELS[column])
    return in_language(LABELS[name], language)


def label_activity_column(column: str) -> str:
    """Return what a column of an activity is called."""
    name, _underscore, language = column.rpartition("_")
    if not name:
        return str(ACTIVITY_LABELS[column])
    return in_language(ACTIVITY_LABELS[name], language)


def in_language(label: str | Promise, language: str) -> str:
    """Return the label with the language the words are to be written in."""
    if language == "ar":
        return _("%(part)s, in Arabic") % {"part": label}
    return _("%(part)s, in French") % {"part": label}


def label_address(address: str, numbers: dict[str, int]) -> str:
    """Return what a finding or a clash is about; `numbers` tells the place of each activity."""
    if not address.startswith("activities:"):
        return label_column(address)
    _start, key, column = address.split(":", 2)
    words = _("Activity %(number)d") % {"number": numbers.get(key, 0)}
    if column == "activity":
        return words
    return _("%(activity)s: %(field)s") % {
        "activity": words,
        "field": label_activity_column(column),
    }
