"""Load a plan that was kept elsewhere: all of it or nothing, and twice is as good as once."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Activity, Commitment
from lifecycle.selectors.ambiguous import list_ambiguous
from lifecycle.services.loading.activity_writing import (
    list_rows,
    name_row,
    write_activities,
    write_order,
)
from lifecycle.services.loading.commitment_writing import Frame, write_commitment
from lifecycle.services.loading.comparing import Loading
from lifecycle.services.loading.dependencies import find_cycle
from lifecycle.services.loading.period_writing import ask_to_settle
from lifecycle.services.loading.plan_checks import resolve_activity
from lifecycle.services.loading.plan_format import (
    concerns_a_commitment,
    inspect_plan,
    keep_sound_commitments,
)
from lifecycle.services.loading.plan_rows import CommitmentRow, PlanFile, PlanRow
from lifecycle.services.loading.plan_writing import (
    write_institution,
    write_next_step,
    write_parents,
    write_plan,
    write_stage,
    write_theme,
)
from lifecycle.services.loading.problems import LoadRefusedError, Problem, refuse
from lifecycle.services.loading.reports import LoadReport, Outcome, Unsettled
from lifecycle.services.loading.sources import Source
from workflow.clock import current_clock
from workflow.engine.rescheduling import reschedule
from workflow.models import Event, Subject, User

#: Told how many rows are done, of how many.
Progress = Callable[[int, int], None]


def load_plan(
    source: Source, *, actor: User | None = None, progress: Progress | None = None
) -> LoadReport:
    """Write what the plan file says, in one transaction.

    Raises:
        LoadRefusedError: with every problem of the file; nothing was written.
    """
    plan_file, problems = _inspect(source)
    if problems:
        raise LoadRefusedError(problems)
    return _write(plan_file, (), actor, progress)


def load_sound_part(
    source: Source, *, actor: User | None = None, progress: Progress | None = None
) -> LoadReport:
    """Write the commitments without a problem and leave the others out; the report names those.

    Raises:
        LoadRefusedError: a problem is not one of a commitment alone; nothing was written.
    """
    plan_file, problems = _inspect(source)
    if not all(map(concerns_a_commitment, problems)):
        raise LoadRefusedError(problems)
    return _write(plan_file, problems, actor, progress)


def _inspect(source: Source) -> tuple[PlanFile, tuple[Problem, ...]]:
    """Return what can be loaded of the file, and what is wrong with the rest, alone or here."""
    plan_file, problems = inspect_plan(source)
    taken = _list_taken_numbers(plan_file)
    return keep_sound_commitments(plan_file, taken), (*problems, *taken)


def _list_taken_numbers(plan_file: PlanFile) -> list[Problem]:
    """Return the numbers of the partnership that another commitment bears already."""
    told = {row.ogp: row for row in plan_file.commitments if row.ogp}
    problems = []
    for held in Commitment.objects.filter(ogp_number__in=told).select_related("plan"):
        row = told[held.ogp_number]
        if (held.plan.code, held.number) == (plan_file.plan.code, row.number):
            continue
        text = _("“%(ogp)s” is the number of commitment %(number)s of the plan %(plan)s.") % {
            "ogp": row.ogp,
            "number": held.number,
            "plan": held.plan.code,
        }
        problems.append(Problem(row.place.line, row.place.column, f"{row.path}.ogp", text))
    return problems


def _write(
    plan_file: PlanFile,
    problems: tuple[Problem, ...],
    actor: User | None,
    progress: Progress | None,
) -> LoadReport:
    row = plan_file.plan
    _check_previous(row)
    loading = Loading(row.source_document, row.as_of, actor, LoadReport(problems=problems))
    with transaction.atomic():
        plan = write_plan(loading, row)
        frame = _write_frame(loading, plan, plan_file)
        _write_commitments(loading, frame, plan_file.commitments, progress)
        # A commitment is due with its activities, which came after it; periods may have moved.
        moving = Q(parent=plan.pk, kind="commitment") | Q(parent__parent=plan.pk)
        ids = Subject.objects.filter(moving).values_list("pk", flat=True)
        reschedule(ids, today=current_clock().today())
        loading.report.to_settle = _list_to_settle(plan)
    return loading.report


def _list_to_settle(plan: ActionPlan) -> tuple[Unsettled, ...]:
    return tuple(
        Unsettled(
            each.about,
            each.words,
            tuple((first.isoformat(), last.isoformat()) for first, last in each.readings),
        )
        for each in list_ambiguous(plan)
    )


def _check_previous(row: PlanRow) -> None:
    """Do nothing when the plan it follows is here and does not follow it in turn.

    Raises:
        LoadRefusedError: it is not, or it does.
    """
    if not row.follows:
        return
    known = ActionPlan.objects.values_list("code", "previous__code")
    others = {code: [previous] for code, previous in known if previous and code != row.code}
    cycle = find_cycle({row.code: [row.follows], **others})
    if cycle:
        path = " → ".join(cycle)
        raise _refuse_previous(row, _("This goes in a circle: %(path)s.") % {"path": path})
    if not ActionPlan.objects.filter(code=row.follows).exists():
        message = _("The plan it follows, %(code)s, is not here: load that one first.")
        raise _refuse_previous(row, message % {"code": row.follows})


def _refuse_previous(row: PlanRow, message: str) -> LoadRefusedError:
    place = row.place
    return refuse(message, line=place.line, column=place.column, field=f"{row.path}.follows")


def _write_frame(loading: Loading, plan: ActionPlan, plan_file: PlanFile) -> Frame:
    institutions = {row.key: write_institution(loading, row) for row in plan_file.institutions}
    write_parents(plan_file.institutions, institutions)
    themes = {
        row.key: write_theme(loading, plan, row, rank=rank)
        for rank, row in enumerate(plan_file.themes, start=1)
    }
    for stage in plan_file.stages:
        write_stage(loading, plan, stage)
    for rank, step in enumerate(plan_file.next_steps, start=1):
        write_next_step(loading, plan, step, rank=rank)
    _ask_to_settle_steps(loading, plan)
    waited = {code for row in plan_file.commitments for code in row.depends_on_plans}
    plans = {each.code: each for each in ActionPlan.objects.filter(code__in=waited)}
    for code in sorted(waited - plans.keys()):
        detail = _("commitments depend on it and it is not here; load this file again after it")
        loading.report.add("plan", code, Outcome.KEPT, detail)
    return Frame(plan, themes, institutions, plans)


def _ask_to_settle_steps(loading: Loading, plan: ActionPlan) -> None:
    steps = [step.period for step in plan.next_steps.filter(ambiguous=True)]
    if steps:
        birth = Event.objects.get(subject=plan.pk, seq=1)
        ask_to_settle(loading, birth, *steps)


def _write_commitments(
    loading: Loading,
    frame: Frame,
    rows: Sequence[CommitmentRow],
    progress: Progress | None,
) -> None:
    named: dict[tuple[int, str], Activity] = {}
    commitments: dict[int, Commitment] = {}
    for done, row in enumerate(rows, start=1):
        commitment = write_commitment(loading, frame, row)
        commitments[row.number] = commitment
        activities = write_activities(loading, commitment, list_rows(row))
        named |= {(row.number, name): activity for name, activity in activities.items()}
        if progress is not None:
            progress(done, len(rows))
    for row in rows:
        _write_orders(row, named)


def _write_orders(row: CommitmentRow, named: dict[tuple[int, str], Activity]) -> None:
    """Write what comes before what; an activity of a commitment that was left out is no one."""
    for rank, each in enumerate(row.activities, start=1):
        if each.after:
            own = named[row.number, name_row(each, rank)]
            wanted = [resolve_activity(name, row.number) for name in each.after]
            write_order(own, [named[name] for name in wanted if name in named])
