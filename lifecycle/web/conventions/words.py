"""The words and marks of conventions: where one is, and what became of each signature."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lifecycle.selectors.conventions import PartyRead, PartyStatus
from lifecycle.vocabulary import ConventionState
from lifecycle.web.work.badges import Badge
from workflow.machine.registry import get_machine

_KINDS: dict[str, tuple[str, str]] = {
    ConventionState.IN_FORCE.value: ("done", ""),
    ConventionState.ABANDONED.value: ("quiet", "archive"),
    ConventionState.TERMINATED.value: ("quiet", "archive"),
    ConventionState.EXPIRED.value: ("quiet", "archive"),
}
_STATUSES: dict[PartyStatus, tuple[str, str, str | Promise]] = {
    PartyStatus.NOT_ASKED: ("quiet", "hourglass", _("Not asked yet")),
    PartyStatus.WAITED_FOR: ("waiting", "", _("Its signature is waited for")),
    PartyStatus.FALLEN: ("due", "alert-triangle", _("Signed a text that has changed since")),
    PartyStatus.SIGNED: ("done", "", pgettext_lazy("party", "Signed")),
    PartyStatus.DECLINED: ("blocked", "x", _("Declined to sign")),
    PartyStatus.STOOD_DOWN: ("quiet", "ban", _("Takes no part")),
    PartyStatus.NOT_SIGNED: ("quiet", "x", _("Did not sign")),
}


def describe_state(state: str) -> Badge:
    """Return where a convention is as colour, icon and words."""
    kind, icon = _KINDS.get(state, ("waiting", ""))
    return Badge(kind, str(get_machine("convention").states[state].label), icon)


def describe_party(party: PartyRead) -> Badge:
    """Return what became of the signature of a party."""
    kind, icon, words = _STATUSES[party.status]
    return Badge(kind, str(words), icon)
