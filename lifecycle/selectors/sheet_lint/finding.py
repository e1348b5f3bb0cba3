"""A finding of the lint: where, which words, why they cannot be verified, and what to write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

#: As many characters of what was found are repeated in a sentence.
WORDS_SHOWN = 100


class Rule(StrEnum):
    """What the lint looks for."""

    #: A verb that names a direction, without anything that will exist.
    VAGUE = "vague"
    #: A deliverable without a number or a document that can be asked for.
    DELIVERABLE_UNMEASURED = "deliverable_unmeasured"
    #: An indicator without a value to reach.
    INDICATOR_UNMEASURED = "indicator_unmeasured"
    #: The deliverable repeats the title.
    DELIVERABLE_IS_TITLE = "deliverable_is_title"
    #: The indicator repeats the deliverable.
    INDICATOR_IS_DELIVERABLE = "indicator_is_deliverable"
    #: The period has no last day.
    UNDATED = "undated"
    #: The period reaches out of the plan.
    OUTSIDE_THE_PLAN = "outside_the_plan"
    #: Words that stand where others are to be written.
    PLACEHOLDER = "placeholder"
    #: Written in one language only.
    MISSING_LANGUAGE = "missing_language"
    #: The words of one language stand in the place of the other.
    WRONG_LANGUAGE = "wrong_language"
    #: The figures of the two languages are not the same.
    NUMBERS_DIFFER = "numbers_differ"
    #: Words that let the promise be broken.
    HEDGE = "hedge"
    #: Words that stand for a date.
    NO_DATE = "no_date"
    #: A list nobody can tick off.
    OPEN_LIST = "open_list"
    #: Two activities say the same.
    TWICE = "twice"


@dataclass(frozen=True)
class Finding:
    """Something in a sheet that nobody could verify.

    `name` is the field, as "deliverable_ar"; `activity` the key of the activity, empty for the
    sheet itself; `words` those that were found.
    """

    rule: Rule
    name: str
    activity: str = ""
    words: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Return where it is, as programs name it."""
        return f"activities:{self.activity}:{self.name}" if self.activity else self.name

    @property
    def message(self) -> str:
        """Return why this cannot be verified, in the reader's language."""
        return str(_MESSAGES[self.rule][0] % self._values())

    @property
    def repair(self) -> str:
        """Return what to write instead, in the reader's language."""
        return str(_MESSAGES[self.rule][1] % self._values())

    def _values(self) -> dict[str, Any]:
        days = {
            name: date_format(value, "DATE_FORMAT") if isinstance(value, date) else value or "…"
            for name, value in self.params.items()
        }
        # Isolated, because what was found may run the other way than the sentence.
        return {"words": f"\u2068{Truncator(self.words).chars(WORDS_SHOWN)}\u2069", **days}


#: For each rule: why, and the repair.
_MESSAGES: dict[Rule, tuple[str | Promise, str | Promise]] = {
    Rule.VAGUE: (
        _("“%(words)s” names a direction: nobody can say on a day whether it was done."),
        _("Say what will exist at the end, with a verb such as: %(verbs)s."),
    ),
    Rule.DELIVERABLE_UNMEASURED: (
        _("The deliverable names neither a number nor a document that can be asked for."),
        _("Say how many, or name the report, the text or the service that will exist."),
    ),
    Rule.INDICATOR_UNMEASURED: (
        _("The indicator has no value to reach and names no document."),
        _("Add the value to reach, for example “%(words)s: 40”."),
    ),
    Rule.DELIVERABLE_IS_TITLE: (
        _("The deliverable repeats the title of the activity."),
        _("Say what a visitor could hold or open when the activity is done."),
    ),
    Rule.INDICATOR_IS_DELIVERABLE: (
        _("The indicator repeats the deliverable."),
        _("Say how the deliverable is counted, and the value to reach."),
    ),
    Rule.UNDATED: (
        _("“%(words)s” has no last day: it can never be late."),
        _("Write a day, a month or a span with its end."),
    ),
    Rule.OUTSIDE_THE_PLAN: (
        _("“%(words)s” is not inside the plan, which lasts from %(starts_on)s to %(ends_on)s."),
        _("Write a period inside the plan, or split the activity."),
    ),
    Rule.PLACEHOLDER: (
        _("“%(words)s” stands where words are still to be written."),
        _("Write what is meant, or take the activity out."),
    ),
    Rule.MISSING_LANGUAGE: (
        _("This is written in one language only."),
        _("Write the same in this language."),
    ),
    Rule.WRONG_LANGUAGE: (
        _("This is not written in the language of this field."),
        _("Translate it; names can stay as they are."),
    ),
    Rule.NUMBERS_DIFFER: (
        _("The figures are not those of the French text: %(words)s here, %(other)s there."),
        _("Write the same figures in both languages."),
    ),
    Rule.HEDGE: (
        _("“%(words)s” lets the promise be broken without a word."),
        _("Take it out, or say on what it depends and who decides."),
    ),
    Rule.NO_DATE: (
        _("“%(words)s” stands for a date and is none."),
        _("Take it out: the period of the activity says when."),
    ),
    Rule.OPEN_LIST: (
        _("“%(words)s” leaves the list open: nobody can tick it off."),
        _("Name every element, or say how many there are."),
    ),
    Rule.TWICE: (
        _("Another activity has the same title."),
        _("Say what is different, or keep one of them."),
    ),
}
