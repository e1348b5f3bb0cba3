"""The months as Morocco calls them in Arabic: Django's own names are those of the Middle East.

Nothing reads these constants. They put Django's words into our catalogues, which come before its
own, so that every date on a page and in a message bears the names people use here.
"""

from django.utils.translation import gettext_noop, pgettext_lazy

#: Translators: in Arabic as used in Morocco: يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر
#: أكتوبر نونبر دجنبر; in the other languages as usual, in the middle of a date.
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)

#: The same where there is little room; Arabic writes the whole name.
SHORT_MONTHS = (
    pgettext_lazy("abbrev. month", "Jan."),
    pgettext_lazy("abbrev. month", "Feb."),
    pgettext_lazy("abbrev. month", "March"),
    pgettext_lazy("abbrev. month", "April"),
    pgettext_lazy("abbrev. month", "May"),
    pgettext_lazy("abbrev. month", "June"),
    pgettext_lazy("abbrev. month", "July"),
    pgettext_lazy("abbrev. month", "Aug."),
    pgettext_lazy("abbrev. month", "Sept."),
    pgettext_lazy("abbrev. month", "Oct."),
    pgettext_lazy("abbrev. month", "Nov."),
    pgettext_lazy("abbrev. month", "Dec."),
)
