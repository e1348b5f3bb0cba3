"""`manage.py api_token`: give the programs of a person a token, or take it back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lifecycle.services.tokens import issue_token, revoke_token
from workflow.exceptions import WorkflowError
from workflow.models import User


class Command(BaseCommand):
    """Print a new token of an account; it replaces the one before."""

    help = "Print a new API token for the account with this e-mail address, or revoke it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the address and the way to take a token back."""
        parser.add_argument("email", metavar="EMAIL", help="the address of the account")
        parser.add_argument(
            "--revoke", action="store_true", help="take the token back instead of giving one"
        )

    def handle(self, *args: Any, email: str, revoke: bool, **options: Any) -> None:
        """Print the token alone, so that a script can read it."""
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"No account has the address {email}.")
        if revoke:
            self.stdout.write("Revoked." if revoke_token(person) else "There was no token.")
            return
        try:
            self.stdout.write(issue_token(person))
        except WorkflowError as error:
            raise CommandError(str(error)) from error
