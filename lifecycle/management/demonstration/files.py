"""The files of the demonstration, as plain values. They are ours: nothing a person gave is read."""

from pathlib import Path
from typing import Any

import yaml
from django.apps import apps


def get_path(name: str) -> Path:
    """Return where the file of this name is."""
    return Path(apps.get_app_config("lifecycle").path) / "fixtures" / "demo" / name


def read(name: str) -> dict[str, Any]:
    """Return what the file of this name says."""
    content: dict[str, Any] = yaml.safe_load(get_path(name).read_text(encoding="utf-8"))
    return content
