"""What else a transition of a plan's subject would move, line by line, before it is fired."""

from dataclasses import dataclass

from lifecycle.models import Proposal
from lifecycle.web.transitions import TransitionForm
from workflow.engine import TransitionExplanation, preview
from workflow.exceptions import InputError, WorkflowError
from workflow.models import User
from workflow.permissions.grants import Grants


@dataclass(frozen=True)
class OtherLine:
    """Another subject that moves along."""

    reference: str
    title: str
    source: str
    target: str


@dataclass(frozen=True)
class ForeseenAct:
    """Every line that moves along, or why none can; nothing is known before what is asked."""

    lines: list[OtherLine]
    refusal: str = ""


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
    titles = dict(
        Proposal.objects.filter(pk__in=[each.subject_id for each in others]).values_list(
            "pk", "title"
        )
    )
    return ForeseenAct(
        [
            OtherLine(
                each.reference or str(each.subject_id),
                titles.get(each.subject_id, ""),
                each.source,
                each.target,
            )
            for each in others
        ]
    )
