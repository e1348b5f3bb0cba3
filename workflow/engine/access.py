"""Access: who may see and who may fire, one by one and as querysets; the twins never disagree."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from workflow.clock import current_clock
from workflow.engine.evaluation import evaluate
from workflow.engine.reading import Case, load_case, load_cases, read_rows
from workflow.engine.request import Request, make_request
from workflow.exceptions import SubjectNotFoundError
from workflow.machine.registry import get_machine
from workflow.models import Subject, User
from workflow.permissions.grants import Grants, load_grants

Person = User | AnonymousUser | None


def may_see(person: Person, subject: Subject | int, *, grants: Grants | None = None) -> bool:
    """Return whether the person may see the subject. Twin of `visible_to`.

    `grants` are their rights when the request has already read them.
    """
    try:
        case = load_case(_key_of(subject), today=current_clock().today())
    except SubjectNotFoundError:
        return False
    return case.machine.sees(grants or load_grants(person), case.facts)


def visible_to(person: Person, kind: str, *, grants: Grants | None = None) -> QuerySet[Subject]:
    """Return the subjects of this kind that the person may see. Twin of `may_see`.

    Raises:
        LookupError: no machine moves subjects of this kind.
    """
    machine = get_machine(kind)
    seen = machine.visible_to(grants or load_grants(person), today=current_clock().today())
    return machine.get_model()._default_manager.filter(seen)


def may_fire(
    person: User, subject: Subject | int, transition: str, *, grants: Grants | None = None
) -> bool:
    """Return whether nothing stands against it for this person: rights, state, guards.

    Twin of `fireable_by`.

    Raises:
        LookupError: the machine declares no such transition.
    """
    request = make_request(person, grants=grants)
    cases = load_cases(read_rows([_key_of(subject)]), today=request.today)
    return any(_is_allowed(case, transition, request) for case in cases.values())


def fireable_by(
    person: User, kind: str, transition: str, *, grants: Grants | None = None
) -> QuerySet[Subject]:
    """Return the subjects on which the person may fire it now. Twin of `may_fire`.

    Guards are functions of facts, so the facts of those in the right state that the person sees
    are read; the number of statements does not depend on how many there are.

    Raises:
        LookupError: there is no such kind, or no such transition.
    """
    request = make_request(person, grants=grants)
    sources = get_machine(kind).get_transition(transition).source_names
    near = visible_to(person, kind, grants=request.grants).filter(state__in=sources)
    rows = read_rows(near.values_list("pk", flat=True))
    cases = load_cases(rows, today=request.today)
    keys = [key for key, case in cases.items() if _is_allowed(case, transition, request)]
    return get_machine(kind).get_model()._default_manager.filter(pk__in=keys)


def _is_allowed(case: Case, transition: str, request: Request) -> bool:
    declared = case.machine.get_transition(transition)
    sees = case.machine.sees(request.grants, case.facts)
    return sees and evaluate(case, declared, request).is_allowed


def _key_of(subject: Subject | int) -> int:
    return subject if isinstance(subject, int) else subject.pk
