"""Fixtures of the rounds: three parties of a treaty."""

import pytest

from tests.workflow.toy.making import Office
from tests.workflow.toy.treaty_making import Party, make_parties


@pytest.fixture
def parties(office: Office) -> list[Party]:
    """Return three parties, the lead first."""
    return make_parties()
