"""`manage.py api_token` gives the programs of a person a token, or takes it back."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.authtoken.models import Token

from workflow.models import User


def run(*arguments: Any) -> str:
    """Return what the command prints."""
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_prints_the_token_alone_whatever_the_case_of_the_address(driss: User) -> None:
    printed = run(driss.email.upper())

    assert Token.objects.get(user=driss).key == printed


def test_it_takes_a_token_back(driss: User) -> None:
    run(driss.email)

    assert run(driss.email, "--revoke") == "Revoked."
    assert run(driss.email, "--revoke") == "There was no token."
    assert not Token.objects.exists()


def test_it_names_the_address_that_nobody_has(db: None) -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        run("nobody@example.org")


def test_it_gives_no_token_to_a_deactivated_account(driss: User) -> None:
    driss.is_active = False
    driss.save()

    with pytest.raises(CommandError, match="not active"):
        run(driss.email)
