"""Where the pages of the porters stand, and where their readers go on."""

from django.urls import reverse

#: The folder of their templates, and the name of the page they lead back to.
FOLDER = "porters"
PAGE = "proposal_porters"


def find_porters(pk: int, **_others: object) -> str:
    """Return the address of the porters of a dossier: where a refused reader goes on."""
    return reverse(PAGE, args=[pk])
