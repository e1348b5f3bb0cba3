"""The editor as its template draws it: each field with all that is to be said beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.urls import reverse
from django.utils.functional import Promise

from lifecycle.models.sheet_content import (
    ACTIVITY_FIELDS,
    LANGUAGES,
    OPTIONAL_ACTIVITY_FIELDS,
    TEXT_FIELDS,
)
from lifecycle.selectors.sheet_completeness import Completeness
from lifecycle.selectors.sheet_lint import Finding
from lifecycle.selectors.sheet_merging import Clash
from lifecycle.selectors.sheet_sections import LABELS
from lifecycle.selectors.sheet_sources import Source
from lifecycle.selectors.word_diff import Piece, compare
from lifecycle.web.sheets.drafts import Draft, name_field
from lifecycle.web.sheets.forms import SheetForm
from lifecycle.web.sheets.words import ACTIVITY_HELPS, ACTIVITY_LABELS, HELPS


@dataclass(frozen=True)
class SourceLine:
    """A proposal whose words filled a field, with these words."""

    reference: str
    title: str
    language: str
    words: str
    url: str


@dataclass(frozen=True)
class Cell:
    """A field in one language, or in none."""

    field: BoundField
    language: str
    findings: Sequence[Finding] = ()
    pieces: Sequence[Piece] = ()
    theirs: str = ""
    has_clash: bool = False
    sources: Sequence[SourceLine] = ()


@dataclass(frozen=True)
class Part:
    """A part of the sheet: its fields side by side, and how complete it is."""

    name: str
    label: str | Promise
    help: str | Promise
    cells: Sequence[Cell]
    completeness: Completeness | None = None


@dataclass(frozen=True)
class ActivityPart:
    """An activity: its parts, and where it can be moved."""

    number: int
    key: BoundField
    parts: Sequence[Part]
    optional: Sequence[Part]
    completeness: Completeness | None
    #: What somebody else took out meanwhile, or changed although it was taken out here.
    clash: Clash | None
    is_first: bool
    is_last: bool

    @property
    def index(self) -> int:
        """Return its position, counted from 0, as buttons name it."""
        return self.number - 1

    @property
    def opens_optional(self) -> bool:
        """Return whether something in the parts that may stay empty wants to be looked at."""
        return any(
            cell.field.errors or cell.findings or cell.has_clash or cell.field.value()
            for part in self.optional
            for cell in part.cells
        )


@dataclass(frozen=True)
class Beside:
    """What is said beside fields, by their address."""

    findings: Sequence[Finding] = ()
    clashes: Sequence[Clash] = ()
    completeness: Sequence[Completeness] = ()
    used: Mapping[str, Sequence[int]] = ()  # type: ignore[assignment]  # an empty one of any kind
    sources: Sequence[Source] = ()


def list_parts(form: SheetForm, beside: Beside) -> list[Part]:
    """Return the parts of the sheet itself, in the order of the template."""
    measured = {each.part: each for each in beside.completeness}
    parts = [
        Part(
            name,
            LABELS[name],
            HELPS[name],
            [_make_cell(form, f"{name}_{each}", each, beside) for each in LANGUAGES],
            measured.get(name),
        )
        for name in TEXT_FIELDS
    ]
    contact = _make_cell(form, "contact", "", beside)
    parts.append(
        Part("contact", LABELS["contact"], HELPS["contact"], [contact], measured.get("contact"))
    )
    return parts


def list_activities(form: SheetForm, draft: Draft, beside: Beside) -> list[ActivityPart]:
    """Return the activities, in their order."""
    measured = {each.part: each for each in beside.completeness}
    lost = {each.activity: each for each in beside.clashes if each.name == "activity"}
    found = []
    for index, row in enumerate(draft.rows):
        key = row.get("key", "")
        parts = [_make_part(form, index, key, name, beside) for name in ACTIVITY_FIELDS]
        period = _make_cell(
            form, name_field(index, "period"), "", beside, f"activities:{key}:period"
        )
        parts.append(Part("period", ACTIVITY_LABELS["period"], ACTIVITY_HELPS["period"], [period]))
        found.append(
            ActivityPart(
                number=index + 1,
                key=form[name_field(index, "key")],
                parts=[each for each in parts if each.name not in OPTIONAL_ACTIVITY_FIELDS],
                optional=[each for each in parts if each.name in OPTIONAL_ACTIVITY_FIELDS],
                completeness=measured.get(f"activities:{key}"),
                clash=lost.get(key),
                is_first=index == 0,
                is_last=index == len(draft.rows) - 1,
            )
        )
    return found


def _make_part(form: SheetForm, index: int, key: str, name: str, beside: Beside) -> Part:
    cells = [
        _make_cell(
            form,
            name_field(index, f"{name}_{each}"),
            each,
            beside,
            f"activities:{key}:{name}_{each}",
        )
        for each in LANGUAGES
    ]
    return Part(name, ACTIVITY_LABELS[name], ACTIVITY_HELPS.get(name, ""), cells)


def _make_cell(
    form: SheetForm, field: str, language: str, beside: Beside, address: str = ""
) -> Cell:
    place = address or field
    clash = next((each for each in beside.clashes if each.address == place), None)
    return Cell(
        field=form[field],
        language=language,
        findings=[each for each in beside.findings if each.address == place],
        pieces=compare(clash.theirs, clash.mine) if clash is not None else (),
        theirs=clash.theirs if clash is not None else "",
        has_clash=clash is not None,
        sources=list(_list_sources(place, beside)),
    )


def _list_sources(place: str, beside: Beside) -> Iterable[SourceLine]:
    used = dict(beside.used).get(place, ())
    name = place.rpartition("_")[0]
    for source in beside.sources:
        if source.id in used:
            yield SourceLine(
                source.reference,
                source.title,
                source.language,
                source.say(name),
                reverse("proposal", args=[source.id]),
            )
