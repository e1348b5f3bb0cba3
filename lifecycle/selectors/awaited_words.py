"""Who is awaited, in words: for pages, lists and letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.selectors.activities import Awaited


@dataclass(frozen=True)
class AwaitedWords:
    """Who is awaited, for what, since when."""

    who: str
    what: str
    age: str

    def __str__(self) -> str:
        whole = _("%(who)s (%(what)s), %(age)s") if self.what else _("%(who)s, %(age)s")
        return whole % {"who": self.who, "what": self.what, "age": self.age}


def describe_awaited(awaited: Iterable[Awaited]) -> list[AwaitedWords]:
    """Return who is awaited, in words."""
    return [_describe_one(each) for each in awaited]


def _describe_one(awaited: Awaited) -> AwaitedWords:
    party = awaited.party
    who = str(party.institution) if party.institution else party.who
    if party.count > 1:
        who = _("%(count)d %(who)s") % {"count": party.count, "who": who}
    since = {"since": date_format(party.since, "DATE_FORMAT")}
    if not awaited.days:
        return AwaitedWords(who, party.what, _("awaited since %(since)s") % since)
    age = ngettext(
        "awaited for %(count)d day, since %(since)s",
        "awaited for %(count)d days, since %(since)s",
        awaited.days,
    ) % {"count": awaited.days, **since}
    return AwaitedWords(who, party.what, age)
