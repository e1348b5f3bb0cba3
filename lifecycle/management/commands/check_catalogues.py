"""`manage.py check_catalogues`: prove that every message is translated."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lifecycle.management.catalogues import TRANSLATED, collect_messages, list_gaps


class Command(BaseCommand):
    """Fail, naming each message that a language lacks."""

    help = "Fail, naming each message that French or Arabic lacks."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare the source with each catalogue."""
        collected = collect_messages()
        gaps = [gap for language in TRANSLATED for gap in list_gaps(language, collected)]
        for gap in gaps:
            self.stderr.write(gap)
        if gaps:
            raise CommandError(
                f"{len(gaps)} messages are not translated. Type `./run manage collect_messages`, "
                "then fill in the .po files."
            )
        self.stdout.write(f"{len(collected)} messages, complete in {', '.join(TRANSLATED)}")
