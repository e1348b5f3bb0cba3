"""What children need is imported before they are forked, so that they share it, and no more."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

_PAGES = """
import sys
import django

django.setup()
from workflow.embedded.web import load_application

before = "lifecycle.web.urls" in sys.modules
load_application()
print(before, {"settings.urls", "lifecycle.web.urls", "lifecycle.api.urls"} <= sys.modules.keys())
"""

_COUNTRIES = """
import sys
import django

django.setup()
from workflow.embedded.web import load_application
from workflow.moroccan_holidays import list_moroccan_holidays

load_application()
before = "holidays.countries.morocco" in sys.modules
list_moroccan_holidays(2026)
print(before, "holidays.countries.morocco" in sys.modules)
"""

_DOCUMENTS = """
import sys
import django

django.setup()
from workflow.embedded.web import load_application

load_application()
print(*{"openpyxl", "docx"} & sys.modules.keys())
"""

_CHECKS = """
import django
from celery.apps.worker import Worker
from django.core.checks import register, run_checks

django.setup()
from workflow.embedded.worker import run_worker

looked = []
register(lambda **_asked: looked.append("checks") or [])
Worker.start = lambda worker: looked.append("worker")
run_worker()
run_checks()
print(*looked)
"""


def test_the_pages_are_imported_with_the_application() -> None:
    assert _run(_PAGES) == ["False", "True"]


def test_the_holidays_of_all_countries_are_loaded_only_by_who_seeds_a_calendar() -> None:
    assert _run(_COUNTRIES) == ["False", "True"]


def test_what_writes_documents_is_loaded_only_by_who_writes_one() -> None:
    assert _run(_DOCUMENTS) == []


def test_the_worker_does_not_look_at_everything_to_throw_away_what_it_finds() -> None:
    assert _run(_CHECKS) == ["worker", "checks"]


def _run(program: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings.development"},
        capture_output=True,
        check=True,
        text=True,
    )
    return told.stdout.split()
