"""The words of a letter that tells several things, the most urgent first.

A daily letter is grouped, each line with its link; what leaves at once is told whole, each thing in
a section of its own with its answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.layout import Block, cut_into_blocks, render_letter
from notifications.lines import Line
from notifications.places import find_preferences_url
from notifications.rendering import Words, render_subject, render_text, tidy
from notifications.topics import Recipient, list_groups
from workflow.models import User

DAILY, GATHERED = "notifications/daily", "notifications/gathered"


@dataclass(frozen=True)
class Section:
    """The lines of one group."""

    label: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Told:
    """One thing that is told whole: its line, and its text cut for HTML."""

    line: Line
    blocks: Sequence[Block]


def render_daily(lines: Sequence[Line], recipient: Recipient, *, stop_url: str = "") -> Words:
    """Render the letter in the language of its reader; `lines` come the most urgent first.

    `stop_url` is where somebody without an account stops all of it. When that is more than one
    thing, each line has a link of its own too.
    """
    language = recipient.language or settings.LANGUAGE_CODE
    with override(language):
        context = _describe(lines, recipient, stop_url)
        return _render(DAILY, language, {**context, "sections": _group(lines)})


def render_gathered(lines: Sequence[Line], recipient: Recipient, *, stop_url: str = "") -> Words:
    """Render what leaves at once, as `render_daily` does; one thing alone is told in its words."""
    if len(lines) == 1:
        return lines[0].words
    language = recipient.language or settings.LANGUAGE_CODE
    with override(language):
        told = [Told(line, cut_into_blocks(line.words.said)) for line in lines]
        return _render(GATHERED, language, {**_describe(lines, recipient, stop_url), "told": told})


def _describe(lines: Sequence[Line], recipient: Recipient, stop_url: str) -> dict[str, Any]:
    return {
        "count": len(lines),
        "first": lines[0].words.subject,
        "rest": len(lines) - 1,
        "ministry": next((each.words.ministry for each in lines if each.words.ministry), ""),
        "site_url": settings.SITE_URL,
        "preferences_url": _find_preferences_url(recipient),
        "stop_url": stop_url,
        "stops_several": len({each.stop_url for each in lines if each.stop_url}) > 1,
    }


def _render(template: str, language: str, context: dict[str, Any]) -> Words:
    subject = render_subject(f"{DAILY}.subject.txt", context)
    return Words(
        language=language,
        subject=subject,
        body=tidy(render_text(f"{template}.txt", context)),
        html=render_letter(f"{template}.html", subject, language, context),
        link=settings.SITE_URL,
    )


def _find_preferences_url(recipient: Recipient) -> str:
    return find_preferences_url(recipient) if isinstance(recipient, User) else ""


def _group(lines: Sequence[Line]) -> list[Section]:
    """Return the groups in the order of their most urgent line."""
    labels = {group.code: str(group.label) for group in list_groups()}
    by_code: dict[str, list[Line]] = {}
    for line in lines:
        by_code.setdefault(line.message.group, []).append(line)
    return [Section(labels.get(code, _("Other messages")), each) for code, each in by_code.items()]
