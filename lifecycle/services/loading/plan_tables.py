"""Bring a plan kept in tables to the shape of a plan file.

The columns are the paths of the plan file: `title.fr`, `period.words`, `awaited.1.who.ar`.

A workbook has a sheet for each of `plan`, `themes`, `institutions`, `stages`, `next_steps`,
`commitments` and `activities`; an activity names its commitment in the column `commitment`.

A CSV file is one table: `plan.…` columns tell the plan on the first row, `activity.…` columns one
activity, the others the commitment, told on the first row that bears its `number`. Its themes and
institutions are those its rows name.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from lifecycle.services.loading.places import Branch, Leaf, Listing, Node, Place, Table
from lifecycle.services.loading.problems import Problem, refuse

SHEETS = ("plan", "check", "themes", "institutions", "stages", "next_steps", "commitments")
SINGLE_SHEETS = frozenset({"plan", "check"})
ACTIVITIES = "activities"


def read_plan_tables(tables: Sequence[Table], problems: list[Problem]) -> Branch:
    """Return the tree that the same plan written in YAML would give.

    Raises:
        LoadRefusedError: a sheet has a name the format does not know.
    """
    problems += [problem for table in tables for problem in table.problems]
    if len(tables) == 1 and tables[0].name not in SHEETS:
        return _read_flat(tables[0].rows, problems)
    by_name = {table.name.strip().lower(): table for table in tables}
    unknown = set(by_name) - {*SHEETS, ACTIVITIES}
    if unknown:
        message = _("The sheet “%(name)s” is unknown; expected some of: %(options)s.")
        options = ", ".join([*SHEETS, ACTIVITIES])
        raise refuse(message % {"name": sorted(unknown)[0], "options": options})
    return _read_sheets(by_name, problems)


def _read_sheets(tables: dict[str, Table], problems: list[Problem]) -> Branch:
    start = Place(1, "")
    entries: dict[str, Node] = {}
    for name in SHEETS:
        if name not in tables:
            continue
        rows = [grow(row) for row in tables[name].rows]
        entries[name] = rows[0] if name in SINGLE_SHEETS and rows else Listing(tuple(rows), start)
    activities = [grow(row) for row in tables[ACTIVITIES].rows] if ACTIVITIES in tables else []
    commitments = entries.get("commitments")
    if isinstance(commitments, Listing):
        entries["commitments"] = _hang_activities(commitments, activities, problems)
    return Branch(entries, start)


def _hang_activities(
    commitments: Listing, activities: Iterable[Branch], problems: list[Problem]
) -> Listing:
    by_number: dict[str, list[Branch]] = {
        _text(row, "number"): [] for row in commitments.items if isinstance(row, Branch)
    }
    for activity in activities:
        number = _text(activity, "commitment")
        if number not in by_number:
            message = _("No commitment bears the number “%(number)s”.") % {"number": number}
            place = activity.place
            problems.append(Problem(place.line, place.column, "activities.commitment", message))
            continue
        own = {name: node for name, node in activity.entries.items() if name != "commitment"}
        by_number[number].append(Branch(own, activity.place, activity.key_places))
    return Listing(
        tuple(
            _with_activities(row, by_number[_text(row, "number")])
            for row in commitments.items
            if isinstance(row, Branch)
        ),
        commitments.place,
    )


def _with_activities(commitment: Branch, activities: Sequence[Branch]) -> Branch:
    listing = Listing(tuple(activities), commitment.place)
    entries = {**commitment.entries, ACTIVITIES: listing}
    return Branch(entries, commitment.place, commitment.key_places)


def _text(branch: Branch, name: str) -> str:
    node = branch.entries.get(name)
    return node.text if isinstance(node, Leaf) else ""


def _read_flat(rows: Sequence[Branch], problems: list[Problem]) -> Branch:
    start = Place(1, "")
    grown = [grow(row) for row in rows]
    commitments: dict[str, Branch] = {}
    activities = []
    for row in grown:
        number = _text(row, "number")
        commitments.setdefault(number, _commitment_part(row))
        activity = row.entries.get("activity")
        if isinstance(activity, Branch):
            named = {
                **activity.entries,
                "commitment": row.entries.get("number", Leaf("", row.place)),
            }
            activities.append(Branch(named, row.place))
    listing = Listing(tuple(commitments.values()), start)
    entries: dict[str, Node] = {
        "themes": _name_themes(commitments.values()),
        "institutions": _name_institutions(commitments.values()),
        "commitments": _hang_activities(listing, activities, problems),
    }
    if grown and "plan" in grown[0].entries:
        entries["plan"] = grown[0].entries["plan"]
    return Branch(entries, start)


def _commitment_part(row: Branch) -> Branch:
    entries = {name: node for name, node in row.entries.items() if name not in {"plan", "activity"}}
    return Branch(entries, row.place)


def _name_themes(commitments: Iterable[Branch]) -> Listing:
    named = {
        _text(row, "theme"): row.entries["theme"] for row in commitments if _text(row, "theme")
    }
    items = [Branch({"key": leaf, "name": leaf}, leaf.place) for leaf in named.values()]
    return Listing(tuple(items), Place(1, "theme"))


def _name_institutions(commitments: Iterable[Branch]) -> Listing:
    leaves: dict[str, Leaf] = {}
    for row in commitments:
        for name in ("lead", "partners"):
            for key in filter(None, (part.strip() for part in _text(row, name).split(","))):
                leaves.setdefault(key, Leaf(key, row.entries[name].place))
    return Listing(tuple(_institution(leaf) for leaf in leaves.values()), Place(1, "lead"))


def _institution(leaf: Leaf) -> Branch:
    since = Leaf("1970-01-01", leaf.place)
    names = Listing((Branch({"since": since, "name": leaf}, leaf.place),), leaf.place)
    side = Leaf("government", leaf.place)
    return Branch({"key": leaf, "side": side, "names": names}, leaf.place)


def grow(row: Branch) -> Branch:
    """Return the row with its dotted columns as nested values; `a.1.b` is a list."""
    nested: dict[str, dict[str, Node]] = {}
    entries: dict[str, Node] = {}
    for header, node in row.entries.items():
        if isinstance(node, Leaf) and node.is_blank:
            continue
        name, dot, rest = header.partition(".")
        if dot:
            nested.setdefault(name, {})[rest] = node
        else:
            entries[name] = node
    for name, parts in nested.items():
        inner = grow(Branch(parts, next(iter(parts.values())).place))
        entries[name] = _as_listing(inner)
    return Branch(entries, row.place)


def _as_listing(branch: Branch) -> Node:
    if all(name.isdigit() for name in branch.entries):
        numbered = sorted(branch.entries.items(), key=lambda entry: int(entry[0]))
        return Listing(tuple(node for _number, node in numbered), branch.place)
    return branch
