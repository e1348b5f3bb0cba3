"""What changed between two versions of a sheet, word by word."""

from dataclasses import dataclass

from lifecycle.models import SheetVersion
from lifecycle.selectors.round_sections import ChangedText, compare_sections
from lifecycle.selectors.sheet_sections import list_sections
from lifecycle.selectors.sheets import (
    find_consulted,
    find_sheet,
    get_version,
    make_unknown,
    require_drafts,
)
from workflow.engine.reading import Case
from workflow.permissions.grants import Grants


@dataclass(frozen=True)
class Difference:
    """What changed from one version to another."""

    first: SheetVersion
    last: SheetVersion
    changes: list[ChangedText]

    @property
    def before(self) -> int:
        """Return the number of the version that is compared with."""
        return self.first.number

    @property
    def after(self) -> int:
        """Return the number of the version that is compared."""
        return self.last.number


def read_difference(
    case: Case, grants: Grants, *, before: int | None = None, after: int | None = None
) -> Difference:
    """Return what changed from `before` to `after`: from its base to the current one, unless said.

    Raises:
        SubjectNotFoundError: there is no such version, or they read no drafts (404).
    """
    require_drafts(case, grants)
    sheet = find_sheet(case.row.id)
    if sheet is None:
        raise make_unknown()
    last = get_version(case.row.id, after) if after else sheet.current
    first = get_version(case.row.id, before) if before else last.base or last
    return compare(first, last)


def read_public_difference(proposal_id: int) -> Difference:
    """Return what changed since the consultation.

    Raises:
        SubjectNotFoundError: nothing of it is published (404).
    """
    sheet, consulted = find_sheet(proposal_id), find_consulted(proposal_id)
    published = sheet.difference_published if sheet is not None else None
    if published is None or consulted is None:
        raise make_unknown()
    return compare(consulted, published)


def compare(first: SheetVersion, last: SheetVersion) -> Difference:
    """Return what changed from the first to the last."""
    return Difference(
        first,
        last,
        compare_sections(list_sections(first.read()), list_sections(last.read())),
    )
