"""The road of the tests of the proposal machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override
from pytest_django import Settings

from tests.cast import Institutions
from tests.factories import make_plan
from tests.lifecycle.machines.proposal.road import Road
from workflow.models import User


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield


@pytest.fixture
def road(
    institutions: Institutions,
    driss: User,
    amina: User,
    bilal: User,
    claire: User,
    ghita: User,
    hamid: User,
    settings: Settings,
    tmp_path: Path,
) -> Road:
    """Return a plan that receives proposals, and the people who move them."""
    settings.MEDIA_ROOT = tmp_path
    return Road(
        plan=make_plan(),
        author=driss,
        team=amina,
        second=bilal,
        lead=claire,
        assessors=(ghita, hamid),
        porter=institutions.archives,
    )
