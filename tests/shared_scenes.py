"""A scene that every test of a module begins with, built once and rolled back after the last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

Scene = TypeVar("Scene")


@contextmanager
def share(build: Callable[[], Scene], blocker: DjangoDbBlocker) -> Iterator[Callable[[], Scene]]:
    """Keep what `build` writes in a transaction around the tests of a module.

    Each test runs in a savepoint of it, so none sees what another one wrote. What is yielded
    returns what `build` returned, a copy each time, for a test may change its instances too.

    For a fixture of the scope "module" of which every test of the module that looks at the
    database is a part: whoever is not would see the scene too.
    """
    with _rolled_back(blocker):
        # Earlier than every fixture of a test: the last request of another module left its
        # language behind.
        with blocker.unblock(), translation.override(settings.LANGUAGE_CODE):
            scene = build()
        # Closed to tests that ask for no database, as ever.
        yield partial(deepcopy, scene)


@contextmanager
def _rolled_back(blocker: DjangoDbBlocker) -> Iterator[None]:
    block = transaction.atomic()
    with blocker.unblock():
        block.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
