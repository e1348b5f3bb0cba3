"""The documents of a council: when each may be added, and which one counts."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from lifecycle.models import Attachment, Council
from lifecycle.services.access import Access
from lifecycle.vocabulary import AttachmentPurpose, CouncilState
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.machine.registry import get_machine

KIND = "council"
#: The states of a council in which a document of each purpose is added.
_STATES: Mapping[AttachmentPurpose, frozenset[str]] = {
    AttachmentPurpose.COUNCIL_FILE: frozenset({CouncilState.PREPARING.value}),
    AttachmentPurpose.AGENDA: frozenset(
        {CouncilState.SUBMITTED.value, CouncilState.ON_AGENDA.value}
    ),
    AttachmentPurpose.COUNCIL_DECISION: frozenset({CouncilState.PRESENTED.value}),
}
#: What a document of a council can be for.
COUNCIL_PURPOSES: tuple[AttachmentPurpose, ...] = tuple(_STATES)
#: The column that holds the newest document of a purpose, which is the one that counts.
_COLUMNS: Mapping[str, str] = {
    AttachmentPurpose.AGENDA.value: "agenda_document",
    AttachmentPurpose.COUNCIL_DECISION.value: "decision_document",
}


def check_council_document(entered: Access, purpose: AttachmentPurpose) -> None:
    """Do nothing when a document of this purpose may be added to the subject now.

    Raises:
        InputError: the purpose is that of a council and the subject is none, or the reverse (422).
        TransitionRefusedError: the council is elsewhere, or its file is frozen (409).
    """
    row = entered.case.row
    if (row.kind == KIND) != (purpose in _STATES):
        message = _("A file for this purpose (%(purpose)s) is not kept here.")
        raise InputError({"purpose": [message % {"purpose": purpose.label}]})
    if purpose in _STATES:
        check_takes(row.id, row.state, purpose)


def check_takes(council_id: int, state: str, purpose: AttachmentPurpose) -> None:
    """Do nothing when a council in `state` takes a document of this purpose.

    Raises:
        TransitionRefusedError: the council is elsewhere, or its file is frozen (409).
    """
    labels = {name: each.label for name, each in get_machine(KIND).states.items()}
    if state not in _STATES[purpose]:
        raise TransitionRefusedError(
            _("“%(purpose)s” is added in: %(states)s. The state is now: %(state)s.")
            % {
                "purpose": purpose.label,
                "states": _(", ").join(str(labels[each]) for each in sorted(_STATES[purpose])),
                "state": labels[state],
            }
        )
    frozen = Council.objects.filter(pk=council_id, frozen_at__isnull=False)
    if purpose is AttachmentPurpose.COUNCIL_FILE and frozen.exists():
        raise TransitionRefusedError(
            _("The file is frozen: its documents are sealed by its hash. Open it again first.")
        )


def keep_as_council_document(attachment: Attachment) -> None:
    """Make the file the one that counts for its council, when it is an agenda or a decision."""
    column = _COLUMNS.get(attachment.purpose)
    if column is not None:
        Council.objects.filter(pk=attachment.subject_id).update(**{column: attachment})
