"""`manage.py up`: bring the site up, with its worker, and keep it up."""

import os
import subprocess
import sys
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from lifecycle.management.catalogues import compile_stale_catalogues
from lifecycle.management.first_setup import offer_setup
from lifecycle.management.welcome import compose_welcome
from workflow.embedded.supervisor import Program, Supervisor
from workflow.embedded.web import load_application, open_socket, run_web
from workflow.embedded.worker import run_worker


class Command(BaseCommand):
    """Prepare what is missing, then serve until Ctrl+C."""

    help = "Prepare what is missing, then serve the site and its worker until Ctrl+C."
    # `./run check` and the migration run the checks; a second start does not wait for them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="first port to try")
        parser.add_argument(
            "--no-demo", action="store_true", help="leave an empty database without the demo"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, listen, say where, serve."""
        compile_stale_catalogues()
        if _is_migration_missing():
            _manage("migrate", "--verbosity", "0")
        if not options["no_demo"] and _is_demo_wanted():
            _manage("load_demo", "--if-empty")
        try:
            listening = open_socket(options["host"], options["port"])
        except OSError as error:
            raise CommandError(f"Nothing to listen on: {error}") from error
        application = load_application()
        address = f"http://{options['host']}:{listening.getsockname()[1]}"
        if not os.environ.get("SITE_URL") and not settings.PRODUCTION:
            # The port is known only now, and the links in messages need it.
            settings.SITE_URL = address
        self.stdout.write(compose_welcome(address))
        if setup := offer_setup(address if not settings.PRODUCTION else settings.SITE_URL):
            self.stdout.write(setup)
        self.stdout.flush()
        # A connection must not be shared by a fork.
        connections.close_all()
        Supervisor(
            [
                Program("web", partial(run_web, listening, application)),
                Program("worker", run_worker),
            ]
        ).run()


def _is_migration_missing() -> bool:
    executor = MigrationExecutor(connections["default"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _is_demo_wanted() -> bool:
    return not settings.PRODUCTION and not get_user_model().objects.exists()


def _manage(*arguments: str) -> None:
    # In a process of its own: what it loads must not stay in the supervisor's memory.
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    if subprocess.run(command, env=os.environ, check=False).returncode:  # noqa: S603
        raise CommandError(f"manage.py {arguments[0]} failed; type ./run doctor")
