"""Axe in a page of the browser: what it finds wrong there."""

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

#: The value of the script is axe itself, which no browser should have to write down.
_LOAD = f"{AXE_SCRIPT};undefined"
_RUN = "asked => axe.run(document, asked).then(found => found.violations)"


def find_violations(
    page: Page, *, rules: Sequence[str] = (), without: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return what violates the rules with these tags, or any that axe follows by itself.

    The rules named by `without` are left out.
    """
    # What axe passes is not told: it would take longer to say than to find.
    asked: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        asked["runOnly"] = {"type": "tag", "values": list(rules)}
    if without:
        asked["rules"] = {rule: {"enabled": False} for rule in without}
    page.evaluate(_LOAD)
    violations: list[dict[str, Any]] = page.evaluate(_RUN, asked)
    return violations
