"""Read YAML from its events: marks on every value, and none of what makes YAML dangerous.

Aliases, anchors, tags and second documents are refused, so a small file cannot grow large and no
object can be built. Nothing recurses: a deeply nested file meets a limit, not the stack.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

from lifecycle.services.loading.places import Branch, Leaf, Listing, Node, Place
from lifecycle.services.loading.problems import LoadRefusedError, refuse

#: Deepest nesting a format of ours needs is 6.
MAX_DEPTH = 16
MAX_VALUES = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Node:
    """Return the one document of `text`.

    Raises:
        LoadRefusedError: it is no YAML, or uses what is refused here.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.feed(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise refuse(_("A character is not allowed in YAML."), line=line) from error
    if builder.root is None:
        raise refuse(_("The file is empty."))
    return builder.root


def _syntax_error(error: yaml.MarkedYAMLError) -> LoadRefusedError:
    mark = error.problem_mark or error.context_mark
    # The parser gives its reason in English, and in words of its own trade.
    message = _(
        "This is not valid YAML: check the quotes, brackets and colons here, and that lines are "
        "indented with spaces."
    )
    if "nesting" in (error.problem or ""):
        message = _say_too_deep()
    if mark is None:
        return refuse(message)
    return refuse(message, line=mark.line + 1, column=str(mark.column + 1))


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    if mark is None:
        return Place(0, "")
    return Place(mark.line + 1, str(mark.column + 1))


@dataclass(slots=True)
class _OpenList:
    place: Place
    items: list[Node] = field(default_factory=list)

    def add(self, node: Node) -> None:
        self.items.append(node)

    def close(self) -> Node:
        return Listing(tuple(self.items), self.place)


@dataclass(slots=True)
class _OpenBranch:
    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)
    key: str | None = None

    def add(self, node: Node) -> None:
        if self.key is not None:
            self.entries[self.key] = node
            self.key = None
            return
        if not isinstance(node, Leaf):
            raise _refuse_at(node.place, _("A name must be plain text."))
        if node.text in self.key_places:
            raise _refuse_at(
                node.place,
                _("%(name)s is given twice; the first is on line %(line)s.")
                % {"name": node.text, "line": self.key_places[node.text].line},
            )
        self.key = node.text
        self.key_places[node.text] = node.place

    def close(self) -> Node:
        return Branch(self.entries, self.place, self.key_places)


def _say_too_deep() -> str:
    return _("The values are nested more than %(limit)s deep.") % {"limit": MAX_DEPTH}


def _refuse_at(place: Place, message: str) -> LoadRefusedError:
    return refuse(message, line=place.line, column=place.column)


class _Builder:
    """Builds the tree from the events, without recursion."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[_OpenList | _OpenBranch] = []
        self._values = 0

    def feed(self, event: yaml.Event) -> None:
        """Take the next event; raise `LoadRefusedError` on what is refused."""
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _refuse_at(_place(event), _("The file holds more than one document."))
        if isinstance(event, yaml.NodeEvent):
            self._check(event)
        if isinstance(event, yaml.ScalarEvent):
            self._add(
                Leaf(
                    event.value, _place(event), quoted=event.style is not None and event.style != ""
                )
            )
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open.append(_OpenList(_place(event)))
        elif isinstance(event, yaml.MappingStartEvent):
            self._open.append(_OpenBranch(_place(event)))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._add(self._open.pop().close())

    def _check(self, event: yaml.NodeEvent) -> None:
        self._values += 1
        if event.anchor is not None:
            raise _refuse_at(
                _place(event), _("Anchors and aliases are not accepted: repeat the value.")
            )
        if getattr(event, "tag", None) is not None:
            raise _refuse_at(_place(event), _("Tags are not accepted: write the plain value."))
        if len(self._open) >= MAX_DEPTH:
            raise _refuse_at(_place(event), _say_too_deep())
        if self._values > MAX_VALUES:
            raise _refuse_at(
                _place(event),
                _("The file holds more than %(limit)s values.") % {"limit": MAX_VALUES},
            )

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].add(node)
        else:
            self.root = node
