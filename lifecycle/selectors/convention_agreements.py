"""Conventions as their signatures see them: a signature stands while the text it binds stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from lifecycle.models import Convention, ConventionAnnex, ConventionParty, ProposalPorter
from lifecycle.models.convention_text import AnnexedSheet, ConventionText
from lifecycle.selectors.institutions import list_heirs, read_successors
from workflow.models import COUNTING, Decision, Seat, Verdict
from workflow.prepared import prepared

#: Names of the rounds in which parties sign: the convention, then what amends it.
SIGNING, AMENDMENT = "signing", "amendment"


@dataclass(frozen=True)
class AnnexedLine:
    """A dossier that is still in the convention, and where it stands."""

    proposal_id: int
    reference: str
    state: str
    entered_at: datetime
    sheet: AnnexedSheet


@dataclass(frozen=True)
class Objection:
    """What a party said when it declined; it stands until the party is invited again."""

    comment: str
    made_at: datetime


@dataclass(frozen=True)
class Agreement:
    """A convention: its text, its parties, its lines, and what was signed or declined so far."""

    text: ConventionText = field(default_factory=ConventionText)
    party_ids: tuple[int, ...] = ()
    lines: tuple[AnnexedLine, ...] = ()
    allows_partial: bool = False
    last_editor_id: int | None = None
    plan_ends_on: date | None = None
    state: str = ""
    #: The hashes of the texts that each institution has signed, those that have fallen too.
    approved: Mapping[int, frozenset[str]] = field(default_factory=dict)
    objections: Mapping[int, Objection] = field(default_factory=dict)

    @cached_property
    def signed_ids(self) -> frozenset[int]:
        """Return the institutions whose signature is on the text as it is now."""
        return frozenset(
            key for key, hashes in self.approved.items() if self.text.compute_hash(key) in hashes
        )

    @cached_property
    def fallen_ids(self) -> frozenset[int]:
        """Return the institutions that signed a text which has changed since."""
        return frozenset(self.approved) - self.signed_ids

    def list_unsigned(self, line: AnnexedLine) -> frozenset[int]:
        """Return the institutions that carry the dossier and have not signed its present text."""
        return line.sheet.porter_ids - self.signed_ids


def load_agreements(ids: Iterable[int]) -> Mapping[int, Agreement]:
    """Return each convention by id, in five statements.

    One more where an institution that signed, or declined, was succeeded since.
    """
    keys = list(ids)
    parties = _read_parties(keys)
    approved, objections = _read_decisions(keys)
    annexes, lines = _read_annexes(keys)
    return {
        row.pk: Agreement(
            text=make_text(row, annexes.get(row.pk, ())),
            party_ids=tuple(parties.get(row.pk, ())),
            lines=tuple(lines.get(row.pk, ())),
            allows_partial=row.allows_partial,
            last_editor_id=row.last_edited_by_id,
            plan_ends_on=row.plan.ends_on,
            state=row.state,
            approved=approved.get(row.pk, {}),
            objections=objections.get(row.pk, {}),
        )
        for row in _list_conventions(keys)
    }


@prepared
def _list_conventions(conventions: Iterable[int]) -> QuerySet[Convention]:
    return Convention.objects.filter(pk__in=conventions).select_related("plan").order_by("pk")


def make_text(convention: Convention, annexes: Iterable[AnnexedSheet]) -> ConventionText:
    """Return the words of a convention with these annexes."""
    return ConventionText(
        title_fr=convention.title_fr,
        title_ar=convention.title_ar,
        body_fr=convention.body_fr,
        body_ar=convention.body_ar,
        policy=convention.policy,
        annexes=tuple(annexes),
    )


def _read_parties(ids: list[int]) -> dict[int, list[int]]:
    parties: dict[int, list[int]] = {}
    for key, institution_id in _list_parties(ids):
        parties.setdefault(key, []).append(institution_id)
    return parties


@prepared
def _list_parties(conventions: Iterable[int]) -> QuerySet[ConventionParty, tuple[int, int]]:
    parties = ConventionParty.objects.filter(convention__in=conventions).order_by("pk")
    return parties.values_list("convention_id", "institution_id")


def _read_decisions(
    ids: list[int],
) -> tuple[dict[int, dict[int, frozenset[str]]], dict[int, dict[int, Objection]]]:
    approved: dict[int, dict[int, frozenset[str]]] = {}
    objections: dict[int, dict[int, Objection]] = {}
    rows = list(_list_decisions(ids))
    successors = read_successors() if any(successor for *_said, successor in rows) else {}
    for key, verdict, content_hash, comment, made_at, outcome, sits, holder, _successor in rows:
        if verdict == str(Verdict.APPROVE):
            signed = approved.setdefault(key, {})
            # What an institution signed stands for those that succeeded it, unless its successor is
            # asked beside it: then that one speaks for itself.
            for party_id in [holder] if sits else list_heirs(holder, successors):
                signed[party_id] = signed.get(party_id, frozenset()) | {content_hash}
        elif not outcome:
            objections.setdefault(key, {})[holder] = Objection(comment, made_at)
    return approved, objections


@prepared
def _list_decisions(conventions: Iterable[int]) -> QuerySet[Decision, tuple[Any, ...]]:
    beside = Seat.objects.filter(
        round=OuterRef("seat__round"), institution=OuterRef("seat__institution__succeeded_by")
    )
    rows = Decision.objects.filter(
        COUNTING,
        seat__round__subject__in=conventions,
        seat__round__name__in=(SIGNING, AMENDMENT),
        seat__institution__isnull=False,
        verdict__in=(str(Verdict.APPROVE), str(Verdict.OBJECT)),
    )
    return rows.order_by("decided_at", "pk").values_list(
        "seat__round__subject_id",
        "verdict",
        "content_hash",
        "comment",
        "decided_at",
        "seat__round__outcome",
        Exists(beside),
        "seat__institution_id",
        "seat__institution__succeeded_by_id",
    )


@dataclass(frozen=True)
class _AnnexRow:
    convention_id: int
    proposal_id: int
    left_on: date | None
    left_hash: str
    reference: str
    state: str
    entered_at: datetime
    current_hash: str


def _read_annexes(
    ids: list[int],
) -> tuple[dict[int, list[AnnexedSheet]], dict[int, list[AnnexedLine]]]:
    """Return the sheets of the text in their order, and the lines that have not left it."""
    rows = [_AnnexRow(*values) for values in _list_annexes(ids)]
    porters = _read_porters({row.proposal_id for row in rows})
    sheets: dict[int, list[AnnexedSheet]] = {}
    lines: dict[int, list[AnnexedLine]] = {}
    for row in rows:
        sheet = AnnexedSheet(
            row.proposal_id,
            row.left_hash or row.current_hash,
            _list_carriers(porters.get(row.proposal_id, ()), row.left_on),
        )
        sheets.setdefault(row.convention_id, []).append(sheet)
        if row.left_on is None:
            line = AnnexedLine(row.proposal_id, row.reference, row.state, row.entered_at, sheet)
            lines.setdefault(row.convention_id, []).append(line)
    return sheets, lines


@prepared
def _list_annexes(conventions: Iterable[int]) -> QuerySet[ConventionAnnex, tuple[Any, ...]]:
    annexes = ConventionAnnex.objects.filter(
        convention__in=conventions, removed_at__isnull=True
    ).annotate(current_hash=Coalesce(F("proposal__sheet__current__content_hash"), Value("")))
    return annexes.order_by("convention_id", "rank", "pk").values_list(
        "convention_id",
        "proposal_id",
        "left_on",
        "left_hash",
        "proposal__reference",
        "proposal__state",
        "proposal__entered_at",
        "current_hash",
    )


def _read_porters(ids: Iterable[int]) -> dict[int, list[tuple[int, date | None]]]:
    porters: dict[int, list[tuple[int, date | None]]] = {}
    for proposal_id, institution_id, ended_on in _list_porters(ids):
        porters.setdefault(proposal_id, []).append((institution_id, ended_on))
    return porters


@prepared
def _list_porters(
    proposals: Iterable[int],
) -> QuerySet[ProposalPorter, tuple[int, int, date | None]]:
    porters = ProposalPorter.objects.filter(proposal__in=proposals).order_by("pk")
    return porters.values_list("proposal_id", "institution_id", "ended_on")


def _list_carriers(
    porters: Iterable[tuple[int, date | None]], left_on: date | None
) -> frozenset[int]:
    """Return who carries the dossier, or carried it on the day it left the convention."""
    return frozenset(
        key
        for key, ended_on in porters
        if ended_on is None or (left_on is not None and ended_on >= left_on)
    )
