"""The stages of a plan: the window promised first beside the one that counts, and the slip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from lifecycle.models import PlanStage
from lifecycle.selectors.period_words import choose_words, format_days, format_span
from lifecycle.selectors.slips import Slip
from lifecycle.vocabulary import StageState
from lifecycle.web.plans.chart import Chart, Row, Span, draw

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
    #: What was typed, when it is said in other words.
    baseline_typed: str
    baseline_days: str
    current_words: str
    current_typed: str
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
    return choose_words(stage.window_words, format_span(stage.opens_on, stage.closes_on))


def _make_line(stage: PlanStage) -> StageLine:
    first = (stage.baseline_opens_on, stage.baseline_closes_on)
    baseline = choose_words(stage.baseline_words, format_span(*first))
    current = describe_window(stage)
    return StageLine(
        stage=stage,
        state_kind=_KINDS[stage.state],
        state_words=describe_state(stage.state),
        baseline_words=baseline,
        baseline_typed="" if baseline == stage.baseline_words else stage.baseline_words,
        baseline_days=format_days(*first),
        current_words=current,
        current_typed="" if current == stage.window_words else stage.window_words,
        current_days=format_days(stage.opens_on, stage.closes_on),
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
    if stage.closes_on is None or stage.baseline_closes_on is None:
        return ""
    return Slip(stage.baseline_closes_on, stage.closes_on).words
