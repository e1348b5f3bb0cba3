"""The settings of a measurement: those of the tests, with the peers' tables beside ours."""

from settings.testing import *  # noqa: F403
from settings.testing import INSTALLED_APPS as _INSTALLED_APPS

INSTALLED_APPS = [*_INSTALLED_APPS, "benchmarks.peers"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING_CONFIG = None
