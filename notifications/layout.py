"""The HTML of a letter, made from its text: paragraphs, lists, links, and a signature.

A mail program knows few styles and no style sheet, so each element bears its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language_info

#: What stands before a signature in plain text.
SIGNATURE = "\n-- \n"

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Piece:
    """Part of a line: words, or a link."""

    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of which each line is one entry."""

    lines: tuple[tuple[Piece, ...], ...]
    is_list: bool = False


def lay_out(
    subject: str, text: str, *, language: str, actions: Sequence[tuple[str, str]] = ()
) -> str:
    """Return the letter in HTML; the active language is that of its reader."""
    said, _mark, signature = text.partition(SIGNATURE)
    context = {
        "blocks": cut_into_blocks(said),
        "signature": cut_into_blocks(signature),
        "actions": actions,
    }
    return render_letter("notifications/letter.html", subject, language, context)


def render_letter(template: str, subject: str, language: str, context: Mapping[str, Any]) -> str:
    """Return a template that extends the letter, in the direction of the language."""
    is_rtl = get_language_info(language)["bidi"]
    return render_to_string(
        template,
        {
            **context,
            "subject": subject,
            "language": language,
            "direction": "rtl" if is_rtl else "ltr",
        },
    )


def cut_into_blocks(text: str) -> list[Block]:
    """Return the paragraphs and lists of a plain text."""
    return list(_cut(text))


def _cut(text: str) -> Iterator[Block]:
    for paragraph in _PARAGRAPHS.split(text.strip("\n")):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if not any(lines):
            continue
        is_list = all(line.startswith("- ") for line in lines)
        if is_list:
            lines = [line.removeprefix("- ") for line in lines]
        yield Block(tuple(tuple(_find_links(line)) for line in lines), is_list)


def _find_links(line: str) -> Iterator[Piece]:
    end = 0
    for found in _LINK.finditer(line):
        link = found.group().rstrip(".,;:!?)»")
        if found.start() > end:
            yield Piece(line[end : found.start()])
        yield Piece(link, is_link=True)
        end = found.start() + len(link)
    if end < len(line):
        yield Piece(line[end:])
