"""The settings of a site that is measured through HTTP: those of production, as behind a proxy.

What production takes from its environment is given here, but for the database (`DATABASE_URL`) and
the folder for its files (`BENCH_FOLDER`), which each measurement makes and throws away.
"""

import os
from pathlib import Path

from settings.env import require_text

os.environ.setdefault("SECRET_KEY", "of-measurements-alone")
os.environ.update(
    ALLOWED_HOSTS="127.0.0.1",
    BEHIND_PROXY="yes",
    # No worker runs: what a broker would be told is ten hints a second at most.
    CELERY_BROKER_URL="memory://",
    EMAIL_URL="smtp://127.0.0.1:9",
)

from settings.production import *  # noqa: F403

_FOLDER = Path(require_text("BENCH_FOLDER"))

# The one thing that real people would miss: the demonstration lives on a day of its own.
PRODUCTION = False
WORKFLOW_DEMONSTRATION_FILE = _FOLDER / "demonstration.json"
LIFECYCLE_DEMO_PASSWORD = "of-measurements-alone"  # noqa: S105
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STATIC_ROOT = _FOLDER / "static"
MEDIA_ROOT = _FOLDER / "attachments"
ROOT_URLCONF = "benchmarks.served.urls"
WSGI_APPLICATION = "benchmarks.served.wsgi.application"
