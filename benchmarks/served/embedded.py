"""The settings of the embedded site while it is measured: its own, with its files in a folder."""

from pathlib import Path

from settings.development import *  # noqa: F403
from settings.env import parse_database_url, require_text

_FOLDER = Path(require_text("BENCH_FOLDER"))

DATABASES = {"default": parse_database_url(f"sqlite:///{_FOLDER / 'iltizam.sqlite3'}")}
WORKFLOW_DEMONSTRATION_FILE = _FOLDER / "demonstration.json"
MEDIA_ROOT = _FOLDER / "attachments"
