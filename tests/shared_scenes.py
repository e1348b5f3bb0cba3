"""A scene that every test of a module begins with, built once and rolled back after the last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def share(build: Callable[[], object], blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what `build` writes in a transaction around the tests of a module.

    Each test runs in a savepoint of it, so none sees what another one wrote; each must read its
    own instances. For a fixture of the scope "module" of which every test of the module that looks
    at the database is a part: whoever is not would see the scene too.
    """
    scene = transaction.atomic()
    with blocker.unblock():
        scene.__enter__()
        try:
            build()
        except BaseException as error:
            scene.__exit__(type(error), error, error.__traceback__)
            raise
    # Closed to tests that ask for no database, as ever.
    yield
    with blocker.unblock():
        transaction.set_rollback(True)
        scene.__exit__(None, None, None)
