"""Tokens let a program act as a person, until they are taken back."""

import pytest
from rest_framework.authtoken.models import Token

from lifecycle.services.tokens import issue_token, revoke_token
from workflow.exceptions import TransitionRefusedError
from workflow.models import User


def test_a_new_token_replaces_the_one_before(driss: User) -> None:
    first = issue_token(driss)

    second = issue_token(driss)

    assert first != second
    assert [token.key for token in Token.objects.all()] == [second]


def test_a_token_is_taken_back_once(driss: User) -> None:
    issue_token(driss)

    assert revoke_token(driss)
    assert not revoke_token(driss)
    assert not Token.objects.exists()


def test_a_deactivated_account_gets_none(driss: User) -> None:
    driss.is_active = False
    driss.save()

    with pytest.raises(TransitionRefusedError):
        issue_token(driss)

    assert not Token.objects.exists()
