"""What became of a message, and by which way it goes, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.models import Channel, Choice, Message, MessageState

STATES: dict[str, str | Promise] = {
    MessageState.WAITING: gettext_lazy("Waits for the daily letter"),
    MessageState.GATHERING: gettext_lazy("Leaves at once, with what else its reader is told"),
    MessageState.DISSOLVED: gettext_lazy("Taken apart: what it told leaves with another letter"),
    MessageState.BUNDLED: gettext_lazy("In a letter with others"),
    MessageState.PENDING: gettext_lazy("Waits to be sent"),
    MessageState.SENDING: gettext_lazy("Is being sent"),
    MessageState.SENT: gettext_lazy("Sent"),
    MessageState.WITHHELD: gettext_lazy("Withheld: its reader may not read it any more"),
    MessageState.IN_DOUBT: gettext_lazy("In doubt: it may have arrived"),
    MessageState.REFUSED: gettext_lazy("Refused: there is no such address"),
    MessageState.DEAD: gettext_lazy("Given up after several tries"),
    MessageState.DROPPED: gettext_lazy("Dropped by somebody"),
}
CHANNELS: dict[str, str | Promise] = {
    Channel.EMAIL: gettext_lazy("By e-mail"),
    Channel.IN_APP: gettext_lazy("On this site"),
    Channel.WEBHOOK: gettext_lazy("To a program"),
}
CHOICES: dict[str, str | Promise] = {
    Choice.AT_ONCE: gettext_lazy("At once"),
    Choice.DIGEST: gettext_lazy("In the daily letter"),
    Choice.OFF: gettext_lazy("Not at all"),
}
#: What somebody who chooses nothing gets.
USUAL_CHOICES: dict[str, str | Promise] = {
    Channel.EMAIL: gettext_lazy("As is usual: at once when it is urgent, else in the daily letter"),
    Channel.IN_APP: gettext_lazy("As is usual: at once"),
}


@dataclass(frozen=True)
class LetterLine:
    """A letter as operators see it: to whom, about what, what failed; never what it says."""

    id: int
    to: str
    about: str
    topic: str
    channel: str
    state: str
    attempts: int
    error: str


def describe_letter(letter: Message) -> LetterLine:
    """Return the line of a letter."""
    announcement = letter.announcement
    return LetterLine(
        id=letter.pk,
        to=_name_reader(letter),
        about=announcement.subject.reference if announcement is not None else "",
        topic=announcement.topic if announcement is not None else _name_bundle(letter),
        channel=str(CHANNELS[letter.channel]),
        state=str(STATES[letter.state]),
        attempts=letter.attempts,
        error=letter.last_error,
    )


def _name_bundle(letter: Message) -> str:
    return _("Letter") if letter.is_urgent else _("Daily letter")


def _name_reader(letter: Message) -> str:
    """Return who it goes to; the address of somebody without an account is nobody's to read."""
    if letter.recipient is not None:
        return str(letter.recipient)
    if letter.endpoint is not None:
        return letter.endpoint.url
    return _("Somebody without an account")
