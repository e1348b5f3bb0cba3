"""Who asks for a new date, and of what."""

import pytest

from tests.cast import Institutions
from tests.lifecycle.machines.replanning_scene import (
    Scene,
)
from workflow.models import User


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)
