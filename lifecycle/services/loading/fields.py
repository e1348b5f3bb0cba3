"""Read the fields of one mapping, noting what is wrong with its place instead of stopping."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _

from lifecycle.services.loading.places import Branch, Leaf, Listing, Node, Place
from lifecycle.services.loading.problems import Problem

TRUE_WORDS = frozenset({"yes", "true", "1", "oui", "vrai", "نعم"})
FALSE_WORDS = frozenset({"no", "false", "0", "non", "faux", "لا"})
TITLE_LIMIT = 300
TEXT_LIMIT = 20_000
#: A whole number of any field; readings are kept with twelve digits before the comma.
LARGEST_NUMBER = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in the three languages; a language nobody gave is empty."""

    fr: str = ""
    ar: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        """Tell whether anything is said in any language."""
        return bool(self.fr or self.ar or self.en)


class Fields:
    """The fields of one mapping of a file, read by the kind each must have.

    What cannot be read is noted in `problems` and comes back as the empty value of its kind, so
    one reading finds every problem of the file.
    """

    def __init__(self, branch: Branch, *, path: str, problems: list[Problem]) -> None:
        self.place = branch.place
        self.path = path
        self.problems = problems
        self._branch = branch
        self._asked: set[str] = set()

    def note(self, name: str, message: str, *, place: Place | None = None) -> None:
        """Note a problem of the field `name`, at its value, or at `place`."""
        where = place or self.place_of(name)
        field = ".".join(part for part in (self.path, name) if part)
        self.problems.append(Problem(where.line, where.column, field, message))

    def place_of(self, name: str) -> Place:
        """Return where the value of `name` stands, or the mapping itself when it is absent."""
        node = self._branch.entries.get(name)
        return node.place if node is not None else self.place

    def has(self, name: str) -> bool:
        """Tell whether the field is given and says something."""
        return self._find(name) is not None

    def text(self, name: str, *, required: bool = False, limit: int = TITLE_LIMIT) -> str:
        """Return the text of the field, without outer spaces."""
        node = self._find(name)
        if node is None:
            if required:
                self.note(name, _("This is required: %(name)s.") % {"name": name})
            return ""
        if not isinstance(node, Leaf):
            self.note(name, _("One value is expected here, not several."))
            return ""
        text = node.text.strip()
        if required and not text:
            self.note(name, _("This is required: %(name)s.") % {"name": name})
            return ""
        if len(text) > limit:
            message = _("The text has %(length)s characters and at most %(limit)s are accepted.")
            self.note(name, message % {"length": len(text), "limit": limit})
            return ""
        return text

    def wording(self, name: str, *, required: bool = False, limit: int = TITLE_LIMIT) -> Wording:
        """Return words by language; a plain text is French, the installation's language."""
        node = self._find(name)
        if not isinstance(node, Branch):
            return Wording(fr=self.text(name, required=required, limit=limit))
        words = Fields(node, path=f"{self.path}.{name}".lstrip("."), problems=self.problems)
        wording = Wording(*(words.text(code, limit=limit) for code in ("fr", "ar", "en")))
        words.refuse_unknown()
        if required and not wording:
            self.note(name, _("This is required: %(name)s.") % {"name": name})
        return wording

    def number(
        self, name: str, *, low: int = 0, high: int = LARGEST_NUMBER, required: bool = False
    ) -> int | None:
        """Return the whole number of the field, between `low` and `high`; a final % is accepted."""
        text = self.text(name, required=required)
        if not text:
            return None
        digits = text.removesuffix("%").strip()
        if not (digits.isascii() and digits.removeprefix("-").isdigit()):
            self.note(name, _("A whole number is expected, not “%(text)s”.") % {"text": text})
            return None
        if not low <= int(digits) <= high:
            message = _("%(text)s is out of range: %(low)s to %(high)s.")
            self.note(name, message % {"text": text, "low": low, "high": high})
            return None
        return int(digits)

    def decimal(self, name: str) -> float | None:
        """Return the number of the field."""
        text = self.text(name)
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.note(name, _("A number is expected, not “%(text)s”.") % {"text": text})
            return None
        if not -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
            message = _("%(text)s is out of range: %(low)s to %(high)s.")
            self.note(
                name, message % {"text": text, "low": -LARGEST_NUMBER, "high": LARGEST_NUMBER}
            )
            return None
        return number

    def day(self, name: str, *, required: bool = False) -> date | None:
        """Return the civil date of the field, written 2020-07-15."""
        text = self.text(name, required=required)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = _("“%(text)s” is not a day: write it as 2020-07-15.")
            self.note(name, message % {"text": text})
            return None

    def flag(self, name: str) -> bool | None:
        """Return yes or no; None when the field says nothing."""
        text = self.text(name).casefold()
        if not text:
            return None
        if text not in TRUE_WORDS | FALSE_WORDS:
            self.note(name, _("Yes or no is expected, not “%(text)s”.") % {"text": text})
            return None
        return text in TRUE_WORDS

    def choice(
        self,
        name: str,
        options: Collection[str],
        *,
        required: bool = False,
        words: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Return one of `options`, or the one that `words` gives for what people write.

        Anything else is noted with what is expected.
        """
        written = self.text(name, required=required).casefold()
        text = words.get(written, written)
        if text and text not in options:
            message = _("“%(text)s” is unknown here; expected one of: %(options)s.")
            self.note(name, message % {"text": text, "options": ", ".join(options)})
            return ""
        return str(text)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        node = self._find(name)
        if isinstance(node, Leaf):
            return tuple(part.strip() for part in node.text.split(",") if part.strip())
        leaves = [item for item in self._items(name, node) if isinstance(item, Leaf)]
        return tuple(leaf.text.strip() for leaf in leaves if not leaf.is_blank)

    def find_fields(self, name: str) -> "Fields | None":
        """Return the fields of the mapping under `name`; None when it is absent or no mapping."""
        node = self._find(name)
        if node is None:
            return None
        if isinstance(node, Branch):
            return Fields(node, path=f"{self.path}.{name}".lstrip("."), problems=self.problems)
        self.note(name, _("Named values are expected here."))
        return None

    def is_plain(self, name: str) -> bool:
        """Tell whether the field is one value rather than named ones."""
        return isinstance(self._find(name), Leaf)

    def list_fields(self, name: str) -> list["Fields"]:
        """Return the fields of each mapping in the list under `name`; an absent list is empty."""
        return [
            Fields(branch, path=path, problems=self.problems)
            for path, branch in self.list_branches(name)
        ]

    def list_branches(self, name: str) -> list[tuple[str, Branch]]:
        """Return each mapping in the list under `name` with its path."""
        branches = []
        for index, item in enumerate(self._items(name, self._find(name)), start=1):
            if isinstance(item, Branch):
                branches.append((f"{self.path}.{name}[{index}]".lstrip("."), item))
            else:
                self.note(name, _("Named values are expected here."), place=item.place)
        return branches

    def refuse_unknown(self) -> None:
        """Note every field nobody asked for: a misspelt name must not be lost in silence."""
        for name in self._branch.entries:
            if name not in self._asked:
                message = _("“%(name)s” is unknown here; expected one of: %(options)s.")
                options = ", ".join(sorted(self._asked))
                place = self._branch.key_places.get(name, self.place_of(name))
                self.note(name, message % {"name": name, "options": options}, place=place)

    def _find(self, name: str) -> Node | None:
        self._asked.add(name)
        node = self._branch.entries.get(name)
        return None if isinstance(node, Leaf) and node.is_blank else node

    def _items(self, name: str, node: Node | None) -> Iterable[Node]:
        if node is None:
            return ()
        if isinstance(node, Listing):
            return node.items
        self.note(name, _("A list is expected here."))
        return ()
