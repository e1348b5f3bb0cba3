"""Drawings of a machine that people read: a table, a picture in Mermaid, a page of both.

Words are those of the active language. Nothing here is needed to run a procedure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.machine.declaration import StateMachine
from workflow.machine.rights import name_roles
from workflow.machine.states import End, State, Waiting
from workflow.machine.transitions import Birth, DeclaredRound, Transition
from workflow.models import RoundKind
from workflow.roles import Automatic

#: A transition out of more states than this would hide the picture; the table has it.
DRAWN_SOURCES = 3
_AUTOMATIC: Mapping[Automatic, str] = {
    Automatic.ROUND: "the end of a round",
    Automatic.ACT: "an act on the whole",
    Automatic.CASCADE: "another subject",
    Automatic.SYSTEM: "the clock",
}
_HEADINGS = ("From", "Transition", "To", "Who", "Conditions", "Asks for")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    source: str
    transition: str
    target: str
    who: str
    conditions: str
    inputs: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the texts in the order of the headings."""
        return (
            self.source,
            self.transition,
            self.target,
            self.who,
            self.conditions,
            self.inputs,
        )


def list_rows(machine: type[StateMachine]) -> list[Row]:
    """Return one line a birth and a transition, in the order of declaration."""
    births = [_describe_birth(birth) for birth in machine.births.values()]
    return [*births, *(_describe(machine, each) for each in machine.transitions.values())]


def draw_table(machine: type[StateMachine]) -> str:
    """Return the machine as a table in Markdown, which a terminal shows well enough."""
    return draw_rows(_HEADINGS, [row.cells for row in list_rows(machine)])


def draw_rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [headings, tuple("-" * len(heading) for heading in headings), *rows]
    return "".join(f"| {' | '.join(map(_escape, cells))} |\n" for cells in lines)


def draw_mermaid(machine: type[StateMachine]) -> str:
    """Return the machine as a state diagram in Mermaid, one box a phase.

    What leaves more than three states at once is left out.
    """
    lines = ["stateDiagram-v2"]
    for phase, states in _group_by_phase(machine).items():
        indent = "    "
        if phase:
            lines.append(f'    state "{humanize(phase)}" as phase_{phase} {{')
            indent = "        "
        lines += [f'{indent}state "{_plain(state.label)}" as {state.name}' for state in states]
        if phase:
            lines.append("    }")
    lines += [f"    [*] --> {name}" for name in _list_first_states(machine)]
    lines += [
        f"    {source} --> {target} : {' / '.join(labels)}"
        for (source, target), labels in list_edges(machine).items()
    ]
    lines += [
        f"    {name} --> [*]" for name, state in machine.states.items() if isinstance(state, End)
    ]
    return "\n".join(lines) + "\n"


def draw_page(machine: type[StateMachine]) -> str:
    """Return the page of the machine: who waits where, the picture, the table."""
    return "\n".join(
        [
            f"# {humanize(machine.kind).capitalize()}",
            "",
            f"Version {machine.version}. Written by `manage.py machine --write-docs`; do not edit.",
            "",
            "```mermaid",
            draw_mermaid(machine).rstrip(),
            "```",
            "",
            *_list_undrawn(machine),
            "## States",
            "",
            "| State | Who acts | Within |",
            "| ----- | -------- | ------ |",
            *_describe_states(machine),
            "",
            "## Transitions",
            "",
            draw_table(machine),
        ]
    )


def _describe_birth(birth: Birth) -> Row:
    targets = [birth.target] if birth.target is not None else birth.into
    return Row(
        source="(birth)",
        transition=str(birth.label),
        target=_join(str(state.label) for state in targets),
        who=_describe_who(birth),
        conditions=_join(str(guard.label) for guard in birth.guards),
        inputs=_join(str(each.label) for each in birth.inputs),
    )


def _describe(machine: type[StateMachine], transition: Transition) -> Row:
    target = transition.arrow.target
    return Row(
        source=_join(str(state.label) for state in transition.arrow.sources),
        transition=str(transition.label),
        target=str(target.label) if target is not None else "stays",
        who=_join(_describe_rights(transition)),
        conditions=_join(str(guard.label) for guard in transition.guards),
        inputs=_join(str(each.label) for each in transition.inputs),
    )


def _describe_who(declared: Birth | Transition) -> str:
    if declared.automatic is not None:
        return name_automatic(declared.automatic)
    return name_roles(declared.roles)


def _describe_rights(transition: Transition) -> Iterator[str]:
    yield _describe_who(transition)
    if transition.recorded_by:
        yield f"on paper, recorded by: {name_roles(transition.recorded_by)}"
    if transition.not_by:
        yield f"never the {name_roles(transition.not_by)}"
    if transition.second_person:
        yield "confirmed by a second person"
    if transition.automatic is None and transition.after_due:
        yield "the clock after the due day"
    if transition.automatic is None and transition.on_due:
        yield "the clock on the due day"


def _describe_states(machine: type[StateMachine]) -> Iterator[str]:
    for state in machine.states.values():
        for who, term in describe_waits(machine, state):
            yield f"| {_escape(str(state.label))} | {_escape(who)} | {_escape(term)} |"


def describe_waits(machine: type[StateMachine], state: State) -> Iterator[tuple[str, str]]:
    """Yield who acts in a state and within which term, both in words; the term may be empty."""
    if not isinstance(state, Waiting):
        yield ("nobody: it has ended" if isinstance(state, End) else "nobody: it is set aside", "")
        return
    for wait in state.waits:
        yield name_roles((wait.role,)), str(wait.term.describe()) if wait.term is not None else ""
    for declared in machine.list_rounds_in(state.name):
        yield _describe_round(declared), str(declared.term.describe())
    if state.carried_by:
        yield str(state.carried_by), ""


def _describe_round(declared: DeclaredRound) -> str:
    if declared.kind is not RoundKind.DECIDING:
        return str(declared.label)
    ways = [f"passes by {declared.rule.code}"]
    ways += ["one seat after the other"] if declared.sequential else []
    ways += ["who stays silent is passed over"] if declared.lapses else []
    return f"{declared.label} ({', '.join(ways)})"


def _group_by_phase(machine: type[StateMachine]) -> dict[str, list[State]]:
    groups: dict[str, list[State]] = {}
    for state in machine.states.values():
        groups.setdefault(state.phase, []).append(state)
    return groups


def _list_first_states(machine: type[StateMachine]) -> list[str]:
    births = machine.births.values()
    return list(dict.fromkeys(each.target.name for each in births if each.target is not None))


def list_edges(machine: type[StateMachine]) -> dict[tuple[str, str], list[str]]:
    """Return what leads from state to state in a picture: the labels of the transitions."""
    edges: dict[tuple[str, str], list[str]] = {}
    for transition in machine.transitions.values():
        if len(transition.source_names) > DRAWN_SOURCES:
            continue
        for state in transition.arrow.sources:
            edge = state.name, transition.target_name(state.name)
            edges.setdefault(edge, []).append(_plain(transition.label))
    return edges


def _list_undrawn(machine: type[StateMachine]) -> list[str]:
    undrawn = [
        f"“{transition.label}”"
        for transition in machine.transitions.values()
        if len(transition.source_names) > DRAWN_SOURCES
    ]
    if not undrawn:
        return []
    return [f"Left out of the picture, because they leave many states: {', '.join(undrawn)}.", ""]


def name_automatic(automatic: Automatic) -> str:
    """Return who fires what no person does, in words."""
    return _AUTOMATIC[automatic]


def humanize(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ")


def _plain(label: object) -> str:
    """Return a label without what Mermaid reads as its own."""
    return str(label).replace('"', "'").replace(":", ",").replace(";", ",")


def _join(words: Iterable[str]) -> str:
    return "; ".join(words)


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")
