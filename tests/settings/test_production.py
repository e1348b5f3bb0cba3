"""A production site starts only with what it needs, and says which variable is missing."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

COMPLETE = {
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "CELERY_BROKER_URL": "amqp://localhost",
    "EMAIL_URL": "smtp://localhost",
}


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_a_production_site_does_not_start_without(name: str) -> None:
    given = {key: value for key, value in COMPLETE.items() if key != name}

    failed = _start(given, "import django; django.setup()")

    assert failed.returncode != 0
    assert f"The environment variable {name} is required and missing" in failed.stderr


def test_a_production_site_starts_with_all_of_them_and_refuses_a_fixed_clock() -> None:
    code = (
        "import django; django.setup()\n"
        "from datetime import date\n"
        "from workflow.clock import FixedClock\n"
        "FixedClock.on(date(2020, 7, 15))\n"
    )

    refused = _start(COMPLETE, code)

    assert refused.returncode != 0
    assert "fixed clock is refused" in refused.stderr


def _start(given: dict[str, str], code: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key not in COMPLETE}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={**kept, **given, "DJANGO_SETTINGS_MODULE": "settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )
