"""Who gets what at every address: nobody opens a page or sends a form that is not theirs.

The file beside this one was agreed. A new address, or another answer, fails until it is written
there, and read: `RENEW_MATRIX=1 ./run test tests/matrix` writes what is answered now.
"""

import os
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import DjangoDbBlocker

from lifecycle.management.demonstration.cast import make_address
from tests.matrix.addresses import Address, list_addresses, list_planted, list_second
from tests.matrix.canaries import ARCHIVES, CANARIES, DIGITAL, list_found
from workflow.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]

AGREED = Path(__file__).with_suffix(".txt")
#: From nobody to who decides at the gates.
READERS = {
    "anonymous": None,
    "citizen": "citoyen-1",
    "focal_point": "dra-point-focal",
    "committee": "comite-1",
    "team": "equipe-1",
    "lead": "direction",
}


#: Those of other institutions, who ask for what is theirs and what is not.
NEIGHBOURS = {ARCHIVES: "archives-projet", DIGITAL: "numerique-point-focal"}


def describe(answer: HttpResponseBase) -> str:
    """Return what an answer means to a reader."""
    if answer.status_code == 302:
        return "login" if "/accounts/login/" in answer.headers["Location"] else "done"
    return {200: "read", 201: "done", 204: "done"}.get(answer.status_code, str(answer.status_code))


@dataclass
class Asking:
    """What every reader is answered at every address, and the words they should not have found."""

    clients: dict[str, Client]
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)
    #: The words that somebody found for whom they are.
    found: set[str] = field(default_factory=set)

    def ask(self, address: Address) -> None:
        """Note what each is answered, as "read/sent": to the question, and to an empty form.

        What is not taken at an address is taken from nobody: one reader is asked for all of them.
        """
        answers = {name: ["405", "405"] for name in self.clients}
        for place, method in enumerate(("get", "post")):
            for name in ("citizen", *(each for each in self.clients if each != "citizen")):
                answers[name][place] = self._ask(address.url, name, method)
                if name == "citizen" and answers[name][place] == "405":
                    break
        self.answers[address.pattern] = {name: "/".join(both) for name, both in answers.items()}

    def ask_further(self, address: Address, names: Iterable[str]) -> None:
        """Let these readers look for words at an address, when anything is read there."""
        if not self.answers[address.pattern]["citizen"].startswith("405"):
            for name in names:
                self._ask(address.url, name, "get")

    def _ask(self, url: str, name: str, method: str) -> str:
        client = self.clients[name]
        signed_in = deepcopy(client.cookies)
        with transaction.atomic():
            answer = getattr(client, method)(url, headers={"accept-language": "en"})
            found = describe(answer)
            for canary in list_found(answer):
                if name in canary.readers:
                    self.found.add(canary.word)
                else:
                    self.strays.append(f"{name} {method} {url}: {canary.word}")
            transaction.set_rollback(True)
        # Whoever signed out is in again, as their session is.
        client.cookies = signed_in
        return found


def sign_in(key: str | None) -> Client:
    """Return a browser of this account."""
    client = Client(raise_request_exception=False)
    if key is not None:
        client.force_login(User.objects.get(email=make_address(key)))
    return client


@pytest.fixture(scope="module")
def asking(demonstration: list[dict[str, str]], django_db_blocker: DjangoDbBlocker) -> Asking:
    """Let every reader ask at every address, then some of them at those of other objects.

    The first objects are in the hands of the digital agency and the ministry: the archives look at
    them too. Whoever works for an institution looks at the second of each kind, everybody with an
    account at what others planted. Nobody without one is told more than who has one.
    """
    with django_db_blocker.unblock():
        asking = Asking({name: sign_in(key) for name, key in READERS.items()})
        for address in list_addresses():
            asking.ask(address)
        asking.clients |= {name: sign_in(key) for name, key in NEIGHBOURS.items()}
        for address in list_addresses():
            has_number = address.url != f"/{address.pattern}"
            asking.ask_further(address, [ARCHIVES] if has_number else NEIGHBOURS)
        for address in list_second():
            asking.ask_further(address, NEIGHBOURS)
        planted = ["citizen", "focal_point", "committee", "team", *NEIGHBOURS]
        for address in list_planted(demonstration):
            asking.ask_further(address, planted)
    return asking


@pytest.fixture(scope="module")
def found(asking: Asking) -> dict[str, dict[str, str]]:
    """Return what each reader is answered at each address, as "read/sent"."""
    return asking.answers


def render(found: dict[str, dict[str, str]]) -> str:
    """Return the table as text: an address a line, readers who are answered alike together."""
    return "".join(f"{pattern}\t{_group(answers)}\n" for pattern, answers in sorted(found.items()))


def _group(answers: dict[str, str]) -> str:
    by_answer: dict[str, list[str]] = {}
    for name, answer in answers.items():
        by_answer.setdefault(answer, []).append(name)
    if len(by_answer) == 1:
        return f"everybody {next(iter(by_answer))}"
    return "; ".join(f"{', '.join(names)} {answer}" for answer, names in by_answer.items())


def test_every_address_answers_everybody_as_agreed(found: dict[str, dict[str, str]]) -> None:
    if os.environ.get("RENEW_MATRIX"):
        AGREED.write_text(render(found))

    agreed = AGREED.read_text().splitlines()
    changed = [line for line in render(found).splitlines() if line not in agreed]

    assert changed == []
    assert len(found) == len(agreed)


def test_nothing_breaks_at_any_address(found: dict[str, dict[str, str]]) -> None:
    broken = {
        pattern: answers
        for pattern, answers in found.items()
        if any("500" in answer for answer in answers.values())
    }

    assert broken == {}


def test_nobody_changes_anything_without_saying_who_they_are(
    found: dict[str, dict[str, str]],
) -> None:
    changing = {
        pattern for pattern, answers in found.items() if answers["anonymous"].endswith("/done")
    }

    # To sign out, to choose a language, and to ask for a link by mail.
    assert changing <= {"accounts/logout/", "language/"}


def test_nobody_finds_a_word_that_is_not_for_them(asking: Asking) -> None:
    assert asking.strays == []


def test_each_word_is_found_by_somebody_for_whom_it_is(asking: Asking) -> None:
    assert asking.found == {each.word for each in CANARIES if each.readers}
