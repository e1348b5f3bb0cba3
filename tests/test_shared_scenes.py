"""A shared scene stands for every test of the module, as it was built, and leaves with it."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker

from tests.cast import make_person
from tests.databases import make_template
from tests.shared_scenes import share
from workflow.models import User


@pytest.fixture
def connected(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Look at the database outside every test's own transaction."""
    with django_db_blocker.unblock():
        yield


def build() -> User:
    return make_person("Nadia")


class SceneError(Exception):
    """Building fails."""


def test_the_scene_stands_and_is_rolled_back(
    connected: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with share(build, django_db_blocker):
        assert User.objects.filter(display_name="Nadia").exists()

    assert not connection.in_atomic_block
    assert not User.objects.filter(display_name="Nadia").exists()


def test_each_test_has_instances_of_its_own(
    connected: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with share(build, django_db_blocker) as scene:
        scene().display_name = "Omar"

        assert scene().display_name == "Nadia"


def test_a_scene_that_cannot_be_built_leaves_nothing(
    connected: None, django_db_blocker: DjangoDbBlocker
) -> None:
    def fail() -> None:
        build()
        raise SceneError

    with pytest.raises(SceneError), share(fail, django_db_blocker):
        pass

    assert not connection.in_atomic_block
    assert not User.objects.filter(display_name="Nadia").exists()


def test_it_is_built_in_the_language_of_the_site(
    connected: None, django_db_blocker: DjangoDbBlocker
) -> None:
    translation.activate("ar")

    with share(translation.get_language, django_db_blocker) as language:
        assert language() == "fr"


def test_no_copy_of_the_database_is_taken_meanwhile(
    connected: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (
        share(build, django_db_blocker),
        pytest.raises(RuntimeError, match="shared scene"),
    ):
        make_template(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="class")
def shared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build the scene once for all tests of the class."""
    with share(build, django_db_blocker):
        yield


class TestWithinAModule:
    """What tests that share a scene may rely on, whichever runs first."""

    pytestmark = pytest.mark.django_db

    @pytest.mark.parametrize("turn", [1, 2])
    def test_none_sees_what_another_one_wrote(self, shared: None, turn: int) -> None:
        assert list(User.objects.values_list("display_name", flat=True)) == ["Nadia"]

        User.objects.update(display_name="Omar")
        make_person("Rachid")

    def test_what_is_done_on_commit_is_captured(
        self, shared: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        told: list[str] = []

        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            transaction.on_commit(lambda: told.append("done"))

        assert told == ["done"]
