"""`manage.py setup_token`: make the word that opens the first set-up of this site, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lifecycle.management.first_setup import describe_setup
from lifecycle.services.identity import make_setup_word
from workflow.exceptions import WorkflowError


class Command(BaseCommand):
    """Print where the set-up is, with its word; a word printed before stops working."""

    help = "Print the address of the first set-up with its one-time word."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a word, unless the site was set up."""
        try:
            word = make_setup_word()
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(describe_setup(settings.SITE_URL, word))
