"""Answers by the link of a message: done, a new date, blocked by, without signing in.

1. The link is signed, bound to its reader and to what was asked, and good for a month.
2. It shows what would be done; only sending the form does it, once.
3. The reader's rights are those of that moment, and the history says that it came by mail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lifecycle.models import Attachment, MailAnswer
from lifecycle.services import replannings
from lifecycle.services.attachments import attach
from lifecycle.services.awaited import await_party
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.vocabulary.roles import FOCAL_POINT, PROJECT_LEAD
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.engine.reading import load_case
from workflow.exceptions import SubjectNotFoundError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.models import User, Via, WorkItem
from workflow.permissions import load_grants

GOOD_FOR = timedelta(days=30)
#: They report what is done, ask for new dates and say who is awaited.
ANSWERERS = (FOCAL_POINT, PROJECT_LEAD)
_SALT = "mail_answer"


@dataclass(frozen=True)
class Question:
    """What a message asked of its reader: an item of an activity, as its dates were then."""

    person: User
    item: WorkItem

    @property
    def activity_id(self) -> int:
        """Return the number of the activity that is asked about."""
        return self.item.subject_id


def make_token(person: User, item: WorkItem) -> str:
    """Return what the links of a message to this person about this item carry."""
    return signing.dumps([person.pk, item.pk, item.generation], salt=_SALT)


def may_answer(person: User, item: WorkItem) -> bool:
    """Return whether a message about the item offers its reader to answer at once."""
    if item.subject.kind != "activity":
        return False
    if item.kind != item.subject.state:
        return False
    case = load_case(item.subject_id, today=current_clock().today())
    grants = load_grants(person)
    return any(holds(role, grants, case.facts) for role in ANSWERERS)


def find_reader(token: str) -> User | None:
    """Return whose link it is, whatever became of what it asks; None when it is nobody's."""
    try:
        person_id, _item, _generation = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return User.objects.filter(pk=person_id, is_active=True).first()


def find_question(token: str) -> Question:
    """Return what a link asks.

    Raises:
        SubjectNotFoundError: it is forged, too old, or of a closed account (404).
        TransitionRefusedError: it was answered, or what was asked has changed since (409).
    """
    try:
        person_id, item_id, generation = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise SubjectNotFoundError(_("This link leads nowhere.")) from error
    person = User.objects.filter(pk=person_id, is_active=True).first()
    item = WorkItem.objects.select_related("subject").filter(pk=item_id).first()
    if person is None or item is None:
        raise SubjectNotFoundError(_("This link leads nowhere."))
    if MailAnswer.objects.filter(person=person, work_item=item, generation=generation).exists():
        raise _refuse()
    if item.closed_at is not None or item.generation != generation or item.paused_at is not None:
        raise _refuse()
    return Question(person, item)


def report_done(question: Question, *, done_on: date, upload: "File[bytes]") -> None:
    """Report the activity done, with its evidence; refused, its bytes leave the disk again.

    Raises:
        WorkflowError: as `attach` and `fire` do.
    """
    kept: list[Attachment] = []

    def act() -> None:
        evidence = attach(
            question.activity_id,
            upload=upload,
            purpose=AttachmentPurpose.EVIDENCE,
            actor=question.person,
            via=Via.MAIL,
        )
        kept.append(evidence)
        inputs: dict[str, Any] = {"done_on": done_on, "evidence": [evidence.pk]}
        fire(
            question.activity_id,
            "report_done",
            actor=question.person,
            inputs=inputs,
            via=Via.MAIL,
        )

    try:
        _answer_once(question, act)
    except BaseException:
        # The transaction takes the row back, which `attach` had finished with; nothing takes
        # back a file.
        for each in kept:
            each.file.delete(save=False)
        raise


def ask_new_date(question: Question, *, words: str, cause: str, reason: str) -> None:
    """Ask for a new date of the activity.

    Raises:
        WorkflowError: as `replannings.ask` does.
    """
    _answer_once(
        question,
        lambda: replannings.ask(
            question.activity_id,
            words=words,
            cause=cause,
            reason=reason,
            actor=question.person,
            via=Via.MAIL,
        ),
    )


def say_blocked(question: Question, *, who: str, what: str, count: int = 1) -> None:
    """Say whose answer is awaited for the activity, and of how many when they are only counted.

    Raises:
        WorkflowError: as `await_party` does.
    """
    _answer_once(
        question,
        lambda: await_party(
            question.activity_id,
            actor=question.person,
            who=who,
            what=what,
            count=count,
            language=question.person.language or "fr",
            via=Via.MAIL,
        ),
    )


def _answer_once(question: Question, act: Callable[[], object]) -> None:
    """Do it and use the link up, both or neither."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                MailAnswer.objects.create(
                    person=question.person,
                    work_item=question.item,
                    generation=question.item.generation,
                    answered_at=current_clock().now(),
                )
        except IntegrityError as error:
            # The same form sent twice: the first one did it.
            raise _refuse() from error
        act()


def _refuse() -> TransitionRefusedError:
    return TransitionRefusedError(
        _("This was answered already, or its dates have changed since the message was sent.")
    )
