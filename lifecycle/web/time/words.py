"""Rungs, ladders and days off in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow.ladders import CountedFrom, RungForm
from workflow.models import Ladder
from workflow.roles import list_roles

FORMS: dict[str, str | Promise] = {
    RungForm.DIGEST.value: gettext_lazy("in the daily message"),
    RungForm.AT_ONCE.value: gettext_lazy("a message at once"),
    RungForm.WORK_ITEM.value: gettext_lazy("a task on their desk"),
    RungForm.LIST.value: gettext_lazy("a line on the list of what is late"),
}


def name_form(form: str) -> str:
    """Return in what form a rung speaks; a code nobody knows any more as it is."""
    return str(FORMS.get(form, form))


def name_roles(codes: Iterable[str]) -> str:
    """Return roles in the reader's language, in their order."""
    labels = {role.code: str(role.label) for role in list_roles()}
    return _(", ").join(labels.get(code, code) for code in codes)


def describe_offset(offset: int, counted_from: str) -> str:
    """Return when a rung fires, counted from the day its ladder counts from."""
    if counted_from == CountedFrom.OPENING:
        return _describe_since(offset)
    if offset == 0:
        return _("on the due day")
    if offset > 0:
        words = ngettext(
            "%(count)d working day after the due day",
            "%(count)d working days after the due day",
            offset,
        )
        return words % {"count": offset}
    words = ngettext(
        "%(count)d working day before the due day",
        "%(count)d working days before the due day",
        -offset,
    )
    return words % {"count": -offset}


def _describe_since(offset: int) -> str:
    if offset == 0:
        return _("the day it was asked")
    words = ngettext(
        "%(count)d working day after it was asked",
        "%(count)d working days after it was asked",
        offset,
    )
    return words % {"count": offset}


def describe_counting(ladder: Ladder) -> str:
    """Return from which day a ladder counts."""
    if ladder.counted_from == CountedFrom.OPENING:
        return _("Counted from the day it was asked, or from its announced start.")
    return _("Counted from the due day.")


def describe_kept(kept: Mapping[str, Any], counted_from: str) -> list[str]:
    """Return a ladder as its history keeps it, one line a rung."""
    lines = [
        _("%(when)s: %(roles)s, %(form)s")
        % {
            "when": describe_offset(rung["offset"], counted_from),
            "roles": name_roles(rung["roles"]),
            "form": name_form(rung["form"]),
        }
        for rung in kept["rungs"]
    ]
    return [*lines, _("Shown before it goes")] if kept["is_proposed"] else lines
