"""What authors, porters and who runs a dossier are told of what the council said of its line."""

from collections.abc import Callable, Iterable
from typing import Any

from lifecycle.models import Commitment, ProposalPorter
from lifecycle.selectors.porters import query_people_of
from lifecycle.topics.audience import list_authors
from lifecycle.topics.groups import DECISIONS
from lifecycle.topics.porters import list_named
from lifecycle.topics.proposals import describe_decision
from lifecycle.topics.words import describe_proposal, make_url
from lifecycle.vocabulary.roles import OWNER
from notifications.topics import Recipient, Topic, name_recipient
from workflow.clock import current_clock
from workflow.models import Announcement


def list_concerned(announcement: Announcement) -> list[Recipient]:
    """Return the owners of its porters, who runs it, and its authors."""
    bodies = ProposalPorter.objects.filter(
        proposal=announcement.subject_id, ended_on__isnull=True
    ).order_by("-leads", "pk")
    owners = [
        person
        for each in bodies
        for person in query_people_of(each.institution_id, on=current_clock().today(), role=OWNER)
    ]
    people: Iterable[Recipient] = [*owners, *list_named(announcement), *list_authors(announcement)]
    return list({name_recipient(each): each for each in people}.values())


def describe_adoption(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return the commitment that the dossier became, with its number and where it is followed."""
    described = describe_proposal(announcement, recipient)
    commitment = (
        Commitment.objects.filter(born_of=announcement.subject_id)
        .select_related("plan")
        .order_by("-pk")
        .first()
    )
    if commitment is None:
        return {**described, "commitment": None}
    url = make_url("commitment", commitment.plan.code, commitment.number)
    return {**described, "commitment": commitment, "url": url}


def _tell(
    name: str,
    template: str,
    context: Callable[[Announcement, Recipient], dict[str, Any]],
) -> Topic:
    return Topic(
        code=f"proposal.{name}",
        recipients=list_concerned,
        template=f"lifecycle/mail/{template}",
        context=context,
        group=DECISIONS.code,
    )


#: By the outcome of the line; of what is left for a later plan only its authors are told.
COUNCIL_TOPICS: tuple[Topic, ...] = (
    _tell("adopt", "adopted", describe_adoption),
    _tell("return_from_council", "council_returned", describe_decision),
    _tell("remove", "council_removed", describe_decision),
)
