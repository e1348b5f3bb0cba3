"""After every test that touched subjects, the tables of the engine must still agree."""

from collections.abc import Iterator

import pytest
from django.db import connection

from workflow.consistency import check_consistency
from workflow.models import Subject


@pytest.fixture(autouse=True)
def agreement(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test whose subjects, history, work items and rounds do not tell one story.

    Stage dressing put there by hand, without a birth, is left out: it has no story. So are the
    tests that tamper with the tables on purpose.
    """
    own = _find_database(request)
    if own is not None:
        # Asked for first, so that it is taken away after this fixture.
        request.getfixturevalue(own)
    yield
    if own is None or request.node.get_closest_marker("tampers") or connection.needs_rollback:
        return
    if Subject.objects.exists():
        faults = [each for each in check_consistency() if each.code != "birth"]
        assert faults == []


def _find_database(request: pytest.FixtureRequest) -> str | None:
    wanted = set(request.fixturenames)
    if "cloned_database" in wanted:
        return "cloned_database"
    uses_database = "db" in wanted or request.node.get_closest_marker("django_db") is not None
    return "_django_db_helper" if uses_database else None
