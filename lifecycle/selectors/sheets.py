"""The sheet of a dossier as rows: the version that counts, all of them, and who reads which."""

import json
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from lifecycle.models import PlanVersionLine, Proposal, Sheet, SheetVersion
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.sheet_completeness import Completeness, PlanSpan, list_completeness
from lifecycle.selectors.sheet_rights import PUBLIC_IN, reads_drafts
from lifecycle.vocabulary import ConsultationState
from workflow.engine.reading import Case
from workflow.exceptions import SubjectNotFoundError
from workflow.permissions.grants import Grants

#: What the public was asked to read it goes on reading.
CONSULTED = (
    ConsultationState.OPEN.value,
    ConsultationState.CLOSED.value,
    ConsultationState.ANSWERED.value,
    ConsultationState.PUBLISHED.value,
)
#: More versions than these are listed page by page.
VERSIONS_A_PAGE = 50


@dataclass(frozen=True)
class ReadSheet:
    """A version of a sheet as one reader gets it. `sheet` is None before anything was written."""

    sheet: Sheet | None
    version: SheetVersion | None
    content: SheetContent
    #: Every version is theirs to read.
    reads_drafts: bool

    @property
    def number(self) -> int:
        """Return the number of the version; 0 before there is one."""
        return self.version.number if self.version is not None else 0

    @property
    def completeness(self) -> list[Completeness]:
        """Return how much of each part is filled in."""
        return list_completeness(self.content)

    @property
    def sources(self) -> dict[str, list[int]]:
        """Return the proposals that pre-filled fields come from, by field."""
        return read_sources(self.version)


def read_sheet(case: Case, grants: Grants, *, number: int | None = None) -> ReadSheet:
    """Return the current version of the sheet, or the one of this number.

    The public reads the text that is or was consulted on, and only that.

    Raises:
        SubjectNotFoundError: there is no such version, or it is not for them to read (404).
    """
    facts = cast("ProposalFacts", case.facts)
    drafts = reads_drafts(grants, facts)
    sheet = find_sheet(case.row.id)
    version = sheet.current if sheet is not None else None
    if not drafts:
        version = find_public_version(case.row.id, case.row.state, sheet)
        if version is None:
            raise make_unknown()
    if number is not None and (version is None or version.number != number):
        version = get_version(case.row.id, number) if drafts else None
        if version is None:
            raise make_unknown()
    content = version.read() if version is not None else SheetContent()
    return ReadSheet(sheet, version, content, drafts)


def find_sheet(proposal_id: int) -> Sheet | None:
    """Return the sheet with its current version and who edited it, or None."""
    rows = Sheet.objects.filter(proposal=proposal_id)
    return rows.select_related("current__edited_by", "current__base").first()


def find_public_version(proposal_id: int, state: str, sheet: Sheet | None) -> SheetVersion | None:
    """Return the version that everybody may read: the current one, or the one consulted on."""
    if state in PUBLIC_IN and sheet is not None:
        return sheet.current
    return find_consulted(proposal_id)


def find_consulted(proposal_id: int) -> SheetVersion | None:
    """Return the version on which the public was last consulted, or None."""
    line = (
        PlanVersionLine.objects.filter(
            proposal=proposal_id, version__consultations__state__in=CONSULTED
        )
        .select_related("sheet_version__edited_by")
        .order_by("-version__number")
        .first()
    )
    return line.sheet_version if line is not None else None


def get_version(proposal_id: int, number: int) -> SheetVersion:
    """Return the version of this number.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    found = (
        SheetVersion.objects.filter(proposal=proposal_id, number=min(number, 2**31 - 1))
        .select_related("edited_by", "base")
        .first()
    )
    if found is None:
        raise make_unknown()
    return found


def list_versions(proposal_id: int) -> list[SheetVersion]:
    """Return the versions, the latest first, with who edited them; without their text."""
    rows = SheetVersion.objects.filter(proposal=proposal_id).order_by("-number")
    return list(rows.select_related("edited_by", "base").defer("content", "base__content"))


def list_readable_versions(case: Case, grants: Grants) -> list[SheetVersion]:
    """Return the versions of a sheet, to those who read its drafts.

    Raises:
        SubjectNotFoundError: they do not (404).
    """
    require_drafts(case, grants)
    return list_versions(case.row.id)


def require_drafts(case: Case, grants: Grants) -> None:
    """Do nothing when every version is theirs to read.

    Raises:
        SubjectNotFoundError: only its public text is, if any (404).
    """
    if not reads_drafts(grants, cast("ProposalFacts", case.facts)):
        raise make_unknown()


def read_sources(version: SheetVersion | None) -> dict[str, list[int]]:
    """Return the ids of the proposals that each pre-filled field comes from."""
    if version is None:
        return {}
    found: dict[str, list[int]] = json.loads(version.sources)
    return found


def read_span(proposal: Proposal) -> PlanSpan:
    """Return the days of the plan of the dossier."""
    return PlanSpan(proposal.plan.starts_on, proposal.plan.ends_on)


def make_unknown() -> SubjectNotFoundError:
    """Return the error that says the same of what does not exist and of what one may not see."""
    return SubjectNotFoundError(_("There is nothing here under this number."))
