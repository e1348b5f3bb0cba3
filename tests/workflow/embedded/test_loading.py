"""What children need is imported before they are forked, so that they share it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

_LOAD = """
import sys
import django

django.setup()
from workflow.embedded.web import load_application

before = "lifecycle.web.urls" in sys.modules
load_application()
print(before, {"settings.urls", "lifecycle.web.urls", "lifecycle.api.urls"} <= sys.modules.keys())
"""


def test_the_pages_are_imported_with_the_application() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.development"}

    told = subprocess.run(
        [sys.executable, "-c", _LOAD],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )

    assert told.stdout.split() == ["False", "True"]
