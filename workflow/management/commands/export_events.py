"""`manage.py export_events`: the history as an event log for process mining."""

from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from workflow.history.exporting.ocel import write_ocel
from workflow.history.exporting.selection import Selection
from workflow.history.exporting.xes import write_xes
from workflow.machine.registry import list_machines

_FORMATS = {"xes": write_xes, "ocel": write_ocel}


class Command(BaseCommand):
    """Export births and moves; exits with 1 when there is none."""

    help = "Write births and moves as XES or OCEL 2.0, without people and what they wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is exported, and where to."""
        kinds = sorted(machine.kind for machine in list_machines())
        parser.add_argument("--format", choices=sorted(_FORMATS), default="xes")
        parser.add_argument("--kind", action="append", default=[], choices=kinds)
        parser.add_argument("--since", type=_read_instant, help="a day or an instant, included")
        parser.add_argument("--until", type=_read_instant, help="not included")
        parser.add_argument("--out", type=Path, help="a file; the output when none is named")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the log, then say on the error stream how long it is."""
        selection = Selection(options["kind"], options["since"], options["until"])
        path: Path | None = options["out"]
        # What is written is a file of its own, and ends its lines itself.
        self.stdout.ending = ""
        opened = path.open("w", encoding="utf-8") if path else nullcontext(self.stdout)
        with opened as out:
            count = _FORMATS[options["format"]](out, selection)
        self.stderr.write(f"{count} events.")
        if not count:
            raise SystemExit(1)


def _read_instant(text: str) -> datetime:
    day = parse_date(text)
    instant = datetime.combine(day, datetime.min.time()) if day else parse_datetime(text)
    if instant is None:
        raise ValueError(text)
    return instant if timezone.is_aware(instant) else timezone.make_aware(instant)
