"""What the two commands that load a file share: options, rehearsal, report, exit code."""

import json
from abc import ABC, abstractmethod
from argparse import ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from lifecycle.management.console import Report, show_progress
from lifecycle.services.loading.problems import LoadRefusedError, Problem
from lifecycle.services.loading.reports import LoadReport, Outcome
from workflow.models import User

_KINDS: dict[str, str | Promise] = {
    "plan": gettext_lazy("Plan"),
    "institution": gettext_lazy("Institutions"),
    "theme": gettext_lazy("Themes"),
    "stage": gettext_lazy("Stages"),
    "next_step": gettext_lazy("Next steps"),
    "commitment": gettext_lazy("Commitments"),
    "activity": gettext_lazy("Activities"),
    "proposal": gettext_lazy("Proposals"),
}


class LoadCommand(BaseCommand, ABC):
    """Load a file; exits with 1 when rows were refused, 2 when it was called the wrong way."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and how to treat it."""
        parser.add_argument("file", type=Path, help="YAML, CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        parser.add_argument(
            "--partial", action="store_true", help="write the good rows although others are bad"
        )
        parser.add_argument("--by", type=find_person, help="address of whoever loads it")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="language of the report",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, then say what was done."""
        with override(options["language"]):
            try:
                report = self._rehearse_or_load(options)
            except LoadRefusedError as error:
                self._print_refusal(error, as_json=options["json"])
                raise SystemExit(1) from error
            self._print(report, options)
            if report.problems:
                raise SystemExit(1)

    @abstractmethod
    def load(self, options: dict[str, Any], progress: Report) -> LoadReport:
        """Load the file and return what was done.

        Raises:
            LoadRefusedError: with every problem of the file.
        """

    def _rehearse_or_load(self, options: dict[str, Any]) -> LoadReport:
        with show_progress(options["file"].name) as progress, transaction.atomic():
            report = self.load(options, progress)
            transaction.set_rollback(options["dry_run"])
        return report

    def _print_refusal(self, error: LoadRefusedError, *, as_json: bool) -> None:
        if as_json:
            self._print_json({"loaded": False, "problems": _as_rows(error.problems)})
        else:
            self.stderr.write(str(error))

    def _print(self, report: LoadReport, options: dict[str, Any]) -> None:
        if options["json"]:
            self._print_json(
                {
                    "loaded": not options["dry_run"],
                    "changed": report.has_changed_anything,
                    "counts": {
                        kind: {outcome.value: count for outcome, count in counts.items()}
                        for kind, counts in report.count().items()
                    },
                    "lines": [asdict(line) for line in report.lines],
                    "to_settle": [asdict(each) for each in report.to_settle],
                    "problems": _as_rows(report.problems),
                }
            )
            return
        for line in describe(report):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was written: this was a rehearsal."))

    def _print_json(self, content: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))


def find_person(address: str) -> User:
    """Return the account of this address, for an option of a command.

    Raises:
        ArgumentTypeError: there is none.
    """
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    if person is None:
        raise ArgumentTypeError(_("no open account has the address %s") % address)
    return person


def describe(report: LoadReport) -> list[str]:
    """Return the report as lines: how many of each kind, what to look at, what was left out."""
    lines = [
        "{kind}: {counts}".format(
            kind=name_kind(kind),
            counts=_(", ").join(
                f"{count} {outcome.label}" for outcome, count in sorted(counts.items())
            ),
        )
        for kind, counts in report.count().items()
    ]
    lines += [
        f"  {name_kind(line.kind)} {line.name} ({Outcome(line.outcome).label}): {line.detail}"
        for line in report.remarkable
        if line.detail
    ]
    if not report.has_changed_anything:
        lines.append(_("Nothing has changed: everything was here already."))
    if report.to_settle:
        count = len(report.to_settle)
        to_settle = ngettext(
            "%(count)d period reads more than one way; the page of the plan asks which is meant:",
            "%(count)d periods read more than one way; the page of the plan asks which is meant:",
            count,
        )
        lines += [to_settle % {"count": count}, *(f"  {each}" for each in report.to_settle)]
    if report.problems:
        count = len(report.problems)
        left_out = ngettext(
            "Left out for %(count)d problem:", "Left out for %(count)d problems:", count
        )
        lines += [left_out % {"count": count}, *(f"  {problem}" for problem in report.problems)]
    return lines


def name_kind(kind: str) -> str:
    """Return what rows of this kind are called, in the reader's language."""
    return str(_KINDS[kind])


def _as_rows(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [asdict(problem) for problem in problems]
