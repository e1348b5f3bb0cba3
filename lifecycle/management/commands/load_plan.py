"""`manage.py load_plan FILE`: bring in a plan that was kept elsewhere."""

from typing import Any

from lifecycle.management.console import Report
from lifecycle.management.load_command import LoadCommand
from lifecycle.services.loading.plan_loader import load_plan, load_sound_part
from lifecycle.services.loading.reports import LoadReport
from lifecycle.services.loading.sources import read_source_file


class Command(LoadCommand):
    """Load a plan with its stages, commitments and activities."""

    help = "Load a plan (YAML, CSV, XLSX); the same file twice changes nothing."

    def load(self, options: dict[str, Any], progress: Report) -> LoadReport:
        """Load the whole file, or its sound commitments when asked to."""
        source = read_source_file(options["file"])
        load = load_sound_part if options["partial"] else load_plan
        return load(source, actor=options["by"], progress=progress)
