"""The history of a commitment and its activities as a timeline."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lifecycle.selectors.happenings import describe_happening
from lifecycle.selectors.history import HistoryLine
from workflow.machine.registry import get_machine


def describe_history(lines: Iterable[HistoryLine], *, names: bool) -> list[dict[str, Any]]:
    """Return the entries of a timeline; who acted is told only when `names` says so."""
    return [_describe(line, names=names) for line in lines]


def _describe(line: HistoryLine, *, names: bool) -> dict[str, Any]:
    event, machine = line.event, get_machine(line.kind)
    happening = describe_happening(event, machine)
    words = happening.words
    if event.source and event.source != event.target:
        state = machine.states[event.target].label
        words = _("%(act)s: %(state)s") % {"act": words, "state": state}
    return {
        "icon": happening.icon,
        "kind": happening.kind,
        "about": line.about,
        "words": words,
        "details": line.details,
        "when": date_format(localtime(event.recorded_at), "DATETIME_FORMAT"),
        "person": str(event.actor) if names and event.actor else "",
    }
