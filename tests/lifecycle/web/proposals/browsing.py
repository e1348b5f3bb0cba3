"""Pages as people ask for them: signed in, in a language, with the forms they were given."""

from typing import Any

from django.test import Client
from django.urls import reverse

from workflow.models import Subject, User


def browse(person: User | None = None, language: str = "en") -> Client:
    """Return a browser of this person in this language; of nobody when there is none."""
    client = Client(headers={"accept-language": language})
    if person is not None:
        client.force_login(person)
    return client


def read(person: User | None, address: str, language: str = "en") -> str:
    """Return the page at this address, which must be there."""
    answer = browse(person, language).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def read_dossier(person: User | None, proposal: Subject, language: str = "en") -> str:
    """Return the page of a proposal as this person reads it."""
    return read(person, reverse("proposal", args=[proposal.pk]), language)


def find_transition(proposal: Subject, name: str) -> str:
    """Return the address of a transition of the proposal."""
    return reverse("proposal_transition", args=[proposal.pk, name])


def fire_on_page(person: User, proposal: Subject, name: str, **typed: Any) -> Any:
    """Open the form of a transition, fill it in and send it; return the answer."""
    client, address = browse(person), find_transition(proposal, name)
    form = client.get(address).context["form"]
    hidden = {"expect": form["expect"].value(), "key": form["key"].value()}
    return client.post(address, {**hidden, **typed})
