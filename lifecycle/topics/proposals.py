"""What authors, assessors and the ministry are told of a proposal as it moves."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lifecycle.models import Lineage, Uptake
from lifecycle.topics.audience import list_askers, list_authors, list_seated
from lifecycle.topics.groups import PROPOSALS, TASKS
from lifecycle.topics.words import describe_proposal, find_due_on, read_given
from lifecycle.vocabulary import Extent, LineageKind, RefusalCode
from notifications.topics import Recipient, Topic
from workflow.models import Announcement, User

Context = Callable[[Announcement, Recipient], Mapping[str, object]]
Audience = Callable[[Announcement], Iterable[Recipient]]


def describe_receipt(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the proposal, and the day by which its author hears of it."""
    return {
        **describe_proposal(announcement, recipient),
        "due_on": find_due_on(announcement),
    }


def describe_question(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the question, and the day by which it is to be answered."""
    return {
        **describe_receipt(announcement, recipient),
        "question": read_given(announcement).get("question", ""),
    }


def describe_answer(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return what the author answered or objected."""
    given = read_given(announcement)
    return {
        **describe_proposal(announcement, recipient),
        "answer": given.get("details") or given.get("objection", ""),
    }


def describe_decision(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the published reason: that of the decision, or what the proposal keeps of it."""
    given = read_given(announcement)
    described = describe_proposal(announcement, recipient)
    code = given.get("code") or described["proposal"].refusal_code
    return {
        **described,
        "reason": given.get("reason") or described["proposal"].decided_reason,
        "ground": RefusalCode(code).label if code else "",
        "receiving_body": given.get("receiving_body", ""),
        "reference_there": given.get("reference", ""),
    }


def describe_merge(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return what it is to be merged into, why, and until when its author may object.

    Of what is not published only the reference is told.
    """
    described = describe_receipt(announcement, recipient)
    target = described["proposal"].merge_target
    return {
        **described,
        "reason": read_given(announcement).get("reason", ""),
        "target": target,
        "target_title": target.title if target is not None and target.is_published else "",
    }


def describe_parts(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the proposals that it goes on as."""
    lineages = Lineage.objects.filter(
        parent_proposal=announcement.subject_id, kind=LineageKind.SPLIT.value
    ).select_related("child_proposal")
    return {
        **describe_proposal(announcement, recipient),
        "parts": [each.child_proposal for each in lineages.order_by("pk")],
    }


def describe_uptakes(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the dossiers that carry it, with what each keeps and leaves out."""
    uptakes = Uptake.objects.filter(
        source=announcement.subject_id, released_at__isnull=True
    ).select_related("dossier")
    return {
        **describe_proposal(announcement, recipient),
        "uptakes": [(each, Extent(each.extent).label) for each in uptakes.order_by("pk")],
    }


def describe_seat(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the proposal to score, and the day by which."""
    person = recipient if isinstance(recipient, User) else None
    return {
        **describe_proposal(announcement, recipient),
        "due_on": find_due_on(announcement, person),
    }


def _tell(name: str, template: str, context: Context, audience: Audience = list_authors) -> Topic:
    is_for_authors = audience is list_authors
    return Topic(
        code=f"proposal.{name}",
        recipients=audience,
        template=f"lifecycle/mail/{template}",
        context=context,
        group=PROPOSALS.code if is_for_authors else TASKS.code,
        # A commitment is fulfilled years later: nobody waits for that very hour.
        is_urgent=name != "fulfil",
    )


#: By the transition or birth that is announced; nobody is told of the others.
PROPOSAL_TOPICS: tuple[Topic, ...] = (
    _tell("submit", "receipt", describe_receipt),
    _tell("record_for", "receipt", describe_receipt),
    _tell("request_details", "question", describe_question),
    _tell("give_details", "details_given", describe_answer, list_askers),
    _tell("admit", "admitted", describe_proposal),
    _tell("refuse", "refused", describe_decision),
    _tell("close_unanswered", "unanswered", describe_decision),
    _tell("redirect", "redirected", describe_decision),
    _tell("merge", "merge_proposed", describe_merge),
    _tell("object", "objected", describe_answer, list_askers),
    _tell("confirm_merge", "merged", describe_merge),
    _tell("split", "split", describe_parts),
    _tell("start_assessment", "seated", describe_seat, list_seated),
    _tell("retain", "retained", describe_decision),
    _tell("decline", "not_retained", describe_decision),
    _tell("decline_unported", "not_retained", describe_decision),
    _tell("defer", "deferred", describe_decision),
    _tell("defer_dossier", "deferred", describe_decision),
    _tell("leave_behind", "deferred", describe_decision),
    _tell("release_late", "deferred", describe_decision),
    _tell("take_up", "taken_up", describe_uptakes),
    _tell("fulfil", "fulfilled", describe_uptakes),
    _tell("drop", "dropped", describe_decision),
)
