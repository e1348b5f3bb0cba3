"""`manage.py collect_messages`: bring the message catalogues up to date with the source."""

from typing import Any

from django.core.management.base import BaseCommand

from lifecycle.management.catalogues import TRANSLATED, collect_messages, update_catalogue


class Command(BaseCommand):
    """Write every message of the source into the catalogues, for translators to fill."""

    help = "Write every message of the source into the catalogues, for translators to fill."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Update each translated language."""
        collected = collect_messages()
        for language in TRANSLATED:
            update_catalogue(language, collected)
            self.stdout.write(f"{language}: {len(collected)} messages")
