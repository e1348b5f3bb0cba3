"""What changed between two texts of a plan: lines in, lines out, and the words of each line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle.models import PlanVersion
from lifecycle.models.sheet_content import TEXT_FIELDS, PlannedActivity, SheetContent
from lifecycle.selectors.plan_versions import LineRead, format_number, pick_title, read_lines
from lifecycle.selectors.sheet_sections import LABELS
from lifecycle.selectors.word_diff import Piece, compare, has_changed

#: What each part of a plan is called.
PART_NAMES: dict[str, str | Promise] = {
    **LABELS,
    "activities": _("Planned activities"),
    "text": _("Text of the plan"),
}


@dataclass(frozen=True)
class PartDiff:
    """A part whose words changed, in one language; "" is a part that is in none."""

    name: str
    label: str
    language: str
    pieces: list[Piece]


@dataclass(frozen=True)
class LineDiff:
    """A line that both versions have and whose text changed."""

    number: str
    title: str
    parts: list[PartDiff]


@dataclass(frozen=True)
class VersionDiff:
    """From one version to another. `moved` are lines that only changed their place."""

    own: list[PartDiff]
    added: list[LineRead]
    removed: list[LineRead]
    changed: list[LineDiff]
    moved: list[LineRead]

    @property
    def is_empty(self) -> bool:
        """Return whether both say the same."""
        return not (self.own or self.added or self.removed or self.changed or self.moved)


def compare_versions(before: PlanVersion, after: PlanVersion) -> VersionDiff:
    """Return what changed from one version to another, in four statements at most."""
    old = {each.line.proposal_id: each for each in read_lines(before)}
    new = {each.line.proposal_id: each for each in read_lines(after)}
    kept = [key for key in new if key in old]
    changed = [
        LineDiff(new[key].number, new[key].title, parts)
        for key in kept
        if (parts := compare_sheets(old[key].content, new[key].content))
    ]
    return VersionDiff(
        own=list(_compare_own(before, after)),
        added=[each for key, each in new.items() if key not in old],
        removed=[each for key, each in old.items() if key not in new],
        changed=changed,
        moved=[new[key] for key in _list_moved([key for key in old if key in new], kept)],
    )


def compare_sheets(before: SheetContent, after: SheetContent) -> list[PartDiff]:
    """Return the parts of a sheet whose words changed, in each language, in their order."""
    pairs = [
        (
            name,
            language,
            getattr(before, f"{name}_{language}"),
            getattr(after, f"{name}_{language}"),
        )
        for name in TEXT_FIELDS
        for language in ("fr", "ar")
    ]
    pairs += [
        ("activities", language, _tell(before, language), _tell(after, language))
        for language in ("fr", "ar")
    ]
    pairs.append(("contact", "", before.contact, after.contact))
    return [
        PartDiff(name, str(PART_NAMES[name]), language, pieces)
        for name, language, old, new in pairs
        if has_changed(pieces := compare(old, new))
    ]


def describe_line_diff(
    plan_number: int | None, before: SheetContent, after: SheetContent
) -> LineDiff:
    """Return what changed in one line."""
    return LineDiff(format_number(plan_number), pick_title(after), compare_sheets(before, after))


def _compare_own(before: PlanVersion, after: PlanVersion) -> Iterator[PartDiff]:
    for name, language in (
        ("title", "fr"),
        ("title", "ar"),
        ("title", "en"),
        ("text", "fr"),
        ("text", "ar"),
    ):
        column = f"{name}_{language}"
        pieces = compare(getattr(before, column), getattr(after, column))
        if has_changed(pieces):
            yield PartDiff(name, str(PART_NAMES[name]), language, pieces)


def _tell(content: SheetContent, language: str) -> str:
    """Return the planned activities as lines of text, which can be compared word by word."""
    return "\n".join(_tell_activity(each, language) for each in content.activities)


def _tell_activity(activity: PlannedActivity, language: str) -> str:
    parts = ("title", "deliverable", "indicator", "stakeholders", "site")
    words = [getattr(activity, f"{part}_{language}") for part in parts]
    return "\n".join(each for each in (*words, activity.period_words) if each)


def _list_moved(before: Sequence[int], after: Sequence[int]) -> list[int]:
    """Return the keys that stand elsewhere among those that both lists have."""
    return [key for old, key in zip(before, after, strict=True) if old != key]
