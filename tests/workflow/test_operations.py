"""What a migration does with several models at once."""

from collections.abc import Sequence

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.writer import OperationWriter

from tests.databases import Clone
from workflow.operations import CreateModels

#: The first refers to one that comes after it.
MODELS = [
    migrations.CreateModel(
        "Page",
        [
            ("id", models.AutoField(primary_key=True)),
            ("book", models.ForeignKey("Book", models.CASCADE)),
        ],
    ),
    migrations.CreateModel(
        "Book",
        [
            ("id", models.AutoField(primary_key=True)),
            ("name", models.CharField(max_length=9, unique=True)),
            ("readers", models.ManyToManyField("Reader")),
        ],
    ),
    migrations.CreateModel("Reader", [("id", models.AutoField(primary_key=True))]),
]
TABLES = {"library_page", "library_book", "library_book_readers", "library_reader"}


def test_several_models_make_the_tables_that_one_each_would_make(cloned_database: Clone) -> None:
    at_once = _collect_sql([CreateModels(MODELS)])
    one_by_one = _collect_sql(MODELS[::-1])  # One by one, none may refer to a later one.

    assert at_once
    assert at_once == one_by_one


def test_several_models_are_made_and_unmade(cloned_database: Clone) -> None:
    operation = CreateModels(MODELS)
    before, after = ProjectState(), ProjectState()
    operation.state_forwards("library", after)

    with connection.schema_editor() as editor:
        operation.database_forwards("library", editor, before, after)
    assert set(connection.introspection.table_names()) >= TABLES

    with connection.schema_editor() as editor:
        operation.database_backwards("library", editor, after, before)
    assert TABLES.isdisjoint(connection.introspection.table_names())


def test_the_classes_of_several_models_are_made_once(
    cloned_database: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    render = ModelState.render

    def note_and_render(state: ModelState, apps: StateApps) -> object:
        made.append(state.name)
        return render(state, apps)

    monkeypatch.setattr(ModelState, "render", note_and_render)

    # Each refers to the one before, which would be made anew with it.
    _collect_sql([CreateModels(MODELS[::-1])])

    assert sorted(made) == ["Book", "Page", "Reader"]


def test_several_models_can_be_written_in_a_migration() -> None:
    text, imports = OperationWriter(CreateModels(MODELS)).serialize()

    assert imports >= {"import workflow.operations"}
    assert text.split()[:2] == ["workflow.operations.CreateModels(", "models=["]
    assert CreateModels(MODELS).describe() == "Create models Page, Book, Reader"


def _collect_sql(operations: Sequence[Operation]) -> list[str]:
    state = ProjectState()
    # As in a migration that follows others: the classes of what came before are there already.
    assert not state.apps.get_models()
    with connection.schema_editor(collect_sql=True) as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("library", state)
            operation.database_forwards("library", editor, before, state)
    return sorted(editor.collected_sql)
