"""Compile a declaration into protected django-fsm transitions on the machine's model."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django_fsm import FSMField, transition

from workflow.clock import current_clock
from workflow.exceptions import WorkflowError
from workflow.machine.door import check_open
from workflow.machine.facts import SubjectRow
from workflow.machine.rights import list_denials
from workflow.machine.transitions import Transition
from workflow.models import Subject, User
from workflow.permissions.grants import load_grants

if TYPE_CHECKING:
    from workflow.machine.declaration import StateMachine


class NameTakenError(WorkflowError):
    """A transition bears the name of something its model already has."""

    code = "name_taken"


def attach(machine: "type[StateMachine]") -> None:
    """Add one django-fsm method to the model for each declared transition.

    Raises:
        NameTakenError: the model already has an attribute of that name.
    """
    model = machine.get_model()
    field = Subject._meta.get_field("state")
    if not isinstance(field, FSMField):
        message = "Subject.state must be django-fsm's field"
        raise TypeError(message)
    for declared in machine.transitions.values():
        if hasattr(model, declared.name):
            message = f"{machine.model} already has an attribute {declared.name!r}"
            raise NameTakenError(message)
        setattr(model, declared.name, _generate(machine, declared, field))
    # django-fsm collects methods when a class is prepared; ours come later.
    field._collect_transitions(sender=model)  # noqa: SLF001  # the only way to attach late


def _generate(
    machine: "type[StateMachine]", declared: Transition, field: FSMField
) -> Callable[..., Any]:
    def method(instance: Subject) -> None:
        check_open(instance.pk, declared.name)

    method.__name__ = declared.name
    method.__qualname__ = f"{machine.__name__}.{declared.name}"
    method.__doc__ = f"Generated from {machine.__name__}.{declared.name}; fired by the engine only."
    target = declared.arrow.target
    decorate = transition(
        field=field,
        source=sorted(declared.source_names),
        target=target.name if target is not None else None,
        permission=_permission(machine, declared),
        custom={"label": declared.label},
    )
    generated: Callable[..., Any] = decorate(method)
    return generated


def _permission(machine: "type[StateMachine]", declared: Transition) -> Callable[[Any, Any], bool]:
    def may(instance: Subject, person: User | AnonymousUser) -> bool:
        row = read_row(instance)
        facts = machine.load_facts([row], today=current_clock().today())[row.id]
        return not list_denials(declared, load_grants(person), facts)

    return may


def read_row(instance: Subject) -> SubjectRow:
    """Return the narrow row of a loaded subject."""
    return SubjectRow(
        id=instance.pk,
        kind=instance.kind,
        reference=instance.reference,
        parent_id=instance.parent_id,
        state=instance.state,
        version=instance.version,
        head_hash=instance.head_hash,
        entered_at=instance.entered_at,
    )
