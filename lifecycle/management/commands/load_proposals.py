"""`manage.py load_proposals FILE --plan CODE`: bring in proposals received elsewhere."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from lifecycle.management.console import Report
from lifecycle.management.load_command import LoadCommand
from lifecycle.models import ActionPlan
from lifecycle.services.loading.proposal_loader import load_proposals, load_sound_proposals
from lifecycle.services.loading.reports import LoadReport
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary import Channel


class Command(LoadCommand):
    """Load proposals as submitted; the same file twice changes nothing."""

    help = "Load proposals (YAML, CSV, XLSX) as submitted; the same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the plan they were made to, and how those arrived that do not say it."""
        super().add_arguments(parser)
        parser.add_argument("--plan", type=_find_plan, required=True, help="code of the plan")
        parser.add_argument(
            "--channel", choices=Channel.values, default="", help="for rows that name none"
        )

    def load(self, options: dict[str, Any], progress: Report) -> LoadReport:
        """Load the whole file, or its sound rows when asked to."""
        load = load_sound_proposals if options["partial"] else load_proposals
        return load(
            read_source_file(options["file"]),
            plan=options["plan"],
            channel=options["channel"],
            actor=options["by"],
            progress=progress,
        )


def _find_plan(code: str) -> ActionPlan:
    plan = ActionPlan.objects.filter(code=code).first()
    if plan is None:
        known = ", ".join(ActionPlan.objects.order_by("code").values_list("code", flat=True))
        message = _("there is no plan %(code)s; those that exist: %(known)s")
        raise ArgumentTypeError(message % {"code": code, "known": known or "-"})
    return plan
