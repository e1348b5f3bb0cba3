"""What a person finds on a page: where its links lead, and its forms with what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag

_Attributes = list[tuple[str, str | None]]
#: Buttons and files are not sent unless they are pressed or chosen.
_NOT_SENT = frozenset({"submit", "button", "reset", "image", "file"})
#: Sent only when they are chosen.
_CHOSEN = frozenset({"checkbox", "radio"})


@dataclass
class Form:
    """A form that posts, with the values it would send as it stands."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    #: The text areas that are empty: what a person would write in.
    empty: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gather links and forms; everything else of the page is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(urldefrag(given["href"]).url)
        elif tag == "form":
            self._begin(given)
        elif self._open is not None:
            self._take(self._open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area and self._open is not None:
            if not self._open.fields[self._area].strip():
                self._open.empty.append(self._area)
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open.fields[self._area] += data

    def _begin(self, given: dict[str, str]) -> None:
        self._open = None
        if given.get("method", "").lower() == "post":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name:
            _take_input(form, name, given)
        elif tag == "textarea" and name:
            self._area = name
            form.fields[name] = ""
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select:
            self._take_option(form, given)

    def _take_option(self, form: Form, given: dict[str, str]) -> None:
        # The first that says something, unless another is chosen already.
        value = given.get("value", "")
        if "selected" in given or not form.fields.get(self._select):
            form.fields[self._select] = value


def _take_input(form: Form, name: str, given: dict[str, str]) -> None:
    kind = given.get("type", "text").lower()
    if kind in _NOT_SENT or (kind in _CHOSEN and "checked" not in given):
        return
    form.fields[name] = given.get("value", "")


def list_links(page: str) -> list[str]:
    """Return where the links of a page lead on this site, in their order."""
    return _read(page).links


def list_forms(page: str) -> list[Form]:
    """Return the forms of a page that post, in their order."""
    return _read(page).forms


def find_form(page: str, *, ending: str, at: str) -> Form | None:
    """Return the first form that posts to an address with this end; `at` is that of the page."""
    for each in list_forms(page):
        each.action = each.action or at
        if each.action.partition("?")[0].endswith(ending):
            return each
    return None


def pick_links(page: str, *beginnings: str) -> list[str]:
    """Return the links of a page that begin so, each once, without what follows a question mark."""
    found: Iterable[str] = (link.partition("?")[0] for link in list_links(page))
    return list(dict.fromkeys(link for link in found if link.startswith(beginnings)))


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader
