"""The words of a message, in the language of the one who reads it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.layout import SIGNATURE, lay_out
from notifications.models import Message
from notifications.topics import Recipient, Topic
from workflow.models import Announcement

#: Characters of a link that are kept.
LONGEST_LINK = 500

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True)
class Words:
    """What is said, and in which language. `link` is where the reader goes on from it.

    `said` is the text without its answers and its signature, for a letter that tells more than
    this. `actions` are answers the reader may give at once: a label and its address. `due_on` is
    the day by which something is to be done.
    """

    language: str
    subject: str
    body: str
    html: str
    link: str = ""
    said: str = ""
    ministry: str = ""
    due_on: date | None = None
    actions: Sequence[tuple[str, str]] = field(default=())


def render_message(message: Message, topic: Topic, recipient: Recipient) -> Words:
    """Render the words of a message that is about an announcement.

    Raises:
        ValueError: it is a daily letter, which has no announcement.
    """
    if message.announcement is None:
        raise ValueError(f"message {message.pk} is a daily letter")
    return render_words(message.announcement, topic, recipient)


def render_words(announcement: Announcement, topic: Topic, recipient: Recipient) -> Words:
    """Render the two templates of `topic` for the recipient, never in the sender's language.

    The templates receive `announcement`, `recipient`, `site_url` and what the topic adds.
    """
    language = recipient.language or settings.LANGUAGE_CODE
    with override(language):
        added = topic.context(announcement, recipient)
        context = {
            "announcement": announcement,
            "recipient": recipient,
            "site_url": settings.SITE_URL,
            **added,
        }
        actions = _list_actions(added)
        body = tidy(render_text(f"{topic.template}.txt", context))
        subject = render_subject(f"{topic.template}.subject.txt", context)
        return Words(
            language=language,
            subject=subject,
            body=_insert_actions(body, actions),
            html=lay_out(subject, body, language=language, actions=actions),
            link=_find_link(added),
            said=body.partition(SIGNATURE)[0].strip(),
            ministry=str(added.get("ministry", "")),
            due_on=_find_due_on(added),
            actions=actions,
        )


def render_subject(name: str, context: Mapping[str, Any]) -> str:
    """Render a subject: one line, because a line break in it would start another header."""
    return " ".join(render_text(name, context).split())


def render_text(name: str, context: Mapping[str, Any]) -> str:
    """Render plain text, which is not HTML: an apostrophe stays an apostrophe."""
    template: Any = get_template(name)
    return str(template.template.render(Context(dict(context), autoescape=False)))


def tidy(body: str) -> str:
    """Return the text without the blank lines that conditions of a template leave behind."""
    return _BLANK_LINES.sub("\n\n", body).strip() + "\n"


def _list_actions(added: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(label), str(url)) for label, url in added.get("actions", ()))


def _insert_actions(body: str, actions: Sequence[tuple[str, str]]) -> str:
    """Return the text with the answers that can be given before its signature."""
    if not actions:
        return body
    said, mark, signature = body.partition("\n-- \n")
    offered = "\n".join(
        _("%(label)s: %(url)s") % {"label": label, "url": url} for label, url in actions
    )
    return f"{said.rstrip()}\n\n{offered}\n{mark}{signature}"


def _find_link(added: Mapping[str, Any]) -> str:
    link = str(added.get("url") or added.get("follow_url") or "")
    return link if len(link) <= LONGEST_LINK else ""


def _find_due_on(added: Mapping[str, Any]) -> date | None:
    due_on = added.get("due_on")
    return due_on if isinstance(due_on, date) else None
