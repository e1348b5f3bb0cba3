"""A program for process mining that knows nothing of ours: it reads what we export."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management import call_command

from workflow.machine import StateMachine
from workflow.machine.pnml import name_place

#: It calculates with a class of numpy that numpy advises against.
OLD_MATRICES = "ignore:the matrix subclass:PendingDeprecationWarning"

#: What happened to one subject, by the names of its events, and the state it is in now.
Case = tuple[Sequence[str], str]


class Miner:
    """pm4py, which takes seconds to load: whoever only collects tests does not import it."""

    def __init__(self) -> None:
        self._pm4py: Any = import_module("pm4py")
        self._logs: Any = import_module("pm4py.objects.log.obj")
        self._nets: Any = import_module("pm4py.objects.petri_net.obj")

    def read_net(self, machine: type[StateMachine], folder: Path) -> "Net":
        """Return the net of a machine, as `manage.py machine` writes it."""
        path = folder / f"{machine.kind}.pnml"
        with path.open("w", encoding="utf-8") as out:
            call_command("machine", machine.kind, "--format", "pnml", stdout=out)
        return Net(self, *self._pm4py.read_pnml(str(path)))

    def read_log(self, path: Path) -> dict[str, list[dict[str, Any]]]:
        """Return the events of each trace of a file in XES, in their order."""
        log = self._pm4py.convert_to_event_log(self._pm4py.read_xes(str(path)))
        return {trace.attributes["concept:name"]: list(map(dict, trace)) for trace in log}

    def is_sound(self, net: "Net") -> bool:
        """Return whether each life can end, leaves nothing behind and every way can be taken."""
        woflan: Any = import_module("pm4py.algo.analysis.woflan.algorithm")
        quiet = {"print_diagnostics": False}
        return bool(woflan.apply(net.net, net.begin, net.end, parameters=quiet))

    def replay(self, net: "Net", cases: Sequence[Case]) -> list[float]:
        """Return the fitness of each case by replay of its tokens; 1.0 is one that fits."""
        return self._measure(net, cases, "conformance_diagnostics_token_based_replay")

    def align(self, net: "Net", cases: Sequence[Case]) -> list[float]:
        """Return the fitness of each case by its best alignment; 1.0 is one that fits."""
        return self._measure(net, cases, "conformance_diagnostics_alignments")

    def _measure(self, net: "Net", cases: Sequence[Case], by: str) -> list[float]:
        # A life that goes on has not reached the end of the net: it is to end where it is now.
        groups = defaultdict[str, list[int]](list)
        for number, (_names, state) in enumerate(cases):
            groups[state].append(number)
        fitness = [0.0] * len(cases)
        for state, numbers in groups.items():
            log = self._make_log(cases[number][0] for number in numbers)
            found = getattr(self._pm4py, by)(log, net.net, net.begin, net.mark(state))
            for number, each in zip(numbers, found, strict=True):
                fitness[number] = each["trace_fitness" if "trace_fitness" in each else "fitness"]
        return fitness

    def _make_log(self, histories: Iterable[Sequence[str]]) -> Any:
        return self._logs.EventLog(
            self._logs.Trace(
                [self._logs.Event({"concept:name": name}) for name in names],
                attributes={"concept:name": str(number)},
            )
            for number, names in enumerate(histories)
        )

    def mark(self, place: Any) -> Any:
        """Return the marking with one token in this place."""
        return self._nets.Marking({place: 1})


class Net:
    """A net with where a life begins and where it is over."""

    def __init__(self, miner: Miner, net: Any, begin: Any, end: Any) -> None:
        self._miner, self.net, self.begin, self.end = miner, net, begin, end

    def mark(self, state: str) -> Any:
        """Return the marking of a subject that is in this state; of one that is over, if empty."""
        if not state:
            return self.end
        (place,) = (each for each in self.net.places if each.name == name_place(state))
        return self._miner.mark(place)

    def tell_ways_apart(self) -> None:
        """Name each transition by its id, so that one name from two states is two names."""
        for each in self.net.transitions:
            each.label = each.name if each.label is not None else None

    def remove_ways(self, *ids: str) -> None:
        """Take transitions out of the net, with their arcs."""
        petri: Any = import_module("pm4py.objects.petri_net.utils.petri_utils")
        for each in [each for each in self.net.transitions if each.name in ids]:
            petri.remove_transition(self.net, each)
