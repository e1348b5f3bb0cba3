"""What candidates, porters, authors and the ministry are told while a dossier finds its porter."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from lifecycle.models import ProposalPorter
from lifecycle.selectors.porters import query_people_of
from lifecycle.selectors.proposal_surroundings import ACCEPTANCE
from lifecycle.topics.audience import list_authors, list_holders
from lifecycle.topics.groups import DECISIONS, TASKS
from lifecycle.topics.words import describe_proposal, make_url
from lifecycle.vocabulary.roles import MINISTRY_TEAM, OWNER, PROJECT_LEAD
from notifications.topics import PreferenceGroup, Recipient, Topic, name_recipient
from workflow.clock import current_clock
from workflow.models import (
    Announcement,
    RightAction,
    RightRecord,
    SubjectGrant,
    User,
    WorkItem,
)
from workflow.permissions.grants import ROLE_PREFIX


def list_asked(announcement: Announcement) -> list[Recipient]:
    """Return the owners of the candidates that the announced event asked, until they answer."""
    bodies = _query_asked(announcement).values_list("institution_id", flat=True)
    return [person for body in bodies if body is not None for person in _list_owners(body)]


def list_finders(announcement: Announcement) -> list[Recipient]:
    """Return the authors, and the owners of the porter that was found."""
    lead = _find_lead(announcement)
    owners = _list_owners(lead.institution_id) if lead is not None else []
    return _unique([*owners, *list_authors(announcement)])


def list_ministry(_announcement: Announcement) -> list[Recipient]:
    """Return the ministry team."""
    return list(list_holders(MINISTRY_TEAM))


def list_named(announcement: Announcement) -> list[Recipient]:
    """Return who runs the dossier now."""
    grants = SubjectGrant.objects.filter(
        content_object=announcement.subject_id,
        permission__codename=f"{ROLE_PREFIX}{PROJECT_LEAD.code}",
    )
    return list(User.objects.filter(pk__in=grants.values("user")).order_by("pk"))


def list_parties(announcement: Announcement) -> list[Recipient]:
    """Return everybody with a part in it: who is asked next, ministry, porters, authors."""
    bodies = ProposalPorter.objects.filter(proposal=announcement.subject_id).order_by("pk")
    owners = [person for each in bodies for person in _list_owners(each.institution_id)]
    return _unique(
        [
            *list_asked(announcement),
            *list_holders(MINISTRY_TEAM),
            *owners,
            *_list_relieved(announcement),
            *list_authors(announcement),
        ]
    )


def describe_asking(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the dossier, the day until which the answer is awaited, and where it is given."""
    described = describe_proposal(announcement, recipient)
    item = _query_asked(announcement).order_by("due_on").first()
    if item is None:
        return {**described, "due_on": None}
    return {**described, "due_on": item.due_on, "url": make_url("round", item.round_id)}


def describe_finding(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the institution that carries it, and whether the reader names its project lead."""
    lead = _find_lead(announcement)
    owners = _list_owners(lead.institution_id) if lead is not None else []
    return {
        **describe_proposal(announcement, recipient),
        "porter": lead.institution if lead is not None else "",
        "is_owner": recipient in owners,
    }


def describe_withdrawal(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return who withdrew and why, and whether the reader is asked next."""
    left = (
        ProposalPorter.objects.filter(
            proposal=announcement.subject_id, leads=True, ended_on__isnull=False
        )
        .select_related("institution")
        .order_by("-ended_on", "-pk")
        .first()
    )
    is_asked = recipient in list_asked(announcement)
    describe = describe_asking if is_asked else describe_proposal
    return {
        **describe(announcement, recipient),
        "porter": left.institution if left is not None else "",
        "reason": left.end_reason if left is not None else "",
        "is_asked": is_asked,
    }


def _query_asked(announcement: Announcement) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(
        opened_by=announcement.event_id, kind=ACCEPTANCE, closed_at__isnull=True
    )


def _find_lead(announcement: Announcement) -> ProposalPorter | None:
    leading = ProposalPorter.objects.filter(
        proposal=announcement.subject_id, leads=True, ended_on__isnull=True
    )
    return leading.select_related("institution").first()


def _list_owners(institution_id: int) -> list[User]:
    return list(query_people_of(institution_id, on=current_clock().today(), role=OWNER))


def _list_relieved(announcement: Announcement) -> list[User]:
    """Return who ran the dossier until the announced event took it back from them."""
    event = announcement.event
    if event is None:
        return []
    taken = RightRecord.objects.filter(
        subject=announcement.subject_id,
        right=PROJECT_LEAD.code,
        action=str(RightAction.TAKEN_BACK),
        recorded_at__gte=event.recorded_at,
    )
    return list(User.objects.filter(pk__in=taken.values("person")).order_by("pk"))


def _unique(people: Iterable[Recipient]) -> list[Recipient]:
    return list({name_recipient(each): each for each in people}.values())


def _tell(
    name: str,
    template: str,
    audience: Callable[[Announcement], Iterable[Recipient]],
    context: Callable[[Announcement, Recipient], dict[str, Any]] = describe_proposal,
    group: PreferenceGroup = TASKS,
) -> Topic:
    return Topic(
        code=f"proposal.{name}",
        recipients=audience,
        template=f"lifecycle/mail/{template}",
        context=context,
        group=group.code,
    )


#: By what is announced: a transition, a decision that passes the turn on, or a fact.
PORTER_TOPICS: tuple[Topic, ...] = (
    _tell("seek_porter", "porter_asked", list_asked, describe_asking),
    _tell("seek_again", "porter_asked", list_asked, describe_asking),
    _tell(f"{ACCEPTANCE}.object", "porter_asked", list_asked, describe_asking),
    _tell(f"{ACCEPTANCE}.abstain", "porter_asked", list_asked, describe_asking),
    _tell(f"{ACCEPTANCE}.lapse", "porter_asked", list_asked, describe_asking),
    _tell(f"{ACCEPTANCE}.asked_at_once", "porter_asked", list_asked, describe_asking),
    _tell("confirm_porter", "porter_found", list_finders, describe_finding, DECISIONS),
    _tell("no_porter", "no_porter", list_ministry),
    _tell("name_lead", "lead_named", list_named),
    _tell("withdraw_porter", "porter_withdrew", list_parties, describe_withdrawal, DECISIONS),
)
