"""How a consultation ended is told to whoever contributed and left a way to be reached."""

from collections.abc import Mapping
from typing import Any

from lifecycle.models import Consultation, Contribution
from lifecycle.topics.groups import PROPOSALS
from lifecycle.topics.words import get_ministry_name, make_url, read_given
from lifecycle.vocabulary import AnswerEffect
from lifecycle.vocabulary.outsiders import CONTRIBUTION_KEY
from notifications.topics import Outsider, Recipient, Topic
from workflow.models import Announcement, User


def list_contributors(announcement: Announcement) -> list[Recipient]:
    """Return who contributed with an account, once, and the addresses that were left."""
    rows = (
        Contribution.objects.filter(consultation=announcement.subject_id)
        .select_related("person")
        .order_by("pk")
    )
    people = {each.person.pk: each.person for each in rows if each.person is not None}
    outsiders = [
        Outsider(f"{CONTRIBUTION_KEY}{each.pk}", each.email, each.language)
        for each in rows
        if each.person is None and each.email
    ]
    return [*people.values(), *outsiders]


def describe_answers(announcement: Announcement, recipient: Recipient) -> Mapping[str, Any]:
    """Return the contributions of this reader, each with its answer and its link."""
    consultation = Consultation.objects.select_related("plan").get(pk=announcement.subject_id)
    rows = Contribution.objects.filter(consultation=consultation).order_by("pk")
    if isinstance(recipient, User):
        rows = rows.filter(person=recipient)
    else:
        rows = rows.filter(pk=int(recipient.key.removeprefix(CONTRIBUTION_KEY)))
    return {
        "consultation": consultation,
        "plan": consultation.plan,
        "url": make_url("consultation", consultation.pk),
        "reason": read_given(announcement).get("reason", ""),
        "answers": [
            {
                "text": each.text,
                "effect": AnswerEffect(each.effect).label if each.effect else "",
                "answer": each.answer,
                "url": make_url("contribution_follow", each.receipt_token),
            }
            for each in rows
        ],
        "ministry": get_ministry_name(),
    }


CONSULTATION_TOPICS: tuple[Topic, ...] = (
    Topic(
        code="consultation.publish",
        recipients=list_contributors,
        template="lifecycle/mail/consultation_answered",
        context=describe_answers,
        group=PROPOSALS.code,
    ),
    # The answers are then no longer published together: each is read by its own link.
    Topic(
        code="consultation.cancel",
        recipients=list_contributors,
        template="lifecycle/mail/consultation_cancelled",
        context=describe_answers,
        group=PROPOSALS.code,
    ),
)
