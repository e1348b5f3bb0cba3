"""The word of the first set-up is printed once, and never again once the site was set up."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lifecycle.management.first_setup import offer_setup
from lifecycle.services.identity import is_setup_word
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_the_command_prints_an_address_that_opens_the_set_up() -> None:
    printed = StringIO()

    call_command("setup_token", stdout=printed)

    address, _sign, word = printed.getvalue().strip().partition("?word=")
    assert address.endswith("/setup/")
    assert is_setup_word(word)


def test_a_site_that_was_set_up_gives_no_word(claire: User) -> None:
    with pytest.raises(CommandError):
        call_command("setup_token")
    assert offer_setup("http://localhost") == ""


def test_an_empty_site_says_where_to_set_it_up() -> None:
    assert "http://localhost/setup/?word=" in offer_setup("http://localhost")
