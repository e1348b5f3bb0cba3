"""Evaluate: may this be done, and if not, every reason why. Reads nothing, writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
    UnknownTransitionError,
)
from workflow.machine.guards import Shortfall
from workflow.machine.inputs import Input
from workflow.machine.rights import Denial, list_denials, must_record_paper
from workflow.machine.transitions import Birth, Transition
from workflow.paper import list_paper_inputs


@dataclass(frozen=True)
class Evaluation:
    """All that stands against a transition; nothing does when every part is empty."""

    case: Case
    transition: Transition
    denials: tuple[Denial, ...]
    wrong_state: str

    @cached_property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Return what the guards find missing, waived ones left out.

        They are asked only when somebody wants to know: what they look at is read then, and most
        transitions of a machine are refused by the state before.
        """
        return tuple(list_shortfalls(self.case, self.transition))

    @property
    def is_allowed(self) -> bool:
        """Return whether nothing stands against it."""
        return not (self.denials or self.wrong_state or self.shortfalls)


def evaluate(case: Case, transition: Transition, request: Request) -> Evaluation:
    """Return every reason of rights, state and guards."""
    return Evaluation(
        case=case,
        transition=transition,
        denials=tuple(
            list_denials(
                transition,
                request.grants,
                case.facts,
                also=request.delegate,
                automatic=request.automatic,
            )
        ),
        wrong_state=find_wrong_state(case, transition),
    )


def list_shortfalls(case: Case, transition: Transition | Birth) -> list[Shortfall]:
    """Return what every guard of it finds missing, in the order of declaration.

    Whether one is waived is asked once it finds something missing.
    """
    found = [guard.find_shortfall(case.facts) for guard in transition.guards]
    return [
        shortfall
        for shortfall in found
        if shortfall is not None and not (shortfall.waivable and shortfall.guard in case.waived)
    ]


def find_wrong_state(case: Case, transition: Transition) -> str:
    """Return why the state does not allow the transition, or an empty text."""
    if case.row.state in transition.source_names:
        return ""
    labels = [str(state.label) for state in transition.arrow.sources]
    return _("“%(transition)s” is possible from: %(states)s. The state is now: %(state)s.") % {
        "transition": transition.label,
        "states": _(", ").join(labels),
        "state": case.machine.states[case.row.state].label,
    }


def get_transition(case: Case, name: str) -> Transition:
    """Return the transition of this name.

    Raises:
        UnknownTransitionError: the machine declares none; the message lists those it does.
    """
    transition = case.machine.transitions.get(name)
    if transition is None:
        raise UnknownTransitionError(name, sorted(case.machine.transitions))
    return transition


def check_visible(case: Case, request: Request) -> None:
    """Do nothing when the person may see the subject.

    Raises:
        SubjectNotFoundError: they may not; it is said as if it did not exist.
    """
    if request.actor is not None and not case.machine.sees(request.grants, case.facts):
        raise SubjectNotFoundError(_("There is nothing here under this number."))


def check_version(case: Case, expect: int | None) -> None:
    """Do nothing when the subject is at the version the person read.

    Raises:
        StaleSubjectError: it has moved since.
    """
    if expect is not None and case.row.version != expect:
        raise StaleSubjectError(
            case.row.reference or str(case.row.id), expected=expect, version=case.row.version
        )


def check_allowed(evaluation: Evaluation) -> None:
    """Do nothing when nothing stands against the transition.

    Raises:
        TransitionForbiddenError: the person may not.
        TransitionRefusedError: the state or guards refuse; it carries every shortfall.
    """
    if evaluation.denials:
        raise TransitionForbiddenError(" ".join(d.message for d in evaluation.denials))
    check_possible(evaluation.wrong_state, evaluation.shortfalls)


def check_possible(wrong_state: str, shortfalls: tuple[Shortfall, ...]) -> None:
    """Do nothing when neither state nor guards refuse.

    Raises:
        TransitionRefusedError: they do; it carries every shortfall.
    """
    if wrong_state:
        raise TransitionRefusedError(wrong_state, shortfalls)
    if shortfalls:
        count = len(shortfalls)
        opening = ngettext("One thing is missing:", "%(count)d things are missing:", count) % {
            "count": count
        }
        raise TransitionRefusedError(" ".join([opening, *(s.fix for s in shortfalls)]), shortfalls)


def list_inputs(case: Case, transition: Transition, request: Request) -> tuple[Input, ...]:
    """Return what this person must give: the declared inputs, and the paper act's when recorded."""
    if must_record_paper(transition, request.grants, case.facts):
        return (*transition.inputs, *list_paper_inputs(case.machine))
    return transition.inputs


def clean_inputs(
    declared: tuple[Input, ...],
    case: Case,
    raw: Mapping[str, Any],
    checks: Transition | Birth | None,
) -> dict[str, Any]:
    """Return the clean values of `raw` by input name.

    Raises:
        InputError: one is missing, wrong, or not asked for; it carries all of them.
    """
    known = {each.name for each in declared}
    errors: dict[str, list[str]] = {
        name: [_("“%(name)s” is not asked for here.") % {"name": name}]
        for name in raw
        if name not in known
    }
    clean: dict[str, Any] = {}
    for each in declared:
        try:
            clean[each.name] = each.clean(raw.get(each.name), case.facts)
        except ValidationError as error:
            errors[each.name] = list(error.messages)
    if errors:
        raise InputError(errors)
    for check in checks.checks if checks is not None else ():
        for name, messages in check(case.facts, clean).items():
            errors.setdefault(name, []).extend(messages)
    if errors:
        raise InputError(errors)
    return clean
