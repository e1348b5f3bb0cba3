"""Who gets what at every address: nobody opens a page or sends a form that is not theirs.

The file beside this one was agreed. A new address, or another answer, fails until it is written
there, and read: `RENEW_MATRIX=1 ./run test tests/matrix` writes what is answered now.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from lifecycle.management.demonstration.cast import make_address
from tests.matrix.addresses import Address, list_addresses
from workflow.demonstration import end_demonstration
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


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Load the demonstration once."""
    file = tmp_path_factory.mktemp("matrix") / "clock.json"
    with (
        django_db_blocker.unblock(),
        override_settings(WORKFLOW_DEMONSTRATION_FILE=file, LIFECYCLE_DEMO_PASSWORD="x"),
        transaction.atomic(),
    ):
        call_command("load_demo", stdout=StringIO())
        yield
        end_demonstration()
        transaction.set_rollback(True)


def describe(answer: HttpResponseBase) -> str:
    """Return what an answer means to a reader."""
    if answer.status_code == 302:
        return "login" if "/accounts/login/" in answer.headers["Location"] else "done"
    return {200: "read", 201: "done", 204: "done"}.get(answer.status_code, str(answer.status_code))


def ask(address: Address, clients: dict[str, Client]) -> dict[str, str]:
    """Return what each reader is answered, as "read/sent": to the question, and to an empty form.

    What is not taken at an address is taken from nobody: one reader is asked for all of them.
    """
    answers = {name: ["405", "405"] for name in clients}
    for place, method in enumerate(("get", "post")):
        for name in ("citizen", *(each for each in clients if each != "citizen")):
            answers[name][place] = _ask(address.url, clients[name], method)
            if name == "citizen" and answers[name][place] == "405":
                break
    return {name: "/".join(both) for name, both in answers.items()}


def _ask(url: str, client: Client, method: str) -> str:
    signed_in = deepcopy(client.cookies)
    with transaction.atomic():
        answer = describe(getattr(client, method)(url, headers={"accept-language": "en"}))
        transaction.set_rollback(True)
    # Whoever signed out is in again, as their session is.
    client.cookies = signed_in
    return answer


def sign_in(key: str | None) -> Client:
    """Return a browser of this account."""
    client = Client(raise_request_exception=False)
    if key is not None:
        client.force_login(User.objects.get(email=make_address(key)))
    return client


@pytest.fixture(scope="module")
def found(demonstration: None, django_db_blocker: DjangoDbBlocker) -> dict[str, dict[str, str]]:
    """Return what each reader is answered at each address, as "read/sent"."""
    with django_db_blocker.unblock():
        addresses = list_addresses()
        clients = {name: sign_in(key) for name, key in READERS.items()}
        return {each.pattern: ask(each, clients) for each in addresses}


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
