"""How far activities have climbed, in words: how long after which day, and who heard of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.selectors.activity_climbs import RungRead
from lifecycle.selectors.late_words import describe_fired, describe_next, name_roles
from lifecycle.web.time.words import describe_offset
from workflow.machine.registry import get_machine
from workflow.machine.states import Waiting
from workflow.models import LadderRung


@dataclass(frozen=True)
class RungWords:
    """When each rung that activities climb fires, in words, by its code.

    A code that means two days, on two of their ladders, is not there and stands for itself.
    """

    when: Mapping[str, str]

    def describe_fired(self, rung: RungRead | None) -> str:
        """Return a rung that fired: when, and who heard of it."""
        if rung is None or rung.code not in self.when:
            return describe_fired(rung)
        return _("%(when)s, on %(day)s: %(roles)s") % self._tell(rung)

    def describe_next(self, rung: RungRead | None) -> str:
        """Return the rung that comes next: when, and who will hear of it."""
        if rung is None or rung.code not in self.when:
            return describe_next(rung)
        return _("%(when)s, on %(day)s, to: %(roles)s") % self._tell(rung)

    def _tell(self, rung: RungRead) -> dict[str, str]:
        day = date_format(rung.on, "DATE_FORMAT")
        return {"when": self.when[rung.code], "day": day, "roles": name_roles(rung.roles)}


def read_rung_words() -> RungWords:
    """Return when the rungs of the ladders of activities fire; one statement."""
    found: dict[str, set[str]] = {}
    for rung in LadderRung.objects.filter(ladder__code__in=_list_ladders()).select_related(
        "ladder"
    ):
        words = describe_offset(rung.offset_working_days, rung.ladder.counted_from)
        found.setdefault(rung.code, set()).add(words)
    return RungWords({code: words.pop() for code, words in found.items() if len(words) == 1})


def _list_ladders() -> set[str]:
    """Return the ladders on which whoever carries an activity out is asked for it."""
    waiting = [
        each for each in get_machine("activity").states.values() if isinstance(each, Waiting)
    ]
    return {code for each in waiting for code in (each.ladder, each.undated_ladder) if code}
