"""What shows that something was done: the evidence of a commitment and of its activities."""

from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle.models import Activity, Attachment
from lifecycle.selectors.attachments import may_read
from lifecycle.selectors.late_words import name_activity
from lifecycle.vocabulary import AttachmentPurpose
from workflow.engine.reading import Case
from workflow.permissions import Grants


@dataclass(frozen=True)
class Evidence:
    """A file, and the activity it shows something of; empty for the commitment itself."""

    file: Attachment
    about: str


def list_evidence(
    case: Case, grants: Grants, *, activities: Sequence[Activity] = ()
) -> list[Evidence]:
    """Return the evidence kept for the subject of `case` and its activities, the latest first.

    Nothing for who may not read it. One statement: an activity is carried by whoever carries its
    commitment, so who reads the evidence of one reads that of the other.
    """
    if not may_read(AttachmentPurpose.EVIDENCE, case, grants):
        return []
    named = {each.pk: name_activity(each) for each in activities}
    files = Attachment.objects.filter(
        subject__in=[case.row.id, *named], purpose=AttachmentPurpose.EVIDENCE.value
    )
    return [Evidence(each, named.get(each.subject_id, "")) for each in files.order_by("-pk")]
