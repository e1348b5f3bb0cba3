"""Attachments: who may read a file, by what it is for. The rule and its list are twins."""

from collections.abc import Mapping

from django.db.models import QuerySet

from lifecycle.models import Attachment
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.vocabulary.roles import (
    COMMITTEE,
    COMMITTEE_CHAIR,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OBSERVER,
    OWNER,
    PROJECT_LEAD,
    RECORDER,
    SUPERIOR,
)
from workflow.engine.reading import Case
from workflow.machine.rights import holds
from workflow.permissions import Grants
from workflow.roles import Role

_MINISTRY = (MINISTRY_TEAM, MINISTRY_LEAD)
_COMMITTEE = (COMMITTEE, COMMITTEE_CHAIR, OBSERVER)
_PORTERS = (OWNER, FOCAL_POINT, PROJECT_LEAD, SUPERIOR)

#: Who reads the file of a subject they see; a supporting document is as public as its subject.
_READERS: Mapping[AttachmentPurpose, tuple[Role, ...]] = {
    AttachmentPurpose.RECEIPT: _MINISTRY,
    AttachmentPurpose.MINUTES: (*_MINISTRY, *_COMMITTEE),
    AttachmentPurpose.PAPER_ACT: (*_MINISTRY, RECORDER, *_COMMITTEE),
    AttachmentPurpose.EVIDENCE: (*_MINISTRY, *_COMMITTEE, *_PORTERS),
    AttachmentPurpose.SOURCE: (*_MINISTRY, *_COMMITTEE),
    AttachmentPurpose.COUNCIL_FILE: (*_MINISTRY, *_COMMITTEE),
    AttachmentPurpose.AGENDA: (*_MINISTRY, *_COMMITTEE),
}


def may_read(purpose: str, case: Case, grants: Grants) -> bool:
    """Return whether the holder of `grants` may read a file of this purpose of the subject.

    Minutes are also for whoever answers for any institution: they tell all of them what is next.
    """
    if not case.machine.sees(grants, case.facts):
        return False
    readers = _READERS.get(AttachmentPurpose(purpose))
    if readers is None or any(holds(role, grants, case.facts) for role in readers):
        return True
    answers = bool(grants.institutions_of(*(role.code for role in _PORTERS)))
    return answers and purpose == AttachmentPurpose.MINUTES


def list_readable(case: Case, grants: Grants) -> QuerySet[Attachment]:
    """Return the files of the subject that the holder of `grants` may read, oldest first."""
    purposes = [each.value for each in AttachmentPurpose if may_read(each.value, case, grants)]
    return Attachment.objects.filter(subject=case.row.id, purpose__in=purposes).order_by("pk")
