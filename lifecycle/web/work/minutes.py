"""Minutes for many decisions at once: kept with the plan, where each of them finds them."""

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from lifecycle.models import Attachment
from lifecycle.services.attachments import attach, check_file
from lifecycle.vocabulary import AttachmentPurpose
from workflow.models import User, Via


def list_minutes(plan_id: int) -> QuerySet[Attachment]:
    """Return the minutes the plan has, the latest first."""
    found = Attachment.objects.filter(subject=plan_id, purpose=AttachmentPurpose.MINUTES)
    return found.order_by("-uploaded_at", "-pk")


def keep_minutes(plan_id: int, upload: "UploadedFile[bytes]", *, person: User) -> Attachment:
    """Return the minutes of the plan that have these very bytes, else keep the file as new ones.

    So a form that is sent twice with its file refers to the same minutes twice.

    Raises:
        WorkflowError: as `attach` does.
    """
    same = list_minutes(plan_id).filter(sha256=check_file(upload).sha256).first()
    return same or attach(
        plan_id, upload=upload, purpose=AttachmentPurpose.MINUTES, actor=person, via=Via.WEB
    )
