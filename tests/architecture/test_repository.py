"""What must never be in the repository: paths of a machine, addresses of registries, secrets."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users)/[A-Za-z]")
REGISTRY = re.compile(r"--(?:extra-)?index-url|index-url\s*=|registry\s*=\s*.?https?://")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}")
#: This file spells out what it looks for.
EXCEPT = {"tests/architecture/test_repository.py"}


def test_no_tracked_file_names_a_path_a_registry_or_a_secret() -> None:
    offenders = [
        f"{name}: {found.group()}"
        for name in _list_tracked()
        for pattern in (MACHINE_PATH, REGISTRY, SECRET)
        if (found := pattern.search(_read(name)))
    ]

    assert offenders == []


def test_no_tracked_file_is_large_without_being_used() -> None:
    large = {
        name: (ROOT / name).stat().st_size
        for name in _list_tracked()
        if (ROOT / name).is_file() and (ROOT / name).stat().st_size > 600_000
    }

    assert large == {}


def _list_tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [name for name in listed.stdout.splitlines() if name not in EXCEPT]


def _read(name: str) -> str:
    path = ROOT / name
    try:
        return path.read_text() if path.is_file() else ""
    except UnicodeDecodeError:
        return ""
