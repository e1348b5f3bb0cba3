"""Each way through HTTP does the whole work, and one that does not is no figure."""

from pathlib import Path

import pytest

from benchmarks import http
from workflow.models import Event, Via

pytestmark = pytest.mark.usefixtures("bench_database", "collected_once")


@pytest.fixture
def collected_once(collected_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the site files that were collected before."""

    def link(environment: dict[str, str]) -> None:
        (Path(environment["BENCH_FOLDER"]) / "static").symlink_to(collected_files)

    monkeypatch.setattr(http, "collect_files", link)


def test_every_way_admits_as_many() -> None:
    # The first of a process reads what the others know.
    bare, api, form = http.run(2, warm_up=2)

    assert http.count_admitted() == 3 * 4
    admitted = Event.objects.filter(name="admit").values_list("via", flat=True)
    assert sorted(admitted) == sorted([Via.CODE, Via.API, Via.WEB] * 4)
    assert [each.count for each in (bare, api, form)] == [2, 2, 2]
    # The form brings a key, which is a statement of its own on SQLite alone.
    assert 0 < bare.statements < api.statements <= form.statements


def test_what_is_refused_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    # Somebody without any role asks.
    monkeypatch.setattr(http, "grant", lambda *_given: None)

    with pytest.raises(http.RefusedError, match="the API, everything on: 404"):
        http.run(1, warm_up=1)
