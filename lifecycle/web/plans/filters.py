"""What part of a plan's commitments a page shows, in which order: kept in its address."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lifecycle.models import Theme
from lifecycle.selectors.commitments import CommitmentRead
from lifecycle.vocabulary.situations import Situation

#: The orders of the grid, by the word in the address; the first is the usual one.
_ORDERS = ("number", "urgency", "progress")
_URGENCY = {situation: rank for rank, situation in enumerate(Situation)}


def choose(commitments: Sequence[CommitmentRead], asked: QueryDict) -> list[CommitmentRead]:
    """Return the commitments that the address asks for, in the order it asks for."""
    return _sort(_filter(commitments, asked), asked)


def list_chips(
    asked: QueryDict, themes: Sequence[Theme], commitments: Sequence[CommitmentRead]
) -> list[dict[str, Any]]:
    """Return one chip for each theme that has commitments, and one for all."""
    counts: dict[str, int] = {}
    for each in commitments:
        if each.commitment.theme:
            code = each.commitment.theme.code
            counts[code] = counts.get(code, 0) + 1
    chosen = asked.get("theme", "")
    every = {
        "words": _("All themes"),
        "url": _change(asked, theme=""),
        "is_on": not chosen,
        "count": len(commitments),
    }
    return [every] + [
        {
            "words": theme.name,
            "url": _change(asked, theme=theme.code),
            "is_on": theme.code == chosen,
            "count": counts[theme.code],
        }
        for theme in themes
        if theme.code in counts
    ]


def list_orders(asked: QueryDict) -> list[dict[str, Any]]:
    """Return the orders the grid can be in."""
    words = {
        "number": _("By number"),
        "urgency": _("Most urgent first"),
        "progress": _("Least advanced first"),
    }
    chosen = asked.get("order", _ORDERS[0])
    return [
        {"words": words[order], "url": _change(asked, order=order), "is_on": order == chosen}
        for order in _ORDERS
    ]


def _filter(commitments: Sequence[CommitmentRead], asked: QueryDict) -> list[CommitmentRead]:
    theme = asked.get("theme", "")
    return [
        each
        for each in commitments
        if not theme or (each.commitment.theme and each.commitment.theme.code == theme)
    ]


def _sort(commitments: list[CommitmentRead], asked: QueryDict) -> list[CommitmentRead]:
    order = asked.get("order", "")
    if order == "urgency":
        return sorted(commitments, key=lambda each: (_URGENCY[each.situation], -each.days_late))
    if order == "progress":
        return sorted(commitments, key=lambda each: each.commitment.declared_progress)
    return commitments


def _change(asked: QueryDict, **values: str) -> str:
    wanted = {name: values.get(name, asked.get(name, "")) for name in ("theme", "order")}
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in wanted.items() if value})
    return f"?{query.urlencode()}#commitments"
