"""Compare what a file says with what is here, and write only what differs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from lifecycle.services.loading.fields import Wording
from lifecycle.services.loading.reports import LoadReport, Outcome
from workflow.engine import record_fact
from workflow.models import Event, EventKind, Subject, User, Via

#: The fact that a load writes on a subject it changes.
CHANGED = "load.changed"


@dataclass(frozen=True)
class Loading:
    """A load under way: where it comes from, who runs it, and what it has done so far."""

    source_document: str
    as_of: date
    actor: User | None
    report: LoadReport

    @property
    def origin(self) -> dict[str, Any]:
        """Return the inputs of every birth by this load."""
        return {"source_document": self.source_document, "as_of": self.as_of}


def in_columns(name: str, wording: Wording) -> dict[str, str]:
    """Return the words as the values of the columns `{name}_fr`, `{name}_ar` and `{name}_en`."""
    return {
        f"{name}_fr": wording.fr,
        f"{name}_ar": wording.ar,
        f"{name}_en": wording.en,
    }


def find_differences(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of `values` that the row does not say yet."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def write_differences(row: Model, values: Mapping[str, Any]) -> bool:
    """Make the row say `values`; return whether anything was different."""
    different = find_differences(row, values)
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.save(update_fields=list(different))
    return bool(different)


def was_touched(subject: Subject) -> bool:
    """Return whether a person has changed the subject since it was loaded."""
    return (
        Event.objects.filter(subject=subject.pk, actor__isnull=False)
        .exclude(kind=str(EventKind.LOAD))
        .exclude(name=CHANGED)
        .exists()
    )


def update_subject(
    loading: Loading,
    subject: Subject,
    *,
    kind: str,
    name: object,
    changes: Iterable[str],
    write: Callable[[], None],
) -> Event | None:
    """Write what differs as a fact of the subject, and return it; None when nothing was written.

    What people changed since the load is left to them.
    """
    names = sorted(changes)
    if not names:
        loading.report.add(kind, name, Outcome.UNCHANGED)
        return None
    told = _("the file says otherwise: %(columns)s") % {"columns": ", ".join(names)}
    if was_touched(subject):
        loading.report.add(kind, name, Outcome.KEPT, told)
        return None
    origin = {**loading.origin, "as_of": loading.as_of.isoformat()}
    event = record_fact(
        subject,
        CHANGED,
        actor=loading.actor,
        content={**origin, "columns": names},
        write=write,
        via=Via.LOAD,
    )
    loading.report.add(kind, name, Outcome.UPDATED, ", ".join(names))
    return event
