"""What else a transition of a plan's subject would move, line by line, before it is fired."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lifecycle.models import ActionPlan, Activity, Commitment, CouncilLine, Proposal
from lifecycle.selectors.late_words import name_activity
from lifecycle.selectors.plan_versions import format_number
from lifecycle.web.transitions import TransitionForm
from workflow.engine import TransitionExplanation, preview
from workflow.exceptions import InputError, WorkflowError
from workflow.machine.registry import get_machine
from workflow.models import User
from workflow.permissions.grants import Grants


@dataclass(frozen=True)
class OtherLine:
    """Another subject that moves along."""

    reference: str
    title: str
    act: str
    source: str
    target: str

    @property
    def stays(self) -> bool:
        """Return whether only something else than its state changes, as the act says."""
        return self.source == self.target


@dataclass(frozen=True)
class StayingLine:
    """A line that is left out of the act, and the reason that everybody reads."""

    number: str
    title: str
    reason: str


@dataclass(frozen=True)
class ForeseenAct:
    """Every line that moves along, or why none can; nothing is known before what is asked."""

    lines: list[OtherLine]
    refusal: str = ""
    #: Lines that stay where they are, and how many commitments come to be.
    staying: list[StayingLine] = field(default_factory=list)
    commitments: int = 0


def foresee_act(
    subject_id: int,
    explained: TransitionExplanation,
    form: TransitionForm,
    *,
    actor: User,
    grants: Grants,
) -> ForeseenAct | None:
    """Return what moves along with the transition; None when it carries nothing."""
    if explained.transition.cascades is None:
        return None
    typed = form.read_inputs() if form.is_bound else {}
    # What is not typed yet decides which words are kept, not who moves: any word stands for it.
    inputs = {each.name: typed.get(each.name) or "…" for each in explained.inputs}
    try:
        found = preview(
            subject_id, explained.transition.name, actor=actor, inputs=inputs, grants=grants
        )
    except InputError:
        return None
    except WorkflowError as error:
        return ForeseenAct([], refusal=str(error))
    others = [each for each in found.moves if each.subject_id != subject_id]
    titles = _read_titles([each.subject_id for each in others])
    return ForeseenAct(
        [
            OtherLine(
                each.reference,
                titles.get(each.subject_id, ""),
                str(get_machine(each.kind).transitions[each.transition].label),
                each.source,
                each.target,
            )
            for each in others
        ],
        staying=_list_staying(subject_id),
        commitments=sum(birth.kind == "commitment" for birth in found.births),
    )


def _read_titles(ids: Iterable[int]) -> Mapping[int, str]:
    """Return what each of these dossiers, plans and activities is called."""
    keys = list(ids)
    named = [model.objects.in_bulk(keys) for model in (ActionPlan, Commitment)]
    titles = {key: str(row) for rows in named for key, row in rows.items()}
    activities = Activity.objects.in_bulk(keys)
    titles |= {key: name_activity(row) for key, row in activities.items()}
    return {**dict(Proposal.objects.filter(pk__in=keys).values_list("pk", "title")), **titles}


def _list_staying(council_id: int) -> list[StayingLine]:
    lines = CouncilLine.objects.filter(council=council_id).exclude(left_out_because="")
    return [
        StayingLine(
            format_number(each.proposal.plan_number), each.proposal.title, each.left_out_because
        )
        for each in lines.select_related("proposal")
    ]
