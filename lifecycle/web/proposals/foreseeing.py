"""What a transition will do, in words, before it is fired: as much as what is typed tells."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.web.proposals.asking import Signatory
from lifecycle.web.transitions import TransitionForm
from workflow.engine import Explanation, Preview, TransitionExplanation, preview
from workflow.engine.previewing import Expected
from workflow.engine.reading import Case
from workflow.engine.request import make_request
from workflow.engine.waiting import list_expected
from workflow.exceptions import TransitionRefusedError, WorkflowError
from workflow.machine.rights import must_record_paper
from workflow.models import Institution, User


@dataclass(frozen=True)
class ExpectedLine:
    """Somebody who will be waited for, and until when."""

    holder: str
    due_on: date | None


@dataclass(frozen=True)
class OtherMove:
    """Another subject that moves along."""

    reference: str
    source: str
    target: str


@dataclass(frozen=True)
class Foreseen:
    """What will happen. `is_whole` is false while what is asked for is still missing.

    `refusal` says why it will not happen although nothing more is asked for.
    """

    source: str
    target: str
    stays: bool
    needs_second_person: bool
    expected: list[ExpectedLine]
    others: list[OtherMove]
    births: int
    is_whole: bool
    refusal: str = ""


def foresee(
    explanation: Explanation,
    explained: TransitionExplanation,
    form: TransitionForm,
    *,
    asker: Signatory,
) -> Foreseen:
    """Return what the transition will do with what the form holds, or what is sure without it."""
    reader = make_reader(explanation.case, asker.grants)
    inputs = form.read_inputs() if form.is_bound else {}
    name = explained.transition.name
    try:
        found = preview(
            explanation.subject_id,
            name,
            actor=asker.person,
            on_behalf_of=asker.principal,
            inputs=inputs,
            grants=asker.own_grants,
        )
    except WorkflowError as error:
        sure = _foresee_surely(explanation, explained, reader, asker.person)
        is_told = form.is_bound or not form.visible_fields()
        is_refused = is_told and isinstance(error, TransitionRefusedError)
        return replace(sure, refusal=str(error)) if is_refused else sure
    return _describe(explanation, explained, found, reader)


def _describe(
    explanation: Explanation, explained: TransitionExplanation, found: Preview, reader: Reader
) -> Foreseen:
    source, target = label_ends(explanation, explained)
    return Foreseen(
        source=source,
        target=target,
        stays=source == target,
        needs_second_person=found.needs_second_person,
        expected=_name_expected(found.expected, reader),
        others=[
            OtherMove(each.reference, each.source, each.target)
            for each in found.moves
            if each.subject_id != explanation.subject_id
        ],
        births=len(found.births),
        is_whole=True,
    )


def _foresee_surely(
    explanation: Explanation, explained: TransitionExplanation, reader: Reader, person: User
) -> Foreseen:
    """Return what does not depend on what is asked for: the move itself and who waits next."""
    case, transition = explanation.case, explained.transition
    source, target = label_ends(explanation, explained)
    recorded = must_record_paper(transition, reader.grants, case.facts)
    return Foreseen(
        source=source,
        target=target,
        stays=source == target,
        needs_second_person=transition.second_person or recorded,
        expected=_name_expected(_expect(case, explained, reader, person), reader),
        others=[],
        births=0,
        is_whole=False,
    )


def _expect(
    case: Case, explained: TransitionExplanation, reader: Reader, person: User
) -> list[Expected]:
    target = explained.transition.target_name(case.row.state)
    if target == case.row.state:
        return []
    moved = replace(case.facts, subject=case.row.in_state(target))
    request = make_request(person, grants=reader.grants)
    try:
        found = list_expected(Case(case.machine, moved, case.waived), {}, request)
    except TransitionRefusedError:
        # Who could be asked depends on what is not typed yet.
        return []
    return [Expected(*each) for each in found]


def _name_expected(expected: Iterable[Expected], reader: Reader) -> list[ExpectedLine]:
    rows = list(expected)
    people = User.objects.in_bulk({row.person_id for row in rows if row.person_id})
    institutions = Institution.objects.prefetch_related("names").in_bulk(
        {row.institution_id for row in rows if row.institution_id}
    )
    return [ExpectedLine(_name(row, people, institutions, reader), row.due_on) for row in rows]


def _name(
    row: Expected, people: dict[int, User], institutions: dict[int, Institution], reader: Reader
) -> str:
    if row.person_id in people:
        return reader.name(people[row.person_id], otherwise=row.role.label)
    if row.institution_id in institutions:
        return f"{row.role.label} · {institutions[row.institution_id]}"
    return str(row.role.label)


def label_ends(explanation: Explanation, explained: TransitionExplanation) -> tuple[str, str]:
    """Return what the state is called before the transition and after it."""
    states = explanation.case.machine.states
    target = explained.transition.target_name(explanation.state)
    label = states[target].label if target in states else ""
    return str(states[explanation.state].label), str(label)
