"""`manage.py machine`: draw a machine, list them, renew their pages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from workflow.machine.bpmn import export_bpmn
from workflow.machine.declaration import StateMachine
from workflow.machine.drawing import draw_mermaid, draw_page, draw_table
from workflow.machine.golden import render_golden
from workflow.machine.pnml import export_pnml
from workflow.machine.registry import get_machine, list_machines
from workflow.machine.rights_matrix import draw_matrix
from workflow.machine.structure import export_json
from workflow.machine.svg import draw_svg

_FORMATS = {
    "table": draw_table,
    "mermaid": draw_mermaid,
    "svg": draw_svg,
    "json": export_json,
    "bpmn": export_bpmn,
    "pnml": export_pnml,
}
#: The pages are in the language of the code.
_PAGE_LANGUAGE = "en"


class Command(BaseCommand):
    """Show what is declared; exits with 1 when there is no such machine."""

    help = "Show a machine: a table, a picture, JSON, BPMN or PNML for programs, its golden text."
    # What does not pass the checks may need to be looked at.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which machine, and how to show it."""
        parser.add_argument("name", nargs="?", help="the kind of subject, see --list")
        parser.add_argument("--format", choices=sorted(_FORMATS), default="table")
        parser.add_argument("--language", default=_PAGE_LANGUAGE, help="of the labels")
        parser.add_argument("--golden", action="store_true", help="print the golden text")
        parser.add_argument("--list", action="store_true", help="name every machine")
        parser.add_argument(
            "--write-docs", action="store_true", help="renew docs/machines/, docs/rights.md"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do the one thing that was asked for."""
        if options["list"]:
            for machine in list_machines():
                self.stdout.write(f"{machine.kind}  {machine.version}  {machine.model}")
        elif options["write_docs"]:
            self._write_pages(Path(settings.BASE_DIR) / "docs")
        else:
            self._show(_find(options["name"]), options)

    def _show(self, machine: type[StateMachine], options: dict[str, Any]) -> None:
        if options["golden"]:
            self.stdout.write(render_golden(machine), ending="")
            return
        with override(options["language"]):
            self.stdout.write(_FORMATS[options["format"]](machine), ending="")

    def _write_pages(self, docs: Path) -> None:
        for path, text in list_pages(docs).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(path.name)


def list_pages(docs: Path) -> dict[Path, str]:
    """Return the page of every machine of an application of ours, and that of who may do what.

    Each is under the file it is kept in.
    """
    ours = [each for each in list_machines() if not each.__module__.startswith("tests.")]
    with override(_PAGE_LANGUAGE):
        pages = {docs / "machines" / f"{each.kind}.md": draw_page(each) for each in ours}
        return {**pages, docs / "rights.md": draw_matrix(ours)}


def _find(name: str | None) -> type[StateMachine]:
    if not name:
        message = "Name a machine, or say --list or --write-docs."
        raise CommandError(message)
    try:
        return get_machine(name)
    except LookupError as error:
        raise CommandError(str(error)) from error
