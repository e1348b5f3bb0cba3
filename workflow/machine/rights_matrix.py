"""Who may fire what, as one published page: each transition of each machine, by each role."""

from collections.abc import Iterable, Iterator, Sequence

from workflow.machine.declaration import StateMachine
from workflow.machine.drawing import draw_rows, humanize, name_automatic
from workflow.machine.transitions import Birth, Transition
from workflow.roles import Automatic, Role, list_roles

FIRES = "yes"
#: Proposes it; a second person who may fire it too confirms.
FIRES_WITH_ANOTHER = "yes, with a second person"
#: Records what somebody else decided on paper.
RECORDS = "paper"
#: Not even with another role that may.
NEVER = "never"

_PREAMBLE = f"""# Who may do what

Written by `manage.py machine --write-docs`; do not edit. Each transition of each machine, by the
roles that have to do with it:

- **{FIRES}**: whoever holds the role with regard to this subject (its own institution, its own
  dossier) does it; in **{FIRES_WITH_ANOTHER}** somebody else who may do it confirms.
- **{RECORDS}**: records what somebody else decided on paper.
- **{NEVER}**: must be somebody else's, whatever other role they hold.
- nothing: may not. A role without a column here may do nothing of it, and neither may people
  without an account.

*By itself* names what does it without a person: the end of a round of decisions, an act on the
whole plan, another dossier, the clock.
"""


def draw_matrix(machines: Iterable[type[StateMachine]]) -> str:
    """Return the page of all these machines, in Markdown."""
    return "\n".join([_PREAMBLE, *(_draw_machine(machine) for machine in machines)])


def list_columns(machine: type[StateMachine]) -> list[Role]:
    """Return the roles that have to do with a transition of the machine, in the published order."""
    concerned = {role for declared in _list_declared(machine) for role in _list_roles_of(declared)}
    return [role for role in list_roles() if role in concerned]


def tell_right(declared: Birth | Transition, role: Role) -> str:
    """Return what a role may do about a transition or a birth; empty for nothing."""
    if declared.automatic is not None:
        return ""
    if isinstance(declared, Birth):
        return FIRES if role in declared.roles else ""
    if role in declared.not_by:
        return NEVER
    if role in declared.roles:
        return FIRES_WITH_ANOTHER if declared.second_person else FIRES
    return RECORDS if role in declared.recorded_by else ""


def _draw_machine(machine: type[StateMachine]) -> str:
    columns = list_columns(machine)
    headings = ("Transition", "From", *(str(role.label) for role in columns), "By itself")
    rows = [_describe(declared, columns) for declared in _list_declared(machine)]
    return f"## {humanize(machine.kind).capitalize()}\n\n{draw_rows(headings, rows)}"


def _describe(declared: Birth | Transition, columns: Sequence[Role]) -> tuple[str, ...]:
    rights = (tell_right(declared, role) for role in columns)
    return (
        f"{declared.label} (`{declared.name}`)",
        _tell_source(declared),
        *rights,
        _tell_itself(declared),
    )


def _tell_source(declared: Birth | Transition) -> str:
    if isinstance(declared, Birth):
        return "(birth)"
    return "; ".join(str(state.label) for state in declared.arrow.sources)


def _tell_itself(declared: Birth | Transition) -> str:
    if declared.automatic is not None:
        return name_automatic(declared.automatic)
    is_timed = isinstance(declared, Transition) and (declared.after_due or declared.on_due)
    return name_automatic(Automatic.SYSTEM) if is_timed else ""


def _list_declared(machine: type[StateMachine]) -> Iterator[Birth | Transition]:
    yield from machine.births.values()
    yield from machine.transitions.values()


def _list_roles_of(declared: Birth | Transition) -> Iterator[Role]:
    yield from declared.roles
    if isinstance(declared, Transition):
        yield from declared.recorded_by
        yield from declared.not_by
