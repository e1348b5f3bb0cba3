"""The migrations make a database that works; the other tests make their tables without them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import empty_database

pytestmark = pytest.mark.django_db


def test_a_new_database_is_migrated_and_nothing_is_off_but_its_lead(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address:
        _manage(address, "migrate", "--verbosity", "0")
        found = _manage(address, "doctor", "--json", check=False)

    off = [each["question"] for each in json.loads(found) if each["problem"]]
    # Nobody was given a role yet.
    assert off == ["Is there somebody who can decide?"]


def _manage(address: str, *arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "settings.development",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout
