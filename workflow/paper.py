"""Paper acts: what is asked of whoever records in the application what was done on paper."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from workflow.machine.declaration import StateMachine
from workflow.machine.inputs import Among, Day, Document, Input, Text

#: Name of the input whose day becomes the Event's `occurred_on`.
PAPER_ON = "paper_on"


_WRITTEN: tuple[Input, ...] = (
    Text("paper_number", _("Number of the document"), lines=1, max_length=100),
    Day(PAPER_ON, _("Date of the document")),
    Text("paper_capacity", _("Office that signed"), lines=1, max_length=200),
)


def list_paper_inputs(machine: type[StateMachine]) -> tuple[Input, ...]:
    """Return what the recorder of a paper act gives: number, date, capacity and the scan."""
    if machine.paper_documents is None:
        return _WRITTEN
    return (*_WRITTEN, _make_scan(machine.paper_documents))


@cache
def _make_scan(among: Among) -> Input:
    return Document("paper_scan", _("Scan"), among=among)
