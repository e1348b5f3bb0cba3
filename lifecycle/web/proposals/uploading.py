"""Files that come with the form of a transition: kept first, so that a refusal loses nothing."""

from collections.abc import Mapping

from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.web.transitions import UPLOAD_SUFFIX, TransitionForm
from workflow.engine import TransitionExplanation
from workflow.exceptions import InputError
from workflow.models import User, Via

#: What a document is for, by the name of the input that asks for it.
PURPOSES: Mapping[str, AttachmentPurpose] = {
    "minutes": AttachmentPurpose.MINUTES,
    "paper_scan": AttachmentPurpose.PAPER_ACT,
}


def keep_uploads(
    explained: TransitionExplanation,
    form: TransitionForm,
    *,
    proposal_id: int,
    person: User,
    otherwise: AttachmentPurpose = AttachmentPurpose.SUPPORT,
    on_behalf_of: User | None = None,
) -> int:
    """Keep the files that came with the form and choose them in it; return the version since.

    Nothing is kept for a transition that will be refused anyway. `otherwise` is what a file is for
    when the name of its input does not say.

    Raises:
        InputError: a file cannot be taken; it is said near its field.
        StaleSubjectError: the proposal moved since the form was shown; nothing was kept.
    """
    if not explained.is_allowed:
        return form.read_expect()
    return keep_files(
        form,
        subject_id=proposal_id,
        person=person,
        otherwise=otherwise,
        on_behalf_of=on_behalf_of,
    )


def keep_files(
    form: TransitionForm,
    *,
    subject_id: int,
    person: User,
    otherwise: AttachmentPurpose = AttachmentPurpose.SUPPORT,
    on_behalf_of: User | None = None,
) -> int:
    """Keep the files of the form with the subject and choose them in it; as `keep_uploads` does.

    Raises:
        InputError, StaleSubjectError: as `keep_uploads` does.
    """
    expect = form.read_expect()
    for declared, upload in form.list_uploads():
        try:
            kept = attach(
                subject_id,
                upload=upload,
                purpose=PURPOSES.get(declared.name, otherwise),
                actor=person,
                expect=expect,
                on_behalf_of=on_behalf_of,
                via=Via.WEB,
            )
        except InputError as error:
            messages = [words for each in error.errors.values() for words in each]
            raise InputError({declared.name + UPLOAD_SUFFIX: messages}) from error
        # The file is a fact in the history, which has moved on by one.
        expect += 1
        form.keep(**{declared.name: kept.pk, "expect": expect})
    return expect
