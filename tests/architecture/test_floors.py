"""What import-linter does not see: states written by hand, migrations above their floor."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
FLOORS = ("workflow", "notifications", "lifecycle")
#: The engine's columns of a subject, which nothing but the engine and its history may write.
ENGINE_COLUMNS = {"state", "version", "head_hash", "entered_at"}
#: Files that write a column called `state` of something that has no machine.
OTHER_STATES = {
    "notifications/claiming.py",
    "notifications/daily.py",
    "notifications/endpoints.py",
    "notifications/gathering.py",
    "notifications/lines.py",
    "notifications/operating.py",
    "notifications/outcomes.py",
}
#: The engine and its history; `workflow/machine` declares states and holds no row.
WRITERS = {"workflow/engine", "workflow/history", "workflow/machine"}


def test_no_state_is_written_outside_the_engine() -> None:
    offenders = [
        f"{path}:{line}"
        for path in _list_sources()
        if not _is_writer(path)
        for line in _list_state_writes(ROOT / path)
    ]

    assert offenders == []


def test_a_migration_depends_only_on_its_floor_and_those_below() -> None:
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations

    offenders = [
        f"{app}.{name} -> {needed}"
        for (app, name), migration in migrations.items()
        for needed, _name in migration.dependencies
        if app in FLOORS and needed in FLOORS and FLOORS.index(needed) > FLOORS.index(app)
    ]

    assert migrations
    assert offenders == []


def test_no_module_is_too_long_to_be_read() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in _list_sources()}

    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


def test_no_module_bears_a_name_that_says_nothing() -> None:
    empty_names = {"utils", "helpers", "common", "core", "misc", "manager"}

    assert [path for path in _list_sources() if Path(path).stem in empty_names] == []


def test_a_state_written_by_hand_would_be_found(tmp_path: Path) -> None:
    source = tmp_path / "cheat.py"
    source.write_text(
        "proposal.state = 'adopted'\n"
        "Subject.objects.filter(pk=1).update(state='adopted')\n"
        "proposal.title = 'x'\n"
    )

    assert list(_list_state_writes(source)) == [1, 2]


def _list_sources() -> list[str]:
    return sorted(
        path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if "migrations" not in path.parts
    )


def _is_writer(path: str) -> bool:
    return path in OTHER_STATES or any(path.startswith(f"{folder}/") for folder in WRITERS)


def _list_state_writes(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets):
                yield node.lineno
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"update", "bulk_update"}
            and any(keyword.arg in ENGINE_COLUMNS for keyword in node.keywords)
        ):
            yield node.lineno
