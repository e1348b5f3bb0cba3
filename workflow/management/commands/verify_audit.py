"""`manage.py verify_audit`: recompute the history, and compare it with what was kept elsewhere."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.history.anchoring import (
    UnreadableAnchorError,
    compare_anchor,
    read_anchor,
    write_anchor,
)
from workflow.history.verification import Audit, Finding, verify


class Command(BaseCommand):
    """Verify every event; exits with 1 when something is not as it was written, 2 on bad usage."""

    help = "Recompute every hash of the history, and compare the heads with an anchor."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where the anchor is and how to answer."""
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="compare with this file, then renew it; it is written when there is none yet",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify, compare, then renew the anchor if all is well."""
        anchor: Path | None = options["anchor"]
        try:
            lost = compare_anchor(read_anchor(anchor)) if anchor and anchor.exists() else []
        except UnreadableAnchorError as error:
            raise CommandError(str(error), returncode=2) from error
        audit = verify(None if options["json"] else self._report)
        findings = [*audit.findings, *lost]
        self._print(audit, findings, as_json=options["json"])
        if findings:
            raise SystemExit(1)
        if anchor:
            _renew(anchor, audit)

    def _print(self, audit: Audit, findings: list[Finding], *, as_json: bool) -> None:
        if as_json:
            content = {
                "events": audit.events,
                "subjects": len(audit.heads),
                "heads_digest": audit.heads_digest,
                "findings": [asdict(finding) for finding in findings],
            }
            self.stdout.write(json.dumps(content, ensure_ascii=False))
            return
        for finding in findings:
            self.stdout.write(
                f"subject {finding.subject_id}, event {finding.seq}: {finding.problem}"
            )
        self.stdout.write(
            f"{audit.events} events of {len(audit.heads)} subjects; {len(findings)} findings."
        )
        self.stdout.write(f"heads {audit.heads_digest}")

    def _report(self, count: int) -> None:
        self.stderr.write(f"{count} events verified")


def _renew(anchor: Path, audit: Audit) -> None:
    try:
        write_anchor(anchor, audit.heads)
    except OSError as error:
        message = f"The history is whole, but {anchor} was not written: {error.strerror}."
        raise CommandError(message, returncode=2) from error
