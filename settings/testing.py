"""Settings of the test suite: SQLite in memory, or PostgreSQL by DATABASE_URL."""

from settings.base import *  # noqa: F403
from settings.base import INSTALLED_APPS as _INSTALLED_APPS
from settings.base import REST_FRAMEWORK as _REST_FRAMEWORK
from settings.env import find_text, parse_database_url

SECRET_KEY = "testing-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# A procedure of its own, by which the engine is tested without the domain.
INSTALLED_APPS = [*_INSTALLED_APPS, "tests.workflow.toy.apps.ToyConfig"]
DATABASES = {
    "default": {
        **parse_database_url(find_text("DATABASE_URL", "sqlite:///:memory:")),
        # Tables straight from the models, ten times faster; test_migrations.py migrates.
        "TEST": {"MIGRATE": False},
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A suite asks more in a second than a person in a day.
REST_FRAMEWORK = {**_REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
ACCOUNT_RATE_LIMITS = False
# Nothing is collected: files are served from where they are.
STATIC_ROOT = None
LIFECYCLE_STYLE_PAGE = True
# A program under development listens on this machine.
NOTIFICATIONS_WEBHOOK_LOOPBACK = True
