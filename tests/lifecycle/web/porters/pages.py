"""The pages of the porters of a dossier, as people open and send them."""

from html import unescape
from typing import Any

from django.urls import reverse

from lifecycle.models import Proposal
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.models import User


def find(name: str, dossier: Proposal, *more: int) -> str:
    """Return the address of a page about the porters of the dossier."""
    return reverse(name, args=[dossier.pk, *more])


def read_porters(person: User | None, dossier: Proposal, language: str = "en") -> str:
    """Return the page of the porters as this person reads it."""
    return unescape(read(person, find("proposal_porters", dossier), language))


def post(person: User, name: str, dossier: Proposal, *more: int, **typed: Any) -> Any:
    """Send a form of the dossier at its present version."""
    version = Proposal.objects.get(pk=dossier.pk).version
    address = find(name, dossier, *more)
    return browse(person).post(address, {"expect": version, **typed})
