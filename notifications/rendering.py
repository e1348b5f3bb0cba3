"""The words of a message, in the language of the one who reads it."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import override

from notifications.models import Message
from notifications.topics import Recipient, Topic

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True)
class Words:
    """What is said, and in which language."""

    language: str
    subject: str
    body: str


def render_message(message: Message, topic: Topic, recipient: Recipient) -> Words:
    """Render the two templates of `topic` for the recipient, never in the sender's language.

    The templates receive `announcement`, `recipient`, `site_url` and what the topic adds.
    """
    language = recipient.language or settings.LANGUAGE_CODE
    with override(language):
        context = {
            "announcement": message.announcement,
            "recipient": recipient,
            "site_url": settings.SITE_URL,
            **topic.context(message.announcement, recipient),
        }
        subject = _render_text(f"{topic.template}.subject.txt", context)
        body = _render_text(f"{topic.template}.txt", context)
    # A subject is one line: a line break in it would start another header.
    return Words(language=language, subject=" ".join(subject.split()), body=_tidy(body))


def _tidy(body: str) -> str:
    """Return the text without the blank lines that conditions of a template leave behind."""
    return _BLANK_LINES.sub("\n\n", body).strip() + "\n"


def _render_text(name: str, context: dict[str, Any]) -> str:
    # Plain text is not HTML: an apostrophe stays an apostrophe.
    template: Any = get_template(name)
    return str(template.template.render(Context(context, autoescape=False)))
