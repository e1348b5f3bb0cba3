"""Words in the tables: wherever a person is named in what somebody typed, the name is taken out.

Every text column of every table is looked at, so that one which is added later is too. What is left
as it is says why.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, ForeignKey, JSONField, Model, QuerySet, TextField

from lifecycle.services.forgetting.words import REMOVED, Words
from workflow.history.chain import format_canonical
from workflow.models import Subject

#: Tables whose words are bound by a hash that people approved, signed or froze: they are told of.
BOUND = frozenset(
    {
        *("lifecycle.SheetVersion", "lifecycle.PlanVersion", "lifecycle.PlanVersionLine"),
        *("lifecycle.Convention", "lifecycle.ConventionTextVersion"),
    }
)
#: Tables that are forgotten in ways of their own, and those that hold nothing anybody typed.
ELSEWHERE = frozenset(
    {
        *("workflow.Event", "workflow.EventBody", "workflow.Decision", "workflow.RightRecord"),
        *("workflow.User", "sessions.Session", "account.EmailAddress", "authtoken.Token"),
        *("contenttypes.ContentType", "auth.Permission", "auth.Group", "mfa.Authenticator"),
    }
)
#: Columns that name somebody else, who may be called the same.
OTHERS = frozenset(
    {
        *("lifecycle.ProposalAuthor.name", "lifecycle.Contribution.name"),
        *("lifecycle.Invitation.name", "workflow.InstitutionName.name_fr"),
        *("workflow.InstitutionName.name_ar", "workflow.InstitutionName.name_en"),
    }
)


@dataclass(frozen=True)
class Kept:
    """Where a name still stands, in a text that is bound by its hash."""

    table: str
    key: int

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


def redact_tables(words: Words, *, only_own: bool = False) -> list[Kept]:
    """Take the words out of every text that is not bound; return where they still stand.

    With `only_own`, what is about one of the subjects of `words` alone is looked at.
    """
    kept = list[Kept]()
    for model in apps.get_models():
        options = model._meta
        if options.proxy or not options.managed or options.label in ELSEWHERE:
            continue
        table = _Table(model, words)
        if table.columns and (table.subjects or not only_own):
            kept += table.redact(only_own=only_own)
    return kept


class _Table:
    """The texts of one table, and by which columns its rows are about a subject."""

    def __init__(self, model: type[Model], words: Words) -> None:
        self.model = model
        self.label = model._meta.label
        self.own, self.everywhere = words.own, words.everywhere
        self.about = words.subjects
        local = model._meta.local_concrete_fields
        self.columns = [each for each in local if self._is_text(each)]
        self.subjects = [each.attname for each in local if _is_subject(each)]

    def redact(self, *, only_own: bool) -> Iterator[Kept]:
        """Change each row that holds a word; yield those that are bound."""
        names = [each.attname for each in self.columns]
        for key, *values in list(self._find_rows(names, only_own=only_own)):
            about, texts = values[: len(self.subjects)], values[len(self.subjects) :]
            pattern = self.own if self.about.intersection(about) else self.everywhere
            changed = _redact(dict(zip(names, texts, strict=True)), pattern)
            if changed and self.label in BOUND:
                yield Kept(self.label, key)
            elif changed:
                self.model._default_manager.filter(pk=key).update(**changed)

    def _find_rows(self, names: list[str], *, only_own: bool) -> Iterator[tuple[Any, ...]]:
        rows: QuerySet[Any] = self.model._default_manager.order_by("pk")
        if not only_own:
            yield from rows.values_list("pk", *self.subjects, *names).iterator(chunk_size=2_000)
            return
        for column in self.subjects:
            own = rows.filter(**{f"{column}__in": self.about})
            yield from own.values_list("pk", *self.subjects, *names)

    def _is_text(self, field: "Field[Any, Any]") -> bool:
        is_text = isinstance(field, CharField | TextField | JSONField)
        return is_text and not field.choices and f"{self.label}.{field.name}" not in OTHERS


def _is_subject(field: "Field[Any, Any]") -> bool:
    """Return whether the column says of which subject the row is."""
    if isinstance(field, ForeignKey):
        return issubclass(field.related_model, Subject)
    return field.primary_key and field.model is Subject


def _redact(texts: Mapping[str, object], pattern: re.Pattern[str] | None) -> dict[str, object]:
    """Return the columns in which a word was found, without it."""
    if pattern is None:
        return {}
    clean = {name: _clean(value, pattern) for name, value in texts.items() if value}
    return {name: value for name, value in clean.items() if value != texts[name]}


def _clean(value: object, pattern: re.Pattern[str]) -> object:
    if isinstance(value, str):
        read = _read_json(value)
        if read is None:
            return pattern.sub(REMOVED, value)
        clean = _clean(read, pattern)
        return value if clean == read else format_canonical(clean)
    if isinstance(value, dict):
        return {name: _clean(each, pattern) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, pattern) for each in value]
    return value


def _read_json(text: str) -> object:
    """Return what a text that is JSON says, so that a name after an escaped line is found too."""
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
