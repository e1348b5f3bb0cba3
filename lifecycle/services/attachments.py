"""Attachments: a file enters by its bytes, and leaves only to who may read it."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Attachment
from lifecycle.selectors.attachments import may_read
from lifecycle.services.access import Access, access
from lifecycle.services.archives import HarmfulArchiveError
from lifecycle.services.council_documents import (
    check_council_document,
    keep_as_council_document,
)
from lifecycle.services.file_names import clean_name, get_extension
from lifecycle.services.file_types import (
    ACCEPTED,
    CSV,
    TEXT,
    FileType,
    find_by_extension,
    recognise,
)
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from lifecycle.vocabulary.roles import (
    AUTHOR,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    PROJECT_LEAD,
    RECORDER,
)
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.reading import Case, load_case
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.models import Subject, User, Via
from workflow.permissions import Grants
from workflow.roles import Role

#: A subject carries so many files at most.
PER_SUBJECT_MAX = 10
#: More than that where each of many parties has a paper of its own, by kind of subject.
_MORE_ROOM: Mapping[str, int] = {"convention": 100}

#: Without them a council file that was handed in goes no further: there is always room for them.
_NEEDED = frozenset({AttachmentPurpose.AGENDA, AttachmentPurpose.COUNCIL_DECISION})

#: Who may add a file, by what it is for.
ADDERS: Mapping[AttachmentPurpose, tuple[Role, ...]] = {
    AttachmentPurpose.SUPPORT: (AUTHOR, MINISTRY_TEAM),
    AttachmentPurpose.RECEIPT: (MINISTRY_TEAM,),
    AttachmentPurpose.MINUTES: (MINISTRY_TEAM, MINISTRY_LEAD),
    AttachmentPurpose.PAPER_ACT: (MINISTRY_TEAM, MINISTRY_LEAD, RECORDER),
    AttachmentPurpose.EVIDENCE: (PROJECT_LEAD, FOCAL_POINT, MINISTRY_TEAM),
    AttachmentPurpose.SOURCE: (MINISTRY_TEAM, MINISTRY_LEAD),
    AttachmentPurpose.COUNCIL_FILE: (MINISTRY_TEAM, MINISTRY_LEAD),
    AttachmentPurpose.AGENDA: (MINISTRY_TEAM, MINISTRY_LEAD),
    AttachmentPurpose.COUNCIL_DECISION: (MINISTRY_TEAM, MINISTRY_LEAD),
}
#: Where the author's own files are still part of what they write.
_AUTHOR_WRITES_IN = frozenset({ProposalState.DRAFT.value, ProposalState.NEEDS_DETAILS.value})


@dataclass(frozen=True)
class CheckedFile:
    """A file whose bytes were read to the end: what it is, how large, and its SHA-256."""

    stream: "File[bytes]"
    name: str
    type: FileType
    size_bytes: int
    sha256: str


def attach(
    subject: Subject | int,
    *,
    upload: "File[bytes]",
    purpose: AttachmentPurpose,
    actor: User,
    expect: int | None = None,
    on_behalf_of: User | None = None,
    via: Via = Via.CODE,
) -> Attachment:
    """Keep a file with a subject, and its SHA-256 in the history.

    The history moves on by one: who goes on in the same form expects `expect` + 1 afterwards.

    Raises:
        InputError: it is too large, empty, not what it says, or one too many (422).
        SubjectNotFoundError: there is no such subject, or they may not see it (404).
        TransitionForbiddenError: they may not add a file for this purpose (403).
        TransitionRefusedError: not at this stage, or the plan takes no files from authors (409).
        StaleSubjectError: the subject is not at version `expect` (409).
    """
    # Before the transaction: reading a large document must not make other writers wait.
    checked = check_file(upload)
    with _stored(checked) as path, transaction.atomic():
        entered = access(
            subject,
            actor=actor,
            roles=ADDERS[purpose],
            expect=expect,
            on_behalf_of=on_behalf_of,
        )
        _check_stage(entered, purpose)
        check_council_document(entered, purpose)
        _check_room(entered, purpose)
        attachment = Attachment.objects.create(
            subject_id=entered.case.row.id,
            file=path,
            original_name=checked.name,
            media_type=checked.type.media_type,
            size_bytes=checked.size_bytes,
            sha256=checked.sha256,
            purpose=purpose.value,
            uploaded_by=actor,
            uploaded_at=current_clock().now(),
        )
        keep_as_council_document(attachment)
        record_fact(
            entered.case.row.id,
            "attached",
            actor=actor,
            content={
                "attachment": attachment.pk,
                "purpose": attachment.purpose,
                "name": attachment.original_name,
                "sha256": attachment.sha256,
            },
            on_behalf_of=on_behalf_of,
            via=via,
        )
    return attachment


def may_attach(purpose: AttachmentPurpose, case: Case, grants: Grants) -> bool:
    """Return whether the holder of `grants` may add a file for this purpose, whatever the stage."""
    return any(holds(role, grants, case.facts) for role in ADDERS[purpose])


def remove(
    attachment_id: int, *, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> int:
    """Take a file off one's own draft, and its bytes off the disk; return the proposal's number.

    Once it was submitted, what was attached stays: somebody may have read it.

    Raises:
        SubjectNotFoundError: there is no such file, or they may not see its proposal (404).
        StaleSubjectError: the proposal is not at version `expect` (409).
        TransitionForbiddenError: they are not its author (403).
        TransitionRefusedError: it is no file of an author, or the proposal is no draft (409).
    """
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    with transaction.atomic():
        entered = access(found.subject_id, actor=actor, roles=[AUTHOR], expect=expect)
        attachment = Attachment.objects.filter(pk=attachment_id).first()
        if attachment is None:
            # Somebody else, or the same person twice, got there first.
            raise SubjectNotFoundError(_("There is nothing here under this number."))
        is_own = attachment.purpose == AttachmentPurpose.SUPPORT.value
        if not is_own or entered.case.row.state != ProposalState.DRAFT:
            raise TransitionRefusedError(
                _("A file is removed from a draft only: what was submitted stays as it was.")
            )
        content = {"name": attachment.original_name, "sha256": attachment.sha256}
        record_fact(found.subject_id, "detached", actor=actor, content=content, via=via)
        attachment.delete()
        # When this is undone after all, the row is there again and needs its bytes.
        transaction.on_commit(partial(attachment.file.delete, save=False), robust=True)
    return found.subject_id


def open_attachment(attachment: Attachment, *, grants: Grants) -> IO[bytes]:
    """Return the open file, for who may read it.

    Raises:
        SubjectNotFoundError: they may not; it is said as if it did not exist (404).
    """
    case = load_case(attachment.subject_id, today=current_clock().today())
    if not may_read(attachment.purpose, case, grants):
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    opened: IO[bytes] = attachment.file.open("rb")
    return opened


def check_file(upload: "File[bytes]") -> CheckedFile:
    """Return what the file is, having read it to its end.

    Raises:
        InputError: it is too large, empty, of a type that is not accepted, or not what it says.
    """
    name = clean_name(upload.name or "")
    declared = find_by_extension(get_extension(name))
    if declared is None:
        raise _refuse(
            _("“%(name)s” cannot be attached. These files can: %(extensions)s.")
            % {"name": name, "extensions": _list_extensions()}
        )
    size_bytes, sha256 = _measure(upload, name)
    found = _recognise(upload, name)
    # Only its name says that a text is a table.
    if found is not (TEXT if declared is CSV else declared):
        raise _refuse(
            _("“%(name)s” is not what it says. Its name says: %(declared)s. It is: %(found)s.")
            % {"name": name, "declared": declared.label, "found": found.label}
        )
    return CheckedFile(upload, name, declared, size_bytes, sha256)


def _measure(upload: "File[bytes]", name: str) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256, stopping at the limit whatever was announced."""
    limit = settings.LIFECYCLE_ATTACHMENT_MAX_BYTES
    digest, size_bytes = hashlib.sha256(), 0
    for chunk in upload.chunks():
        size_bytes += len(chunk)
        if size_bytes > limit:
            raise _refuse(
                _("“%(name)s” is too large: at most %(limit)s.")
                % {"name": name, "limit": filesizeformat(limit)}
            )
        digest.update(chunk)
    if not size_bytes:
        raise _refuse(_("“%(name)s” is empty.") % {"name": name})
    return size_bytes, digest.hexdigest()


def _recognise(upload: "File[bytes]", name: str) -> FileType:
    try:
        return recognise(upload)
    except HarmfulArchiveError as error:
        refusal = _("“%(name)s” cannot be attached.") % {"name": name}
        raise InputError({"file": [refusal, str(error)]}) from error


def _check_stage(entered: Access, purpose: AttachmentPurpose) -> None:
    if purpose is not AttachmentPurpose.SUPPORT or entered.holds(MINISTRY_TEAM):
        return
    row = entered.case.row
    if row.state not in _AUTHOR_WRITES_IN:
        raise TransitionRefusedError(
            _("You can add files while you write your proposal or answer a question about it.")
        )
    if not ActionPlan.objects.filter(members=row.id, accepts_attachments=True).exists():
        raise TransitionRefusedError(_("This plan takes no files from authors."))


def _check_room(entered: Access, purpose: AttachmentPurpose) -> None:
    if purpose in _NEEDED:
        return
    most = _MORE_ROOM.get(entered.case.row.kind, PER_SUBJECT_MAX)
    if Attachment.objects.filter(subject=entered.case.row.id).count() >= most:
        raise _refuse(
            _("There are already %(count)d files here, which is the most.") % {"count": most}
        )


@contextmanager
def _stored(checked: CheckedFile) -> Iterator[str]:
    """Write the bytes under a random path; they go again when what follows fails."""
    checked.stream.seek(0)
    kept = Attachment().file
    kept.save(checked.name, checked.stream, save=False)
    try:
        yield str(kept.name)
    except BaseException:
        kept.delete(save=False)
        raise


def _list_extensions() -> str:
    return ", ".join(extension for each in ACCEPTED for extension in each.extensions)


def _refuse(message: str) -> InputError:
    return InputError({"file": [message]})
