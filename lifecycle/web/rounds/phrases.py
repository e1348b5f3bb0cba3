"""What the page of a round says of what is decided on: of a text, or of a new date asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Replanning
from lifecycle.selectors.round_choices import MISSING, Answer
from lifecycle.selectors.rounds import RoundRead
from workflow.exceptions import InputError


@dataclass(frozen=True)
class Phrases:
    """The sentences that name what is decided on; `missing` asks for words it lacks."""

    mark: str | Promise
    open_subject: str | Promise
    approved_earlier: str | Promise
    objected_earlier: str | Promise
    not_kept: str | Promise
    earlier_not_kept: str | Promise
    has_changed: str | Promise
    is_bound: str | Promise
    is_carried: str | Promise
    of_seat: str | Promise
    missing: Mapping[Answer, str | Promise]

    def check_words(self, answer: Answer, words: str) -> None:
        """Do nothing when these words go with the answer: those it needs, and none that it drops.

        Raises:
            InputError: they are missing, or would be kept nowhere (422).
        """
        missing = str(self.missing.get(answer, MISSING.get(answer, "")))
        if missing and not words.strip():
            raise InputError({"comment": [missing]})
        if answer is Answer.APPROVE and words.strip():
            raise InputError(
                {
                    "comment": [
                        str(_("You wrote a remark: choose the answer that has one, or empty it."))
                    ]
                }
            )

    def describe_earlier(self, verdict: str, decided_at: datetime) -> str:
        """Return what somebody said before, and on which day."""
        sentences = {"approve": self.approved_earlier, "object": self.objected_earlier}
        day = date_format(localtime(decided_at), "DATE_FORMAT")
        return str(sentences.get(verdict, _("On %(day)s you took no part."))) % {"day": day}


OF_TEXT = Phrases(
    mark=_("Text"),
    open_subject=_("Open the whole dossier"),
    approved_earlier=_("On %(day)s you approved an earlier text."),
    objected_earlier=_("On %(day)s you asked for changes."),
    not_kept=_("The text of this round is not kept here. Open the whole dossier to read it."),
    earlier_not_kept=_("The earlier text is not kept: read the whole text again."),
    has_changed=_("The text has changed since you read it"),
    is_bound=_("A decision is bound to exactly this text. Its fingerprint:"),
    is_carried=_("the same text, approved in an earlier round"),
    of_seat=_("Its text"),
    missing={},
)
OF_NEW_DATE = Phrases(
    mark=_("Request"),
    open_subject=_("Open the request"),
    approved_earlier=_("On %(day)s you accepted the new date."),
    objected_earlier=_("On %(day)s you refused the new date."),
    not_kept=_("What was asked for is not kept here. Open the request to read it."),
    earlier_not_kept=_("The earlier request is not kept: read the whole request again."),
    has_changed=_("The request has changed since you read it"),
    is_bound=_("A decision is bound to exactly this request. Its fingerprint:"),
    is_carried=_("the same request, accepted in an earlier round"),
    of_seat=_("Its request"),
    missing={
        Answer.REMARKS: _("Write your remark, or accept without one."),
        Answer.OBJECT: _("Say why you refuse the new date."),
    },
)


def find_phrases(read: RoundRead) -> Phrases:
    """Return the phrases for what this round decides on."""
    return OF_NEW_DATE if isinstance(read.row, Replanning) else OF_TEXT
