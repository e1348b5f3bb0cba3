"""Compare the rows of a plan file: names that must be known, numbers twice, circles, totals."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from lifecycle.services.loading.dependencies import find_cycle
from lifecycle.services.loading.fields import Fields
from lifecycle.services.loading.places import Place
from lifecycle.services.loading.plan_rows import ActivityRow, CommitmentRow, PlanFile
from lifecycle.services.loading.problems import Problem

ActivityName = tuple[int, str]


def check_plan_file(plan_file: PlanFile, problems: list[Problem]) -> None:
    """Note in `problems` what the rows say against one another."""
    themes = [(row.key, row.place, f"{row.path}.key") for row in plan_file.themes]
    institutions = [(row.key, row.place, f"{row.path}.key") for row in plan_file.institutions]
    stages = [(row.code, row.place, f"{row.path}.code") for row in plan_file.stages]
    numbers = [
        (str(row.number), row.place, f"{row.path}.number")
        for row in plan_file.commitments
        if row.number
    ]
    ogp = [(row.ogp, row.place, f"{row.path}.ogp") for row in plan_file.commitments if row.ogp]
    plan = plan_file.plan
    # One label a day: one without a day is that of the day the file tells of.
    labels = [
        ((each.since or plan.as_of).isoformat(), plan.place, f"{plan.path}.labels")
        for each in plan.labels
    ]
    for names in (labels, themes, institutions, stages, numbers, ogp):
        problems += _list_doubles(names)
    problems += _list_unknown_references(plan_file)
    problems += _list_institution_cycles(plan_file)
    problems += _list_activity_problems(plan_file.commitments)
    problems += _list_plan_cycles(plan_file)


def _list_doubles(names: Iterable[tuple[str, Place, str]]) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for name, place, field in names:
        if name in seen:
            message = _("“%(name)s” is already on line %(line)s.")
            text = message % {"name": name, "line": seen[name]}
            problems.append(Problem(place.line, place.column, field, text))
        seen.setdefault(name, place.line)
    return problems


def _list_unknown_references(plan_file: PlanFile) -> list[Problem]:
    themes = {row.key for row in plan_file.themes}
    institutions = {row.key for row in plan_file.institutions}
    problems = []
    for row in plan_file.commitments:
        wanted = [("theme", row.theme, themes), ("lead", row.lead, institutions)]
        wanted += [("partners", key, institutions) for key in row.partners]
        for field, key, known in wanted:
            if key and key not in known:
                problems.append(_unknown(row, field, key))
    problems += [
        Problem(row.place.line, row.place.column, f"{row.path}.parent", _say_unknown(row.parent))
        for row in plan_file.institutions
        if row.parent and row.parent not in institutions
    ]
    return problems


def _unknown(row: CommitmentRow | ActivityRow, field: str, key: str) -> Problem:
    return Problem(row.place.line, row.place.column, f"{row.path}.{field}", _say_unknown(key))


def _say_unknown(key: str) -> str:
    return _("“%(key)s” is named here and stands nowhere in the file.") % {"key": key}


def _list_institution_cycles(plan_file: PlanFile) -> list[Problem]:
    parents = {row.key: [row.parent] for row in plan_file.institutions if row.parent}
    cycle = find_cycle(parents)
    if not cycle:
        return []
    row = next(row for row in plan_file.institutions if row.key == cycle[0])
    return [Problem(row.place.line, row.place.column, f"{row.path}.parent", _say_cycle(cycle))]


def _say_cycle(names: Sequence[str]) -> str:
    return _("This goes in a circle: %(path)s.") % {"path": " → ".join(names)}


def _list_activity_problems(commitments: Sequence[CommitmentRow]) -> list[Problem]:
    """Return activities that wait for an unknown one, and one circle of waiting when there is any.

    An activity names another by its key or label; `3/12` is activity 12 of commitment 3.
    """
    rows = {
        (commitment.number, name): activity
        for commitment in commitments
        for activity in commitment.activities
        for name in {activity.key, activity.label} - {""}
    }
    waits_for: dict[ActivityName, list[ActivityName]] = {}
    problems = []
    for commitment in commitments:
        for activity in commitment.activities:
            own = (commitment.number, activity.key or activity.label or activity.path)
            for reference in activity.after:
                target = rows.get(resolve_activity(reference, commitment.number))
                if target is None:
                    problems.append(_unknown(activity, "after", reference))
                    continue
                number = resolve_activity(reference, commitment.number)[0]
                waits_for.setdefault(own, []).append((number, target.key or target.label))
    return problems + _list_waiting_cycle(waits_for, rows)


def resolve_activity(reference: str, number: int) -> ActivityName:
    """Return which activity is meant inside commitment `number`: `3/12` is the 12 of number 3."""
    other, slash, name = reference.partition("/")
    if slash and other.isdigit():
        return int(other), name
    return number, reference


def _list_waiting_cycle(
    waits_for: Mapping[ActivityName, Sequence[ActivityName]],
    rows: Mapping[ActivityName, ActivityRow],
) -> list[Problem]:
    cycle = find_cycle(waits_for)
    if not cycle:
        return []
    first = rows[cycle[0]]
    path = _say_cycle([f"{number}/{name}" for number, name in cycle])
    return [Problem(first.place.line, first.place.column, f"{first.path}.after", path)]


def _list_plan_cycles(plan_file: PlanFile) -> list[Problem]:
    """Return the commitments that wait for their own plan."""
    code = plan_file.plan.code
    return [
        Problem(
            row.place.line,
            row.place.column,
            f"{row.path}.depends_on_plan",
            _say_cycle([code, code]),
        )
        for row in plan_file.commitments
        if code in row.depends_on_plans
    ]


def check_totals(fields: Fields, commitments: Sequence[CommitmentRow]) -> None:
    """Compare the commitments with the totals the file announces under `check`, when it does."""
    check = fields.find_fields("check")
    if check is None:
        return
    total = sum(row.progress for row in commitments)
    mean = round(total / len(commitments), 1) if commitments else 0.0
    found: dict[str, float] = {
        "commitments": len(commitments),
        "progress_sum": total,
        "mean_progress": mean,
        "at_100_percent": sum(row.progress == 100 for row in commitments),
    }
    for name, value in found.items():
        announced = check.decimal(name)
        if announced is not None and announced != value:
            message = _("The file announces %(announced)s and its commitments give %(found)s.")
            check.note(name, message % {"announced": f"{announced:g}", "found": f"{value:g}"})
    check.refuse_unknown()
