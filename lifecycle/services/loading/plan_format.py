"""Read a plan file: its plan, themes, institutions, stages, commitments and activities.

The format is documented by its example, `lifecycle/fixtures/demo/plan-2018-2020.yaml`. Reading is
pure: it returns rows or refuses with every problem, and writes nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from lifecycle.services.loading.commitment_format import read_commitment
from lifecycle.services.loading.fields import Fields
from lifecycle.services.loading.period_fields import Telling, read_period_field
from lifecycle.services.loading.places import Branch
from lifecycle.services.loading.plan_checks import check_plan_file, check_totals
from lifecycle.services.loading.plan_rows import (
    InstitutionRow,
    LabelRow,
    NameRow,
    NextStepRow,
    PlanFile,
    PlanRow,
    StageRow,
    ThemeRow,
)
from lifecycle.services.loading.plan_tables import read_plan_tables
from lifecycle.services.loading.problems import LoadRefusedError, Problem, refuse
from lifecycle.services.loading.sources import Source
from lifecycle.vocabulary import ContentLanguage, PlanState, Side, StageCode
from workflow.periods import Period, PeriodKind

#: A plan nobody dated is read as of the first day; the problem noted refuses it anyway.
_UNKNOWN_DAY = date(1970, 1, 1)


def read_plan(source: Source) -> PlanFile:
    """Return what the plan file says.

    Raises:
        LoadRefusedError: with every problem of the file.
    """
    plan_file, problems = inspect_plan(source)
    if problems:
        raise LoadRefusedError(problems)
    return plan_file


def inspect_plan(source: Source) -> tuple[PlanFile, tuple[Problem, ...]]:
    """Return what can be read of the plan file, and what is wrong with the rest.

    Commitments with a problem are left out of the rows, so that a caller who was asked to keep
    the good ones can.

    Raises:
        LoadRefusedError: there is no plan in the file at all.
    """
    problems: list[Problem] = []
    tree = source.tree if source.tree is not None else read_plan_tables(source.tables, problems)
    if not isinstance(tree, Branch):
        raise refuse(_("A plan file holds named values: plan, themes, institutions, commitments."))
    fields = Fields(tree, path="", problems=problems)
    plan = _read_plan_row(fields)
    telling = Telling(plan.as_of, plan.language)
    plan_file = PlanFile(
        plan=plan,
        themes=tuple(_read_theme(item) for item in fields.list_fields("themes")),
        institutions=tuple(_read_institution(item) for item in fields.list_fields("institutions")),
        stages=tuple(_read_stage(item, telling=telling) for item in fields.list_fields("stages")),
        next_steps=tuple(
            _read_next_step(item, telling=telling) for item in fields.list_fields("next_steps")
        ),
        commitments=tuple(
            read_commitment(item, telling=telling) for item in fields.list_fields("commitments")
        ),
    )
    check_plan_file(plan_file, problems)
    check_totals(fields, plan_file.commitments)
    fields.refuse_unknown()
    return keep_sound_commitments(plan_file, problems), tuple(problems)


def concerns_a_commitment(problem: Problem) -> bool:
    """Tell whether leaving one commitment out would be enough to cure the problem."""
    return problem.field.startswith(("commitments[", "check."))


def keep_sound_commitments(plan_file: PlanFile, problems: Iterable[Problem]) -> PlanFile:
    """Return the plan file without the commitments that one of `problems` is about."""
    unsound = {problem.field.partition(".")[0] for problem in problems}
    sound = tuple(row for row in plan_file.commitments if row.path not in unsound)
    return replace(plan_file, commitments=sound)


def _read_plan_row(fields: Fields) -> PlanRow:
    plan = fields.find_fields("plan")
    if plan is None:
        raise refuse(
            _("The file does not name its plan: give “plan” with its code, title and day.")
        )
    row = PlanRow(
        code=plan.text("code", required=True, limit=20),
        title=plan.wording("title", required=True),
        state=plan.choice("state", PlanState.values) or PlanState.CO_CREATION,
        language=plan.choice("language", ContentLanguage.values) or ContentLanguage.FRENCH,
        as_of=plan.day("as_of", required=True) or _UNKNOWN_DAY,
        source_document=plan.text("source_document", required=True),
        labels=tuple(_read_label(item) for item in plan.list_fields("labels")),
        follows=plan.text("follows", limit=20),
        starts_on=plan.day("starts_on"),
        ends_on=plan.day("ends_on"),
        note=plan.wording("note", limit=2_000),
        path=plan.path,
        place=plan.place,
    )
    plan.refuse_unknown()
    return row


def _read_label(fields: Fields) -> LabelRow:
    row = LabelRow(
        label=fields.text("label", required=True, limit=40),
        since=fields.day("since"),
        because=fields.wording("because"),
    )
    fields.refuse_unknown()
    return row


def _read_theme(fields: Fields) -> ThemeRow:
    row = ThemeRow(
        key=fields.text("key", required=True, limit=50),
        name=fields.wording("name", required=True),
        path=fields.path,
        place=fields.place_of("key"),
    )
    fields.refuse_unknown()
    return row


def _read_institution(fields: Fields) -> InstitutionRow:
    names = tuple(_read_name(item) for item in fields.list_fields("names"))
    if not names:
        fields.note("names", _("An institution needs at least one name."))
    row = InstitutionRow(
        key=fields.text("key", required=True, limit=50),
        side=fields.choice("side", Side.values, required=True),
        names=names,
        parent=fields.text("parent", limit=50),
        path=fields.path,
        place=fields.place_of("key"),
    )
    fields.refuse_unknown()
    return row


def _read_name(fields: Fields) -> NameRow:
    row = NameRow(
        since=fields.day("since", required=True) or _UNKNOWN_DAY,
        name=fields.wording("name", required=True),
    )
    fields.refuse_unknown()
    return row


def _read_stage(fields: Fields, *, telling: Telling) -> StageRow:
    row = StageRow(
        code=fields.choice("code", StageCode.values, required=True),
        window=read_period_field(fields, "window", telling=telling) or _undated(),
        work=tuple(item.wording("what", required=True) for item in fields.list_fields("work")),
        path=fields.path,
        place=fields.place_of("code"),
    )
    fields.refuse_unknown()
    return row


def _read_next_step(fields: Fields, *, telling: Telling) -> NextStepRow:
    row = NextStepRow(
        what=fields.wording("what", required=True),
        period=read_period_field(fields, "period", telling=telling) or _undated(),
        path=fields.path,
        place=fields.place,
    )
    fields.refuse_unknown()
    return row


def _undated() -> Period:
    return Period(words="", kind=PeriodKind.NOT_COMMUNICATED)
