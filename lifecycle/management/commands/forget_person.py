"""`manage.py forget_person`: forget somebody who asked for it, for ever."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from lifecycle.services.accounts import find_account
from lifecycle.services.forgetting.people import forget_person
from workflow.exceptions import WorkflowError
from workflow.models import User, Via


class Command(BaseCommand):
    """Forget a person; says where their name still stands, in what others approved or signed."""

    help = "Forget the person with this e-mail address, in every table and every file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who, who answers for it, and on which request."""
        parser.add_argument("email", metavar="EMAIL", help="the address of the account")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="a ministry lead")
        parser.add_argument("--reason", required=True, help="the request, without their name")

    def handle(self, *_args: Any, email: str, by: str, reason: str, **_options: Any) -> None:
        """Forget them, then give back what their words took on the disk."""
        person, actor = self._find(email), self._find(by)
        try:
            done = forget_person(person, actor=actor, reason=reason, via=Via.CODE)
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        # A database keeps what was deleted until something else is written there.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.stdout.write(f"Forgotten: {done.bodies} texts of the history are gone.")
        for each in done.kept:
            self.stdout.write(f"The name still stands in {each}, which is bound by its hash.")
        self.stdout.write("Older backups know them: delete those, or forget again once restored.")

    def _find(self, email: str) -> User:
        person = find_account(email)
        if person is None:
            raise CommandError(f"No account has the address {email}.")
        return person
