"""Write the frame of a plan file: plan, labels, institutions, themes, stages, next steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.models import (
    ActionPlan,
    NextStep,
    PlanLabel,
    PlanStage,
    StageWork,
    Theme,
    make_period_columns,
)
from lifecycle.services.loading.comparing import (
    Loading,
    find_differences,
    in_columns,
    update_subject,
    write_differences,
)
from lifecycle.services.loading.period_writing import ask_to_settle, create_periods
from lifecycle.services.loading.plan_rows import (
    InstitutionRow,
    LabelRow,
    NextStepRow,
    PlanRow,
    StageRow,
    ThemeRow,
)
from lifecycle.services.loading.reports import Outcome
from lifecycle.vocabulary import StageCode, StageState
from workflow.engine import load_in
from workflow.models import Event, Institution, InstitutionName


def write_plan(loading: Loading, row: PlanRow) -> ActionPlan:
    """Create the plan, or make it say what the file says."""
    values = {
        **in_columns("title", row.title),
        **in_columns("note", row.note),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "as_of": row.as_of,
        "source_document": row.source_document,
        "previous_id": _find_previous(row.follows),
    }
    plan = ActionPlan.objects.filter(code=row.code).first()
    if plan is None:
        event = load_in(
            "plan",
            state=row.state,
            values={**values, "code": row.code, "baseline_ends_on": row.ends_on},
            inputs=loading.origin,
            actor=loading.actor,
        )
        plan = ActionPlan.objects.get(pk=event.subject_id)
        loading.report.add("plan", row.code, Outcome.CREATED)
    else:
        _update_plan(loading, plan, row, values)
    for label in row.labels:
        _write_label(plan, label, as_of=row.as_of)
    return plan


def _find_previous(code: str) -> int | None:
    return ActionPlan.objects.get(code=code).pk if code else None


def _update_plan(
    loading: Loading, plan: ActionPlan, row: PlanRow, values: Mapping[str, Any]
) -> None:
    differences = find_differences(plan, values)
    update_subject(
        loading,
        plan,
        kind="plan",
        name=row.code,
        changes=differences,
        write=lambda: _save(plan, differences),
    )
    note_other_state(loading, plan.state, row.state, kind="plan", name=row.code)


def note_other_state(loading: Loading, here: str, told: str, *, kind: str, name: object) -> None:
    """Note that a subject is not in the state the file tells: only its transitions move it."""
    if here != told:
        detail = _("the file says “%(told)s” and it is in “%(here)s”: move it by its transitions")
        loading.report.add(kind, name, Outcome.KEPT, detail % {"told": told, "here": here})


def _save(plan: ActionPlan, differences: Mapping[str, Any]) -> None:
    write_differences(plan, differences)


def _write_label(plan: ActionPlan, row: LabelRow, *, as_of: date) -> None:
    PlanLabel.objects.update_or_create(
        plan=plan,
        since=row.since or as_of,
        defaults={"label": row.label, **in_columns("because", row.because)},
    )


def write_institution(loading: Loading, row: InstitutionRow) -> Institution:
    """Create the institution, or add the names and the side it did not have."""
    institution, created = Institution.objects.get_or_create(
        code=row.key, defaults={"side": row.side}
    )
    changed = write_differences(institution, {"side": row.side})
    for name in row.names:
        known, new = InstitutionName.objects.get_or_create(
            institution=institution,
            valid_from=name.since,
            defaults=in_columns("name", name.name),
        )
        changed |= new or write_differences(known, in_columns("name", name.name))
    outcome = Outcome.CREATED if created else _say(changed=changed)
    loading.report.add("institution", row.key, outcome)
    return institution


def write_parents(rows: tuple[InstitutionRow, ...], known: Mapping[str, Institution]) -> None:
    """Write which institution is part of which, once all of them are there."""
    for row in rows:
        if row.parent:
            write_differences(known[row.key], {"parent_id": known[row.parent].pk})


def _say(*, changed: bool) -> Outcome:
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def write_theme(loading: Loading, plan: ActionPlan, row: ThemeRow, *, rank: int) -> Theme:
    """Create the theme, or make it say what the file says."""
    values = {**in_columns("name", row.name), "rank": rank}
    theme, created = Theme.objects.get_or_create(plan=plan, code=row.key, defaults=values)
    outcome = Outcome.CREATED if created else _say(changed=write_differences(theme, values))
    loading.report.add("theme", row.key, outcome)
    return theme


def write_stage(loading: Loading, plan: ActionPlan, row: StageRow) -> None:
    """Create the stage; the window of one that is here is moved by its own transition."""
    stage = PlanStage.objects.filter(plan=plan, code=row.code).first()
    if stage is None:
        event = _create_stage(loading, plan, row)
        ask_to_settle(loading, event, row.window)
        loading.report.add("stage", row.code, Outcome.CREATED)
        return
    told = (row.window.words, row.window.earliest, row.window.latest)
    first = (stage.baseline_words, stage.baseline_opens_on, stage.baseline_closes_on)
    if told == first:
        loading.report.add("stage", row.code, Outcome.UNCHANGED)
    else:
        detail = _("its window is not the one planned at first: move it by its transition")
        loading.report.add("stage", row.code, Outcome.KEPT, detail)


def _create_stage(loading: Loading, plan: ActionPlan, row: StageRow) -> Event:
    window = row.window
    values: dict[str, Any] = {
        "plan": plan,
        "parent_id": plan.pk,
        "code": row.code,
        "rank": list(StageCode.values).index(row.code),
        "window_words": window.words,
        "opens_on": window.earliest,
        "closes_on": window.latest,
        "baseline_words": window.words,
        "baseline_opens_on": window.earliest,
        "baseline_closes_on": window.latest,
    }

    def write(stage_id: int) -> None:
        if window.ambiguous:
            create_periods(loading, stage_id, window)
        StageWork.objects.bulk_create(
            StageWork(stage_id=stage_id, rank=rank, **in_columns("what", what))
            for rank, what in enumerate(row.work, start=1)
        )

    return load_in(
        "plan_stage",
        state=_find_state(row, loading.as_of),
        values=values,
        inputs=loading.origin,
        actor=loading.actor,
        write=write,
    )


def _find_state(row: StageRow, as_of: date) -> str:
    """Return where the stage is on the day the file tells of: its window says so."""
    if row.window.latest is not None and row.window.latest < as_of:
        return StageState.CLOSED.value
    if row.window.earliest is not None and row.window.earliest <= as_of:
        return StageState.OPEN.value
    return StageState.NOT_STARTED.value


def write_next_step(loading: Loading, plan: ActionPlan, row: NextStepRow, *, rank: int) -> None:
    """Create the next step, or make it say what the file says; a settled period stays settled."""
    told = {**in_columns("what", row.what), **make_period_columns(row.period)}
    step = NextStep.objects.filter(plan=plan, rank=rank).first()
    if step is None:
        NextStep.objects.create(plan=plan, rank=rank, **told)
        loading.report.add("next_step", row.what.fr or rank, Outcome.CREATED)
        return
    if row.period.ambiguous and not step.ambiguous and step.words == row.period.words:
        told = in_columns("what", row.what)
    outcome = _say(changed=write_differences(step, told))
    loading.report.add("next_step", row.what.fr or rank, outcome)
