"""`manage.py load_demo`: two plans, invented proposals in every state, an account for each role."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lifecycle.management.console import show_progress
from lifecycle.management.demonstration.emptying import begin_again
from lifecycle.management.demonstration.story import BEGINS_ON, tell_story
from lifecycle.management.welcome import describe_accounts
from workflow.demonstration import begin_demonstration, end_demonstration
from workflow.models import Subject, User


class Command(BaseCommand):
    """Load the demonstration; exits with 1 when there is something here already."""

    help = "Load the demonstration: two plans, invented proposals, an account for each role."
    # It runs while a site starts: `./run check` and the migration have run them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do with what is there."""
        existing = parser.add_mutually_exclusive_group()
        existing.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is something already"
        )
        existing.add_argument(
            "--reset", action="store_true", help="throw away everything that is there first"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Empty when asked to, tell the story, move the clock, name the accounts."""
        if settings.PRODUCTION:
            raise CommandError("A demonstration is refused under production settings.")
        if not settings.LIFECYCLE_DEMO_PASSWORD:
            raise CommandError("Give its accounts a password: LIFECYCLE_DEMO_PASSWORD.")
        if options["reset"]:
            begin_again()
        elif User.objects.exists() or Subject.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There is something here already; --reset throws it away.")
        # The story is told on its own days: what an earlier one left must not move them.
        end_demonstration()
        started = time.monotonic()
        with show_progress("Telling the story of 2020") as report:
            tell_story(settings.LIFECYCLE_DEMO_PASSWORD, report)
        begin_demonstration(BEGINS_ON)
        seconds = time.monotonic() - started
        self.stdout.write(f"The demonstration is loaded ({seconds:.0f} s); it is {BEGINS_ON:%A}.")
        if options["reset"]:
            self.stdout.write("Restart ./run if it is running: its clock is that of before.")
        if not options["if_empty"]:
            # `./run` names them itself once the site is up.
            self.stdout.write("\n".join(describe_accounts()))
