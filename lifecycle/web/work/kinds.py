"""The kinds of work an inbox can be narrowed to, each in words of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from lifecycle.selectors.tasks import RECORD, name_task
from workflow.machine.registry import get_machine


def name_kinds(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Return the kinds with what is to be done, by those words; the same work is told apart.

    A kind is that of the subject and that of the item, joined by a dot.
    """
    named = [(kind, name_task(*kind.split(".", 1))) for kind in kinds]
    shared = _find_shared(words for _kind, words in named)
    told = [(kind, _tell_apart(kind, words) if words in shared else words) for kind, words in named]
    return sorted(_number(told), key=lambda pair: pair[1])


def _find_shared(words: Iterable[str]) -> set[str]:
    return {each for each, count in Counter(words).items() if count > 1}


def _tell_apart(kind: str, task: str) -> str:
    """Return the task with what it is about, and the state or round in which that is."""
    subject_kind, _dot, step = kind.partition(".")
    machine = get_machine(subject_kind)
    subject = machine.get_model()._meta.verbose_name
    name = step.partition(RECORD)[0]
    place = machine.rounds.get(name) or machine.states.get(name)
    if place is None:
        return _("%(task)s (%(subject)s)") % {"task": task, "subject": subject}
    told = {"task": task, "subject": subject, "step": place.label}
    return _("%(task)s (%(subject)s: %(step)s)") % told


def _number(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the same, those that no words tell apart with their rank behind them."""
    rows = list(named)
    shared, seen = _find_shared(words for _kind, words in rows), Counter[str]()
    numbered = []
    for kind, words in rows:
        seen[words] += 1
        numbered.append((kind, f"{words} · {seen[words]}" if words in shared else words))
    return numbered
