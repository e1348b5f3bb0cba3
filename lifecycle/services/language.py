"""The language a person chose, kept for their pages and their messages."""

from workflow.models import User


def remember_language(person: User, *, language: str) -> None:
    """Keep the language in which `person` reads the site and receives mail."""
    if person.language == language:
        return
    person.language = language
    person.save(update_fields=["language"])
