"""`manage.py simulate`: lead any number of proposals through the machine, the same for a seed."""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lifecycle.management.console import print_table, show_progress
from lifecycle.management.simulation.running import Simulation, simulate


class Command(BaseCommand):
    """Simulate proposals to a new plan; refused under production settings."""

    help = "Lead proposals to a new plan through the machine, by people and by chance."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many, and which chance."""
        parser.add_argument("--proposals", type=_read_count, default=100, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run it, then say what came of it."""
        if settings.PRODUCTION:
            raise CommandError("A simulation is refused under production settings.")
        with show_progress("Leading proposals through the machine") as report:
            done = simulate(options["proposals"], seed=options["seed"], report=report)
        if options["json"]:
            content = {**asdict(done), "events_per_second": done.events_per_second}
            self.stdout.write(json.dumps(content, indent=2))
        else:
            self._print(done)

    def _print(self, done: Simulation) -> None:
        self.stdout.write(
            f"{done.proposals} proposals to {done.plan} in {done.days} days (seed {done.seed}): "
            f"{done.events} events in {done.seconds} s, {done.events_per_second} a second."
        )
        print_table(("state", "proposals"), list(done.states.items()))
        print_table(("transition", "times"), list(done.transitions.items()))
        self.stdout.write(f"digest {done.digest}")


def _read_count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise ArgumentTypeError(f"expected a whole number of proposals, not {text!r}")
    return int(text)
