"""A small sound machine, of which a test breaks one rule."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import make_tiny


@pytest.fixture
def tiny() -> SimpleNamespace:
    return make_tiny()
