"""A number that no row can have is that of nothing: SQLite cannot even be asked for one."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from tests.factories import make_plan
from tests.lifecycle.web.proposals.browsing import browse
from workflow.models import User

pytestmark = pytest.mark.django_db

#: One more than any key.
LONG = 2**63


def list_addresses(patterns: Any, before: str = "/") -> Iterator[str]:
    """Yield each address that has numbers in it, and nothing else that is not known."""
    for each in patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLPattern):
            filled = re.sub(r"<int:\w+>", str(LONG), address)
            if filled != address and not re.search(r"[<(\\^]", filled):
                yield filled
        else:
            yield from list_addresses(each.url_patterns, address)


def test_nothing_is_found_under_it(amina: User) -> None:
    make_plan()
    browser = browse(amina)
    addresses = [
        each for each in list_addresses(get_resolver().url_patterns) if "admin" not in each
    ]

    browser.raise_request_exception = False
    found = {each: browser.get(each).status_code for each in addresses}

    assert len(found) > 20
    assert {each: status for each, status in found.items() if status >= 500} == {}
    assert found[f"/proposals/{LONG}/"] == found[f"/activities/{LONG}/"] == 404
