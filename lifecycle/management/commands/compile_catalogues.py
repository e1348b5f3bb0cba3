"""`manage.py compile_catalogues`: compile the translations that changed, without GNU gettext."""

from typing import Any

from django.core.management.base import BaseCommand

from lifecycle.management.catalogues import compile_stale_catalogues


class Command(BaseCommand):
    """Compile the translations that changed since the last time."""

    help = "Compile the translations that changed since the last time."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what is stale, and say so."""
        for language in compile_stale_catalogues():
            self.stdout.write(f"Compiled the messages of {language}.")
