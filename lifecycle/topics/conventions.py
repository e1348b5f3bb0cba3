"""What the parties of a convention and the ministry are told as it moves, and as its lines do."""

from collections.abc import Iterable
from typing import Any

from lifecycle.models import Convention, Proposal, ProposalPorter
from lifecycle.selectors.convention_agreements import AMENDMENT, SIGNING
from lifecycle.topics.audience import list_holders
from lifecycle.topics.groups import DECISIONS
from lifecycle.topics.words import get_ministry_name, make_url, read_given
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from notifications.topics import Recipient, Topic
from workflow.machine.registry import get_machine
from workflow.models import Announcement, Decision, InstitutionGrant, User
from workflow.permissions.grants import ROLE_PREFIX

#: What is told to whoever signs, besides what the rounds tell: they were asked, it ended.
TOLD = ("change_text", "complete_partial", "abandon", "drop_amendment", "terminate", "expire")


def list_signatories(announcement: Announcement) -> list[Recipient]:
    """Return who signs for the parties, and the ministry team, but for whoever did it."""
    parties = Convention.objects.get(pk=announcement.subject_id).parties
    owners = _list_owners(parties.values_list("institution_id", flat=True))
    return _leave_out_actor(announcement, [*owners, *list_holders(MINISTRY_TEAM)])


def list_ministry(announcement: Announcement) -> list[Recipient]:
    """Return the ministry team and its lead, but for whoever did it."""
    people = [*list_holders(MINISTRY_TEAM), *list_holders(MINISTRY_LEAD)]
    return _leave_out_actor(announcement, people)


def list_carriers(announcement: Announcement) -> list[Recipient]:
    """Return who signs for the institutions that carry the dossier."""
    porters = ProposalPorter.objects.filter(proposal=announcement.subject_id, ended_on=None)
    owners = _list_owners(porters.values_list("institution_id", flat=True))
    return _leave_out_actor(announcement, owners)


def describe_convention(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return what became of the convention, and the reason given."""
    event = announcement.event
    machine = get_machine("convention")
    name = event.name if event is not None else ""
    return {
        "convention": Convention.objects.get(pk=announcement.subject_id),
        "what": machine.transitions[name].label if name in machine.transitions else "",
        "reason": read_given(announcement).get("reason", ""),
        "url": make_url("convention", announcement.subject_id),
        "ministry": get_ministry_name(),
    }


def describe_refusal(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return which party declined, and what it said."""
    decision = (
        Decision.objects.filter(event=announcement.event_id)
        .select_related("seat__institution")
        .prefetch_related("seat__institution__names")
        .first()
    )
    return {
        **describe_convention(announcement, recipient),
        "party": decision.seat.institution if decision is not None else "",
        "comment": decision.comment if decision is not None else "",
    }


def describe_line(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return the dossier whose text left its signatories, and why."""
    return {
        "proposal": Proposal.objects.get(pk=announcement.subject_id),
        "reason": read_given(announcement).get("reason", ""),
        "url": make_url("proposal", announcement.subject_id),
        "ministry": get_ministry_name(),
    }


CONVENTION_TOPICS = (
    *(
        Topic(
            code=f"convention.{name}",
            recipients=list_signatories,
            template="lifecycle/mail/convention_moved",
            context=describe_convention,
            group=DECISIONS.code,
            # Whoever was asked to sign must not sign what has changed.
            is_urgent=name == "change_text",
        )
        for name in TOLD
    ),
    *(
        Topic(
            code=f"convention.{name}.object",
            recipients=list_ministry,
            template="lifecycle/mail/convention_declined",
            context=describe_refusal,
            group=DECISIONS.code,
        )
        for name in (SIGNING, AMENDMENT)
    ),
    *(
        Topic(
            code=f"proposal.{name}",
            recipients=list_carriers,
            template="lifecycle/mail/text_recalled",
            context=describe_line,
            group=DECISIONS.code,
        )
        for name in ("recall", "refuse_signature")
    ),
)


def _list_owners(institution_ids: Iterable[int]) -> list[User]:
    granted = InstitutionGrant.objects.filter(
        content_object__in=list(institution_ids),
        permission__codename=f"{ROLE_PREFIX}{OWNER.code}",
    )
    people = User.objects.filter(pk__in=granted.values("user"), is_active=True)
    return list(people.order_by("pk"))


def _leave_out_actor(announcement: Announcement, people: Iterable[User]) -> list[Recipient]:
    actor_id = announcement.event.actor_id if announcement.event is not None else None
    others = {each.pk: each for each in people if each.pk != actor_id}
    return list(others.values())
