"""How far activities have climbed, in words: how long after which day, and who heard of it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.selectors.activity_climbs import RungRead
from lifecycle.web.time.words import describe_offset, name_roles


def describe_fired(rung: RungRead | None) -> str:
    """Return a rung that fired, as it was then: when, and who heard of it."""
    return _("%(when)s, on %(day)s: %(roles)s") % _tell(rung) if rung is not None else ""


def describe_next(rung: RungRead | None) -> str:
    """Return the rung that comes next: when, and who will hear of it."""
    return _("%(when)s, on %(day)s, to: %(roles)s") % _tell(rung) if rung is not None else ""


def _tell(rung: RungRead) -> dict[str, str]:
    when = rung.code
    # Of a rung that no ladder knows any more its code alone is left.
    if rung.offset is not None:
        when = describe_offset(rung.offset, rung.counted_from)
    return {
        "when": when,
        "day": date_format(rung.on, "DATE_FORMAT"),
        "roles": name_roles(rung.roles),
    }
