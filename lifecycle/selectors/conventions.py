"""Conventions as people read them; the number of statements never grows with what is in one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from lifecycle.models import Convention, ConventionParty, Proposal
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.convention_agreements import AMENDMENT, SIGNING, Agreement
from lifecycle.selectors.convention_sections import read_sheets
from lifecycle.selectors.convention_signing_facts import SigningFacts
from lifecycle.selectors.convention_visibility import conventions_visible_to
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.selectors.round_seats import SeatRead, SeatStatus, read_seat
from lifecycle.vocabulary import ConventionState
from workflow.clock import current_clock
from workflow.engine import Explanation, explain
from workflow.exceptions import SubjectNotFoundError
from workflow.models import Decision, Institution, Seat, User
from workflow.permissions import Grants

KIND = "convention"
#: Its signing has ended: a party that did not sign was asked.
SIGNED_IN = frozenset(
    {
        ConventionState.IN_FORCE.value,
        ConventionState.AMENDING.value,
        ConventionState.TERMINATED.value,
        ConventionState.EXPIRED.value,
    }
)
#: It said no: by itself, or as a paper says that a second person confirmed.
_REFUSING = (SeatStatus.OBJECTED, SeatStatus.DECLINED)


class PartyStatus(StrEnum):
    """What has become of the signature of a party."""

    #: It has not been asked yet.
    NOT_ASKED = "not_asked"
    #: Its signature is waited for.
    WAITED_FOR = "waited_for"
    #: It signed a text that has changed since, and is asked or to be asked again.
    FALLEN = "fallen"
    SIGNED = "signed"
    DECLINED = "declined"
    #: The ministry goes on without it, or it takes no part.
    STOOD_DOWN = "stood_down"
    #: It was asked, and the signing ended without its signature.
    NOT_SIGNED = "not_signed"


@dataclass(frozen=True)
class PartyRead:
    """A party, the state of its signature, and what that binds: `annexes` are their numbers."""

    institution: Institution
    capacity: str
    status: PartyStatus
    seat: SeatRead | None
    is_asked: bool
    annexes: tuple[int, ...]
    content_hash: str

    @property
    def refusal(self) -> str:
        """Return why it said no when it was last asked; empty when it did not."""
        if self.seat is None or self.seat.status not in _REFUSING:
            return ""
        return self.seat.comment


@dataclass(frozen=True)
class AnnexRead:
    """An annexed sheet. `missing` are those of its carriers that have not signed the present text.

    `has_left`: the convention does not bind it: it came into force without its signatures, has
    ended, or the dossier left its road.
    """

    number: int
    proposal: Proposal
    content: SheetContent | None
    content_hash: str
    carriers: tuple[Institution, ...]
    missing: tuple[Institution, ...]
    is_waived: bool
    has_left: bool


@dataclass(frozen=True)
class ConventionRead:
    """A convention as one reader may know it, with its parties and annexes in their order."""

    row: Convention
    explanation: Explanation
    reader: Reader
    parties: tuple[PartyRead, ...]
    annexes: tuple[AnnexRead, ...]
    round_id: int | None

    @property
    def agreement(self) -> Agreement:
        """Return what its signatures rest on."""
        return find_agreement(self.explanation)

    @property
    def is_draft(self) -> bool:
        """Return whether its text can be written."""
        return bool(self.row.state == ConventionState.DRAFT)

    @property
    def bodies(self) -> tuple[str, str]:
        """Return the French and the Arabic words that count; not those being signed yet."""
        if self.row.state == ConventionState.AMENDING and self.row.former_body_fr:
            return self.row.former_body_fr, self.row.former_body_ar
        return self.row.body_fr, self.row.body_ar

    @property
    def signed(self) -> int:
        """Return how many parties have signed the present text."""
        return sum(party.status is PartyStatus.SIGNED for party in self.parties)


def find_agreement(explanation: Explanation) -> Agreement:
    """Return the convention of an explanation as its signatures see it."""
    facts = explanation.case.facts
    return facts.agreement if isinstance(facts, SigningFacts) else Agreement()


def list_conventions(grants: Grants, *, plan_code: str = "") -> QuerySet[Convention]:
    """Return the conventions this person may read, the newest first, with counts; two statements.

    `party_count` and `annex_count` are on each row.
    """
    visible = conventions_visible_to(grants, today=current_clock().today())
    rows = Convention.objects.filter(visible)
    if plan_code:
        rows = rows.filter(plan__code=plan_code)
    standing = Q(annexes__removed_at__isnull=True)
    return (
        rows.select_related("plan")
        .annotate(
            party_count=Count("parties", distinct=True),
            annex_count=Count("annexes", filter=standing, distinct=True),
        )
        .order_by("-plan", "-pk")
    )


def explain_convention(
    convention_id: int,
    *,
    actor: User | None,
    grants: Grants,
    on_behalf_of: User | None = None,
) -> Explanation:
    """Return where the convention stands and what can move it, for this person.

    Raises:
        SubjectNotFoundError: it is none, or they may not see it (404).
        TransitionForbiddenError: no delegation lets them act for `on_behalf_of` (403).
    """
    explanation = explain(convention_id, actor=actor, grants=grants, on_behalf_of=on_behalf_of)
    # The engine takes a person it is not told for the clock, which sees everything.
    is_hidden = actor is None and not explanation.case.machine.sees(grants, explanation.case.facts)
    if explanation.kind != KIND or is_hidden:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return explanation


def read_convention(explanation: Explanation, *, grants: Grants) -> ConventionRead:
    """Return the convention with everything its page shows."""
    key, agreement = explanation.subject_id, find_agreement(explanation)
    row = Convention.objects.select_related("plan", "last_edited_by").get(pk=key)
    reader = make_reader(explanation.case, grants)
    seats = _read_seats(key, reader)
    carriers = {each for sheet in agreement.text.annexes for each in sheet.porter_ids}
    names = _read_institutions({*agreement.party_ids, *carriers})
    capacities = dict(
        ConventionParty.objects.filter(convention=key).values_list("institution_id", "capacity")
    )
    return ConventionRead(
        row=row,
        explanation=explanation,
        reader=reader,
        parties=tuple(
            _read_party(
                names[each],
                capacities.get(each, ""),
                agreement,
                _pick_seat(seats.get(each, []), agreement.text.compute_hash(each)),
                is_over=explanation.case.row.state in SIGNED_IN,
            )
            for each in agreement.party_ids
        ),
        annexes=tuple(_read_annexes(explanation, agreement, names)),
        round_id=next(
            (each[-1].row.round_id for each in seats.values() if not each[-1].row.round.outcome),
            None,
        ),
    )


def _read_institutions(ids: Iterable[int]) -> Mapping[int, Institution]:
    return Institution.objects.prefetch_related("names").in_bulk(list(ids))


def _read_seats(convention_id: int, reader: Reader) -> dict[int, list[SeatRead]]:
    """Return the seats of each institution in their order, by its id, in two statements."""
    people = ("decided_by", "on_behalf_of", "event__body", "event__confirmed_by", "seat")
    decisions = Decision.objects.select_related(*people).order_by("pk")
    rows = (
        Seat.objects.filter(
            round__subject=convention_id,
            round__name__in=(SIGNING, AMENDMENT),
            institution__isnull=False,
        )
        .select_related(
            "round",
            "institution",
            "person",
            "work_item",
            "carried_from",
            *[f"carried_from__{each}" for each in people],
        )
        .prefetch_related("institution__names", Prefetch("decisions", decisions))
        .order_by("round_id", "rank", "pk")
    )
    seats: dict[int, list[SeatRead]] = {}
    for row in rows:
        seats.setdefault(row.institution_id or 0, []).append(read_seat(row, row.round, reader))
    return seats


def _pick_seat(seats: Sequence[SeatRead], content_hash: str) -> SeatRead | None:
    """Return the seat that tells of a party: the last, or before it one that signed this text.

    An amendment that was dropped asked for another text: what was signed before it counts.
    """
    signing = [
        each
        for each in seats
        if each.status is SeatStatus.APPROVED and each.content_hash == content_hash
    ]
    last = seats[-1] if seats else None
    runs = last is not None and not last.row.round.outcome
    return last if runs or not signing else signing[-1]


def _read_party(
    institution: Institution,
    capacity: str,
    agreement: Agreement,
    seat: SeatRead | None,
    *,
    is_over: bool,
) -> PartyRead:
    bound = {sheet.proposal_id for sheet in agreement.text.list_annexes_of(institution.pk)}
    return PartyRead(
        institution=institution,
        capacity=capacity,
        status=_find_status(institution.pk, agreement, seat, is_over=is_over),
        seat=seat,
        is_asked=seat is not None and seat.is_open,
        annexes=tuple(
            number
            for number, sheet in enumerate(agreement.text.annexes, start=1)
            if sheet.proposal_id in bound
        ),
        content_hash=agreement.text.compute_hash(institution.pk),
    )


def _find_status(
    key: int, agreement: Agreement, seat: SeatRead | None, *, is_over: bool
) -> PartyStatus:
    """Return what became of the signature; once its signing `is_over`, no party is still asked."""
    runs = seat is not None and not seat.row.round.outcome
    if key in agreement.signed_ids:
        return PartyStatus.SIGNED
    if seat is not None and (runs or is_over) and seat.status in _BY_SEAT:
        return _BY_SEAT[seat.status]
    if key in agreement.fallen_ids:
        return PartyStatus.FALLEN
    if runs:
        return PartyStatus.WAITED_FOR
    return PartyStatus.NOT_SIGNED if seat is not None and is_over else PartyStatus.NOT_ASKED


_BY_SEAT = {
    SeatStatus.OBJECTED: PartyStatus.DECLINED,
    SeatStatus.DECLINED: PartyStatus.DECLINED,
    SeatStatus.ABSTAINED: PartyStatus.STOOD_DOWN,
    SeatStatus.STOOD_DOWN: PartyStatus.STOOD_DOWN,
    SeatStatus.LAPSED: PartyStatus.STOOD_DOWN,
}


def _read_annexes(
    explanation: Explanation, agreement: Agreement, names: Mapping[int, Institution]
) -> Iterable[AnnexRead]:
    sheets = agreement.text.annexes
    contents = read_sheets(sheets)
    proposals = Proposal.objects.in_bulk([sheet.proposal_id for sheet in sheets])
    standing = {line.proposal_id for line in agreement.lines}
    facts = explanation.case.facts
    waived = facts.waived_ids if isinstance(facts, SigningFacts) else frozenset()
    for number, sheet in enumerate(sheets, start=1):
        yield AnnexRead(
            number=number,
            proposal=proposals[sheet.proposal_id],
            content=contents.get((sheet.proposal_id, sheet.content_hash)),
            content_hash=sheet.content_hash,
            carriers=_pick(names, sheet.porter_ids),
            missing=_pick(names, sheet.porter_ids - agreement.signed_ids),
            is_waived=sheet.proposal_id in waived,
            has_left=sheet.proposal_id not in standing,
        )


def _pick(names: Mapping[int, Institution], ids: frozenset[int]) -> tuple[Institution, ...]:
    return tuple(names[key] for key in sorted(ids))
