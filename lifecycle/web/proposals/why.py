"""Why a proposal does not go on, in one sentence, with the buttons that let it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.selectors.blocking import ROAD
from lifecycle.selectors.dossier import Dossier
from lifecycle.selectors.moves import find_step_on, list_conditions
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from lifecycle.web.proposals.asking import Asker
from lifecycle.web.proposals.reasons import Action, ReasonLine, describe_reason, find_repair
from lifecycle.web.proposals.waits import WaitLine, list_waits
from workflow.engine import Explanation, Reason, TransitionExplanation
from workflow.machine.rights import holds
from workflow.roles import list_roles


@dataclass(frozen=True)
class Why:
    """What the component `why_blocked` draws."""

    sentence: str
    reasons: list[ReasonLine]
    actions: list[Action]


def find_why(dossier: Dossier, waits: Iterable[WaitLine]) -> Why | None:
    """Return what stands in the way of the next step, None when nothing does."""
    explanation = dossier.explanation
    step = find_step_on(explanation, ROAD.get(explanation.state, ()))
    if step is None:
        return None
    return _describe(step, list_conditions(step), explanation, dossier.reader, waits)


def find_why_not(
    explained: TransitionExplanation, explanation: Explanation, asker: Asker, *, today: date
) -> Why:
    """Return all that stands in the way of one transition that cannot be fired now."""
    reader = make_reader(explanation.case, asker.grants)
    waits = list_waits(explanation, reader, today=today)
    return _describe(explained, list(explained.reasons), explanation, reader, waits)


def _describe(
    step: TransitionExplanation,
    reasons: list[Reason],
    explanation: Explanation,
    reader: Reader,
    waits: Iterable[WaitLine],
) -> Why:
    words = ngettext(
        "One thing stands in the way of “%(step)s”:",
        "%(count)d things stand in the way of “%(step)s”:",
        len(reasons),
    )
    return Why(
        sentence=words % {"count": len(reasons), "step": step.transition.label},
        reasons=[describe_reason(reason, reader) for reason in reasons],
        actions=list(_list_actions(explanation, reader, reasons, waits)),
    )


def _list_actions(
    explanation: Explanation, reader: Reader, reasons: list[Reason], waits: Iterable[WaitLine]
) -> Iterable[Action]:
    """Yield the repairs the reader can do, the reminders they can send, what they can waive."""
    proposal_id = explanation.subject_id
    held = frozenset(
        role.code for role in list_roles() if holds(role, reader.grants, explanation.case.facts)
    )
    for reason in reasons:
        repair = find_repair(reason, proposal_id, held)
        if repair is not None:
            yield repair
    for wait in waits:
        if wait.remind_url:
            yield Action(wait.remind_url, _("Remind %(holder)s") % {"holder": wait.holder})
    for reason in reasons:
        if reason.waivable and MINISTRY_LEAD.code in held:
            url = reverse("proposal_waive", args=[proposal_id, reason.code])
            yield Action(url, _("Waive this condition"))
