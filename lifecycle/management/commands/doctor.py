"""`manage.py doctor`: what is off, and what to type."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lifecycle.management.diagnosis import Finding, diagnose


class Command(BaseCommand):
    """Ask every question; exits with 1 when something is off."""

    help = "Say what is off with this installation, and what to type."
    # It must run where the checks do not pass: they are one of its questions.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how to answer."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print each finding, what is off with its remedy."""
        findings = diagnose()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=2))
        else:
            for finding in findings:
                self.stdout.write(_describe(finding))
        if not all(finding.is_well for finding in findings):
            raise SystemExit(1)


def _describe(finding: Finding) -> str:
    if finding.is_well:
        return f"  yes  {finding.question}"
    return f"  NO   {finding.question} {finding.problem}\n       type: {finding.remedy}"
