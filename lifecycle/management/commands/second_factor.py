"""`manage.py second_factor`: let somebody who lost their telephone set up another one."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from lifecycle.services.second_factors import take_away
from notifications.errors import describe_error
from workflow.models import User


class Command(BaseCommand):
    """Forget the second factor of an account; exits with 1 when there is none."""

    help = "Forget the second factor of the account with this e-mail address, and its codes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what is done, and to which account."""
        parser.add_argument("deed", choices=["forget"])
        parser.add_argument("email", metavar="EMAIL", help="the address of the account")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        """Forget it; the person sets up another one when they sign in."""
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"No account has the address {email}.")
        if not take_away(person):
            raise CommandError(f"{email} has no second factor.")
        try:
            with override(person.language):
                get_adapter().render_mail("mfa/email/totp_deactivated", person.email, {}).send()
        except OSError as error:
            told = f"but no mail could tell them ({describe_error(error)})"
        else:
            told = "and they are told"
        self.stdout.write(f"Forgotten, {told}. Be sure that it was they who asked.")
