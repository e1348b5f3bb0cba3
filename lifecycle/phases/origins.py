"""Origins: who a new proposal comes from, and what it takes from the one it came of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Lineage, Proposal, ProposalAuthor
from lifecycle.selectors.assessors import list_assessors
from lifecycle.selectors.stage_facts import StageFacts
from lifecycle.vocabulary import LineageKind, ProposalState, StageCode
from workflow.exceptions import InputError
from workflow.machine import Day, Facts, Move, PlannedBirth, Reference, Rows, Text
from workflow.models import Institution, User

#: What a child takes over from the proposal it came of, besides its own words.
INHERITED = (
    "channel",
    "channel_reference",
    "received_on",
    "language",
    "submitted_by",
    "association",
    "association_name",
    "visibility",
)
#: What is carried into a later plan is also the same words; its theme belongs to the old plan.
CARRIED = (*INHERITED, "title", "problem", "solution", "details")


def list_institutions(facts: Facts) -> QuerySet[Institution]:
    """Return the institutions and associations an author may belong to."""
    return Institution.objects.filter(dissolved_on__isnull=True)


def list_deferred(facts: Facts) -> QuerySet[Proposal]:
    """Return the proposals of other plans that wait for a later one."""
    return Proposal.objects.filter(state=ProposalState.DEFERRED).exclude(
        plan=facts.subject.parent_id
    )


def list_seatable(facts: Facts) -> QuerySet[User]:
    """Return the people who can be seated in an assessment that is loaded."""
    return list_assessors(today=facts.today)


#: The people somebody else writes down as authors.
AUTHORS = Rows(
    "authors",
    _("Authors"),
    columns=[
        Text("name", _("Name"), lines=1, max_length=150, required=False),
        Text("email", _("E-mail address"), lines=1, max_length=254, required=False),
        Reference(
            "institution",
            _("Association or institution"),
            among=list_institutions,
            required=False,
        ),
    ],
    at_least=0,
    help=_("Leave it empty when the event or the letter names nobody."),
)
SOURCE_DOCUMENT = Text("source_document", _("Source document"), lines=1, max_length=250)
AS_OF = Day("as_of", _("True on"))
SEATED = Reference("assessors", _("Assessors"), among=list_seatable, many=True, required=False)
CARRIED_FROM = Reference("source", _("Proposal carried over"), among=list_deferred)


def check_authors(facts: Facts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return an error for each author whose address is none, or who is nobody."""
    errors = []
    seen: set[str] = set()
    for number, row in enumerate(inputs["authors"], start=1):
        address = row["email"].lower()
        if not (row["name"] or row["email"]):
            errors.append(
                gettext("Author %(number)d: give a name or an e-mail address.") % {"number": number}
            )
        if address and not _is_address(address):
            errors.append(gettext("“%(email)s” is not an e-mail address.") % {"email": address})
        if address and address in seen:
            errors.append(gettext("%(email)s is named twice.") % {"email": address})
        seen.add(address)
    return {"authors": errors} if errors else {}


def plan_carry_ins(facts: StageFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedBirth]:
    """Plan the return of what the earlier plan deferred, now that the next collection opens."""
    if facts.code != StageCode.COLLECTION:
        return
    plan_id = facts.subject.parent_id
    waiting = Proposal.objects.filter(
        plan__successors=plan_id, state=ProposalState.DEFERRED
    ).exclude(lineage_down__kind=LineageKind.CARRY)
    for source in waiting.order_by("pk"):
        values = {"plan_id": plan_id, "parent_id": plan_id}
        yield PlannedBirth("proposal", "carry_in", values, {"source": source})


def sign_as_author(move: Move) -> None:
    """Make the person who creates the proposal its author."""
    ProposalAuthor.objects.create(
        proposal_id=move.subject_id, person=move.actor, confirmed_at=move.now
    )
    Proposal.objects.filter(pk=move.subject_id).update(submitted_by=move.actor)


def write_authors(move: Move) -> None:
    """Write down the authors somebody else named; an account of the same address is theirs."""
    rows = move.inputs.get("authors") or []
    accounts = {
        person.email.lower(): person
        for person in User.objects.filter(
            email__in=[row["email"].lower() for row in rows if row["email"]], is_active=True
        )
    }
    ProposalAuthor.objects.bulk_create(
        ProposalAuthor(
            proposal_id=move.subject_id,
            person=accounts.get(row["email"].lower()),
            name=row["name"],
            email=row["email"],
            institution=row["institution"],
        )
        for row in rows
    )


def check_named(move: Move) -> None:
    """Do nothing when the proposal says where it came from.

    Raises:
        InputError: neither a person, nor an event or a letter is named.
    """
    proposal = Proposal.objects.get(pk=move.subject_id)
    if not (proposal.channel_reference.strip() or proposal.authors.exists()):
        raise InputError(
            {"authors": [gettext("Name the author, or the event or the letter it came by.")]}
        )


def inherit_from_whole(move: Move) -> None:
    """Take over the origin and the authors of the proposal this one is a part of."""
    cause = move.event.cause
    if cause is None:
        message = "a part is born of the split of another proposal only"
        raise LookupError(message)
    _inherit(move, cause.subject_id, INHERITED, LineageKind.SPLIT)


def inherit_from_earlier(move: Move) -> None:
    """Take over the words, the origin and the authors of the proposal of an earlier plan."""
    _inherit(move, move.inputs["source"].pk, CARRIED, LineageKind.CARRY)


def _inherit(move: Move, parent_id: int, columns: Sequence[str], kind: LineageKind) -> None:
    parent = Proposal.objects.filter(pk=parent_id).values(*columns).get()
    Proposal.objects.filter(pk=move.subject_id).update(**parent)
    for author in ProposalAuthor.objects.filter(proposal=parent_id):
        author.pk = None
        author.proposal_id = move.subject_id
        author.save(force_insert=True)
    Lineage.objects.create(
        parent_proposal_id=parent_id,
        child_proposal_id=move.subject_id,
        kind=kind.value,
        recorded_at=move.now,
    )


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
