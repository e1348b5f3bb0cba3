"""What a seat can say, in the words of its round: each choice and what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Replanning
from lifecycle.selectors.rounds import RoundRead
from workflow.models import Verdict


class Answer(StrEnum):
    """What somebody says from a seat."""

    APPROVE = "approve"
    #: Approves, and says something besides.
    REMARKS = "remarks"
    #: Asks for changes.
    OBJECT = "object"
    #: Says no to the whole matter for its institution.
    DECLINE = "decline"
    #: Takes no part.
    ABSTAIN = "abstain"


#: What is recorded of each.
VERDICTS: Mapping[Answer, Verdict] = {
    Answer.APPROVE: Verdict.APPROVE,
    Answer.REMARKS: Verdict.APPROVE,
    Answer.OBJECT: Verdict.OBJECT,
    Answer.DECLINE: Verdict.OBJECT,
    Answer.ABSTAIN: Verdict.ABSTAIN,
}
#: What is said when the words that an answer needs are missing.
MISSING: Mapping[Answer, str | Promise] = {
    Answer.REMARKS: _("Write your remark, or approve without one."),
    Answer.OBJECT: _("Say what must change, so that it can be changed."),
    Answer.DECLINE: _("Say why."),
    Answer.ABSTAIN: _("Say why you take no part."),
}


@dataclass(frozen=True)
class Choice:
    """One answer with its words."""

    answer: Answer
    label: str | Promise


_APPROVAL = (
    Choice(Answer.APPROVE, _("I approve this text")),
    Choice(Answer.REMARKS, _("I approve it, with a remark that binds nobody")),
    Choice(Answer.OBJECT, _("I ask for changes: the text goes back to be reworked")),
    Choice(Answer.ABSTAIN, _("I take no part, for a reason")),
)
_ACCEPTANCE = (
    Choice(Answer.APPROVE, _("My institution carries it")),
    Choice(Answer.REMARKS, _("My institution carries it, with a remark")),
    Choice(
        Answer.DECLINE, _("My institution declines: the next candidate is asked, if one is left")
    ),
)
_SIGNING = (
    Choice(Answer.APPROVE, _("I sign this text")),
    Choice(Answer.REMARKS, _("I sign it, with a remark that binds nobody")),
    Choice(Answer.DECLINE, _("My institution does not sign")),
)
_NEW_DATE = (
    Choice(Answer.APPROVE, _("I accept the new date")),
    Choice(Answer.REMARKS, _("I accept it, with a remark that binds nobody")),
    Choice(Answer.OBJECT, _("I refuse it: the date stays as it is")),
    Choice(Answer.ABSTAIN, _("I take no part, for a reason")),
)
#: Where the words are not those of an approval, by the name of the round.
_BY_ROUND: Mapping[str, tuple[Choice, ...]] = {
    "signing": _SIGNING,
    "amendment": _SIGNING,
}


def list_choices(read: RoundRead) -> tuple[Choice, ...]:
    """Return what a seat of this round can say."""
    if read.asks_for_acceptance:
        return _ACCEPTANCE
    if isinstance(read.row, Replanning):
        return _NEW_DATE
    return _BY_ROUND.get(read.round.name, _APPROVAL)
