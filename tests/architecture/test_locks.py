"""The lock files are in step with the declaration and say nothing of the machine that made them."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
LOCKS = ("requirements.txt", "requirements-test.txt")


def test_every_declared_dependency_is_locked_with_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {
        "requirements.txt": project["dependencies"],
        "requirements-test.txt": project["dependencies"] + project["optional-dependencies"]["test"],
    }

    unlocked = {
        name: set(map(_read_name, wanted)) - _list_locked(name) for name, wanted in declared.items()
    }

    assert unlocked == {"requirements.txt": set(), "requirements-test.txt": set()}


def test_the_test_lock_agrees_with_the_runtime_lock() -> None:
    runtime, test = (_list_pins(name) for name in LOCKS)

    assert runtime <= test


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_carries_no_address_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text()

    assert not re.search(r"://|^-|file:|@ |/", text, re.MULTILINE)


def _list_pins(lock: str) -> set[str]:
    lines = (ROOT / lock).read_text().splitlines()
    return {re.split(r"[ ;\\]", line)[0] for line in lines if "==" in line and line[0].isalnum()}


def _list_locked(lock: str) -> set[str]:
    return {pin.split("==")[0] for pin in _list_pins(lock)}


def _read_name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match.group()).lower()
