"""The embedded default: SQLite under `var/`, no server to install."""

from settings.base import *  # noqa: F403
from settings.base import BASE_DIR
from settings.env import find_flag, find_text, name_database, parse_database_url

# Off unless asked for, so that a newcomer meets the product's own error pages.
DEBUG = find_flag("DEBUG")
WHITENOISE_USE_FINDERS = True
# Nothing is collected: files are served from where they are.
STATIC_ROOT = None
# Development only: production.py refuses to start without its own.
SECRET_KEY = "development-only-never-used-in-production"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {
    "default": parse_database_url(
        find_text("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'iltizam.sqlite3'}")
    )
}
# A demonstration that is loaded lives on a day of its story; the file belongs to one database.
WORKFLOW_DEMONSTRATION_FILE = (
    BASE_DIR / "var" / f"{name_database(DATABASES['default'])}.demonstration.json"
)
#: The password of every account of the demonstration.
LIFECYCLE_DEMO_PASSWORD = find_text("DEMO_PASSWORD", "demonstration-2020")
# Nothing leaves the machine: every message is kept and shown on the mailbox page.
EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
LIFECYCLE_STYLE_PAGE = True
# A program under development listens on this machine.
NOTIFICATIONS_WEBHOOK_LOOPBACK = True
