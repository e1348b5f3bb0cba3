"""Comments: said, announced, hidden; never part of the history, so nobody's version goes stale."""

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Comment
from lifecycle.models.comment import COMMENT_MAX_LENGTH
from lifecycle.selectors.comments import COMMENTERS, MODERATORS, has_say
from lifecycle.services.access import access, make_denial
from lifecycle.services.announcing import announce
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import ContentLanguage
from workflow.clock import current_clock
from workflow.exceptions import SubjectNotFoundError, TransitionRefusedError
from workflow.models import Subject, User


def comment(
    subject: Subject | int,
    *,
    actor: User,
    text: str,
    language: str = ContentLanguage.FRENCH.value,
) -> Comment:
    """Say something about a subject, for those who work on it.

    Raises:
        SubjectNotFoundError: there is no such subject, or they may not see it (404).
        TransitionForbiddenError: they read it but have no say (403).
        InputError: nothing is said, or too much (422).
    """
    with transaction.atomic():
        entered = access(subject, actor=actor)
        if not has_say(entered.case, entered.grants):
            raise make_denial(COMMENTERS)
        written = Comment.objects.create(
            subject_id=entered.case.row.id,
            author=actor,
            language=clean_code(language, field="language", choices=ContentLanguage),
            text=clean_text(
                text, field="text", max_length=COMMENT_MAX_LENGTH, missing=_("Write a comment.")
            ),
            written_at=current_clock().now(),
        )
        announce(entered.case.row, "commented")
    return written


def hide(comment_id: int, *, actor: User) -> None:
    """Hide a comment from those who do not moderate; its text is kept.

    Raises:
        SubjectNotFoundError: there is no such comment, or they may not see its subject (404).
        TransitionForbiddenError: they do not moderate (403).
        TransitionRefusedError: it is hidden already (409).
    """
    subject_id = Comment.objects.filter(pk=comment_id).values_list("subject_id", flat=True).first()
    if subject_id is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    with transaction.atomic():
        access(subject_id, actor=actor, roles=MODERATORS)
        hidden = Comment.objects.filter(pk=comment_id, hidden_at__isnull=True).update(
            hidden_at=current_clock().now(), hidden_by=actor
        )
        if not hidden:
            # Nothing was updated: another moderator got there first.
            raise TransitionRefusedError(_("This comment is hidden already."))
