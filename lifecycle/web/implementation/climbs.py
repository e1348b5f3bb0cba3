"""How far activities have climbed, in words: how long after which day, and who heard of it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.selectors import late_words
from lifecycle.selectors.activity_climbs import RungRead
from lifecycle.web.time.words import describe_offset


def describe_fired(rung: RungRead | None) -> str:
    """Return a rung that fired: when, and who heard of it."""
    if rung is None or rung.offset is None:
        return late_words.describe_fired(rung)
    return _("%(when)s, on %(day)s: %(roles)s") % _tell(rung, rung.offset)


def describe_next(rung: RungRead | None) -> str:
    """Return the rung that comes next: when, and who will hear of it."""
    if rung is None or rung.offset is None:
        return late_words.describe_next(rung)
    return _("%(when)s, on %(day)s, to: %(roles)s") % _tell(rung, rung.offset)


def _tell(rung: RungRead, offset: int) -> dict[str, str]:
    return {
        "when": describe_offset(offset, rung.counted_from),
        "day": date_format(rung.on, "DATE_FORMAT"),
        "roles": late_words.name_roles(rung.roles),
    }
