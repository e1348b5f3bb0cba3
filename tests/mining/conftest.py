"""Fixtures of the tests with a program for process mining."""

import pytest

from tests.mining.miner import Miner


@pytest.fixture(scope="session")
def miner() -> Miner:
    """Return the program, loaded once a run."""
    return Miner()
