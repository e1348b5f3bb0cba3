"""The stages of a plan: the window promised first beside the one that counts, and the slip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from lifecycle.models import PlanStage
from lifecycle.selectors.plans import compute_stage_slip
from lifecycle.vocabulary import StageState
from lifecycle.web.plans.chart import Chart, Row, Span, draw
from lifecycle.web.plans.words import choose_words, format_days

#: The badge of each state of a stage.
_KINDS = {
    StageState.NOT_STARTED.value: "quiet",
    StageState.OPEN.value: "ok",
    StageState.CLOSED.value: "done",
    StageState.SKIPPED.value: "quiet",
}


@dataclass(frozen=True)
class StageLine:
    """A stage as the table tells it."""

    stage: PlanStage
    state_kind: str
    state_words: str
    baseline_words: str
    baseline_days: str
    current_words: str
    current_days: str
    slip_words: str
    work: Sequence[str]


def list_stage_lines(stages: Iterable[PlanStage]) -> list[StageLine]:
    """Return the stages in their order, each window in words and in days."""
    return [_make_line(stage) for stage in stages]


def draw_stages(stages: Iterable[PlanStage], *, today: date) -> Chart | None:
    """Return the windows of the stages on one line of time, None while no stage has a window."""
    rows = [Row(stage.label, _list_spans(stage), _describe_slip(stage)) for stage in stages]
    return draw(rows, today=today, is_bidi=get_language_bidi())


def describe_state(state: str) -> str:
    """Return the state of a stage in the reader's language."""
    return {
        StageState.NOT_STARTED.value: _("Not open yet"),
        StageState.OPEN.value: _("Open now"),
        StageState.CLOSED.value: _("Closed"),
        StageState.SKIPPED.value: _("Skipped"),
    }[state]


def describe_window(stage: PlanStage) -> str:
    """Return the window that counts in words of the reader's language, empty without one."""
    return choose_words(stage.window_words, format_days(stage.opens_on, stage.closes_on))


def _make_line(stage: PlanStage) -> StageLine:
    baseline = format_days(stage.baseline_opens_on, stage.baseline_closes_on)
    current = format_days(stage.opens_on, stage.closes_on)
    return StageLine(
        stage=stage,
        state_kind=_KINDS[stage.state],
        state_words=describe_state(stage.state),
        baseline_words=choose_words(stage.baseline_words, baseline),
        baseline_days=baseline,
        current_words=describe_window(stage),
        current_days=current,
        slip_words=_describe_slip(stage),
        work=[str(each) for each in stage.work.all()],
    )


def _list_spans(stage: PlanStage) -> list[Span]:
    spans = []
    moved = (stage.baseline_opens_on, stage.baseline_closes_on) != (
        stage.opens_on,
        stage.closes_on,
    )
    if stage.baseline_opens_on and moved:
        spans.append(Span(stage.baseline_opens_on, stage.baseline_closes_on, "baseline"))
    if stage.opens_on:
        spans.append(Span(stage.opens_on, stage.closes_on, "current"))
    return spans


def _describe_slip(stage: PlanStage) -> str:
    days = compute_stage_slip(stage)
    if not days:
        return ""
    if days > 0:
        return ngettext("%(count)d day later", "%(count)d days later", days) % {"count": days}
    return ngettext("%(count)d day earlier", "%(count)d days earlier", -days) % {"count": -days}
