"""Versions of a plan: their lines with the text each had, and what a freeze would refuse."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lifecycle.models import (
    ActionPlan,
    Consultation,
    PlanVersion,
    PlanVersionLine,
    Proposal,
    Sheet,
    SheetVersion,
)
from lifecycle.models.sheet_content import SheetContent
from lifecycle.vocabulary import ConsultationState, ProposalState
from workflow.history.chain import format_canonical
from workflow.machine.registry import get_machine
from workflow.prepared import prepared

#: States in which the text of a dossier is approved and nobody can write in it.
APPROVED_STATES: frozenset[str] = frozenset(
    {
        ProposalState.READY.value,
        ProposalState.FINALIZATION.value,
        ProposalState.SIGNATURE.value,
        ProposalState.SIGNED.value,
    }
)
#: States of a consultation that still needs the text it was announced on.
RUNNING_STATES: tuple[str, ...] = (
    ConsultationState.DRAFT.value,
    ConsultationState.SCHEDULED.value,
    ConsultationState.OPEN.value,
)
#: What a version says in its own name; all of it is bound by the root hash.
TEXT_COLUMNS = ("title_fr", "title_ar", "title_en", "text_fr", "text_ar")


@dataclass(frozen=True)
class LineRead:
    """A line: its dossier, the version of its sheet, and the text of that."""

    line: PlanVersionLine
    content: SheetContent

    @property
    def proposal(self) -> Proposal:
        """Return the dossier."""
        return self.line.proposal

    @property
    def number(self) -> str:
        """Return its number as people read it, such as E-11."""
        return format_number(self.line.proposal.plan_number)

    @property
    def title(self) -> str:
        """Return the title of the sheet in the reader's language, else what the author wrote."""
        return pick_title(self.content) or self.line.proposal.title

    @property
    def name(self) -> str:
        """Return the line as lists name it: its number and its title."""
        return f"{self.number} · {self.title}"

    @property
    def state_label(self) -> str:
        """Return where the dossier is now."""
        return str(get_machine("proposal").states[self.line.proposal.state].label)

    @property
    def is_approved(self) -> bool:
        """Return whether its text is approved."""
        return self.line.proposal.state in APPROVED_STATES


def format_number(number: int | None) -> str:
    """Return a number of the plan as people read it; empty while there is none."""
    return f"E-{number}" if number is not None else ""


def pick_title(content: SheetContent) -> str:
    """Return the title of a sheet in the reader's language, else in the other one."""
    wanted, other = content.title_fr, content.title_ar
    if (get_language() or "fr").startswith("ar"):
        wanted, other = other, wanted
    return wanted or other


def list_versions(plan_id: int, *, frozen_only: bool = False) -> QuerySet[PlanVersion]:
    """Return the versions of a plan, the newest first."""
    versions = PlanVersion.objects.filter(plan=plan_id).select_related("plan", "frozen_by")
    if frozen_only:
        versions = versions.filter(frozen_at__isnull=False)
    return versions.order_by("-number")


def query_lines(version_ids: Collection[int]) -> QuerySet[PlanVersionLine]:
    """Return the lines of some versions with all that is shown of them, in one statement."""
    return (
        PlanVersionLine.objects.filter(version__in=version_ids)
        .select_related("proposal", "sheet_version")
        .order_by("version_id", "rank")
    )


def read_lines(version: PlanVersion) -> list[LineRead]:
    """Return the lines of a version in their order, in one statement.

    A frozen line has the text it was frozen with; a line of a draft the text that counts now.
    """
    lines = list(query_lines([version.pk]))
    if version.frozen_at is None:
        current = read_current_sheets([line.proposal_id for line in lines])
        for line in lines:
            line.sheet_version = current.get(line.proposal_id, line.sheet_version)
    return [LineRead(line, line.sheet_version.read()) for line in lines]


def find_line(version: PlanVersion, proposal_id: int) -> LineRead | None:
    """Return the line of a dossier in a version, or None."""
    return next((each for each in read_lines(version) if each.proposal.pk == proposal_id), None)


def find_number(proposal_id: int) -> str:
    """Return the number of a dossier in its plan as people read it; empty while it has none."""
    numbers = Proposal.objects.filter(pk=proposal_id).values_list("plan_number", flat=True)
    return format_number(numbers.first())


def read_current_sheets(proposal_ids: Iterable[int]) -> dict[int, SheetVersion]:
    """Return the version of the sheet that counts now, by dossier."""
    sheets = Sheet.objects.filter(proposal__in=list(proposal_ids)).select_related("current")
    return {each.proposal_id: each.current for each in sheets}


def list_candidates(version: PlanVersion) -> QuerySet[Proposal]:
    """Return the dossiers that can be put in a draft: with a sheet, approved, not in it yet."""
    return (
        Proposal.objects.filter(plan=version.plan_id, state__in=APPROVED_STATES)
        .filter(Exists(Sheet.objects.filter(proposal=OuterRef("pk"))))
        .exclude(plan_lines__version=version)
        .order_by(F("plan_number").asc(nulls_last=True), "reference", "pk")
    )


def list_obstacles(version: PlanVersion, lines: Sequence[LineRead]) -> list[str]:
    """Return what stands against freezing a draft; each line that is not ready is named."""
    problems = _list_unready(lines)
    if not lines:
        problems.append(_("Put at least one dossier in the plan."))
    if not version.title_ar:
        problems.append(_("Write the title in Arabic too."))
    return problems


def _list_unready(lines: Iterable[LineRead]) -> list[str]:
    sentence = _("%(number)s, %(reference)s, is not ready. Its state is: %(state)s.")
    return [
        sentence
        % {
            "number": each.number,
            "reference": each.proposal.reference or each.title,
            "state": each.state_label,
        }
        for each in lines
        if not each.is_approved
    ]


def compute_root_hash(version: PlanVersion, lines: Iterable[tuple[int, str]]) -> str:
    """Return the SHA-256 over the version's own words and its ordered (number, sheet hash)."""
    bound: dict[str, Any] = {
        "plan": version.plan_id,
        "number": version.number,
        "texts": {name: getattr(version, name) for name in TEXT_COLUMNS},
        "lines": [[number, content_hash] for number, content_hash in lines],
    }
    return hashlib.sha256(format_canonical(bound).encode()).hexdigest()


def is_intact(version: PlanVersion) -> bool:
    """Return whether a frozen version still is what its root hash says, one statement."""
    lines = [
        (line.proposal.plan_number or 0, line.sheet_version.read().compute_hash())
        for line in query_lines([version.pk])
    ]
    return compute_root_hash(version, lines) == version.root_hash


def query_frozen_lines() -> QuerySet[PlanVersionLine]:
    """Return the lines of frozen versions that need the text of their dossier as it is.

    A version needs it while a consultation on it is prepared or runs, and before it has any as
    long as no later version is frozen.
    """
    consultations = Consultation.objects.filter(plan_version=OuterRef("version"))
    later = PlanVersion.objects.filter(
        plan=OuterRef("version__plan"),
        frozen_at__isnull=False,
        number__gt=OuterRef("version__number"),
    )
    needed = Exists(consultations.filter(state__in=RUNNING_STATES)) | (
        ~Exists(consultations) & ~Exists(later)
    )
    return PlanVersionLine.objects.filter(needed, version__frozen_at__isnull=False)


def list_frozen(proposal_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these dossiers stand in a frozen version that needs their text as it is."""
    found = query_frozen_lines().filter(proposal__in=list(proposal_ids))
    return frozenset(found.order_by().values_list("proposal_id", flat=True))


def list_numbered(proposal_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these dossiers have a number in a frozen version, with their present text."""
    return frozenset(_list_numbered(proposal_ids))


@prepared
def _list_numbered(proposals: Iterable[int]) -> QuerySet[PlanVersionLine, int]:
    found = PlanVersionLine.objects.filter(
        Q(proposal__sheet__current__content_hash=F("sheet_version__content_hash")),
        proposal__in=proposals,
        proposal__plan_number__isnull=False,
        version__frozen_at__isnull=False,
    )
    return found.order_by().values_list("proposal_id", flat=True)


def find_version(plan: ActionPlan, number: int, *, frozen_only: bool) -> PlanVersion | None:
    """Return a version of the plan by its number, or None."""
    return list_versions(plan.pk, frozen_only=frozen_only).filter(number=number).first()


def count_lines(version_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many lines each version has, in one statement."""
    counts: dict[int, int] = {}
    rows = PlanVersionLine.objects.filter(version__in=version_ids).order_by()
    for version_id in rows.values_list("version_id", flat=True):
        counts[version_id] = counts.get(version_id, 0) + 1
    return counts
