"""A file is what it says, of a reasonable size, and every value knows its place."""

from datetime import date, datetime
from pathlib import Path

import pytest

from lifecycle.services.loading import sources, xlsx_source
from lifecycle.services.loading.places import Branch, Leaf, Listing, Place
from lifecycle.services.loading.problems import LoadRefusedError
from lifecycle.services.loading.sources import read_source, read_source_file
from tests.lifecycle.services.loading.files import (
    add_part,
    csv_source,
    workbook_bytes,
    yaml_source,
)

pytestmark = pytest.mark.once


def refused(content: bytes, *, name: str) -> LoadRefusedError:
    with pytest.raises(LoadRefusedError) as caught:
        read_source(content, name=name)
    return caught.value


def test_a_yaml_value_knows_its_line_and_column() -> None:
    tree = yaml_source("plan:\n  code: MA-1\n  years: [2018, 2020]\n").tree

    assert isinstance(tree, Branch)
    plan = tree.entries["plan"]
    assert isinstance(plan, Branch)
    assert plan.entries["code"] == Leaf("MA-1", Place(2, "9"))
    years = plan.entries["years"]
    assert isinstance(years, Listing)
    assert years.items[1].place == Place(3, "17")


@pytest.mark.parametrize("text", ['a: "b\n', "a:\n\tb: 1\n", "a: b: c\n", "a: [1, 2\n"])
def test_what_is_no_yaml_is_said_in_words_of_ours_with_its_place(text: str) -> None:
    with pytest.raises(LoadRefusedError, match="check the quotes, brackets and colons") as caught:
        yaml_source(text)

    (problem,) = caught.value.problems
    assert problem.line >= 1
    assert problem.column


def test_yaml_values_stay_the_text_that_was_written() -> None:
    tree = yaml_source("a: no\nb: 012\nc: 12:30\nd: 2020-07-15\n").tree

    assert isinstance(tree, Branch)
    texts = [leaf.text for leaf in tree.entries.values() if isinstance(leaf, Leaf)]
    assert texts == ["no", "012", "12:30", "2020-07-15"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: &x [1]\nb: *x\n", 1, "4"),
        ("a: 1\nb: *x\n", 2, "4"),
        ("a: !!python/object:os.system {}\n", 1, "4"),
        ("a: 1\nb: 2\na: 3\n", 3, "1"),
        ("a: 1\n--- \nb: 2\n", 2, "1"),
        ("a: [1\nb: 2\n", 2, "2"),
        ("? [1, 2]\n: 3\n", 1, "3"),
        ("[" * 40, 1, "17"),
    ],
)
def test_yaml_that_could_do_harm_or_lose_a_value_is_refused_with_its_place(
    text: str, line: int, column: str
) -> None:
    with pytest.raises(LoadRefusedError) as caught:
        yaml_source(text)

    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)


def test_a_file_of_ten_thousand_nested_lists_meets_a_limit_and_not_the_stack() -> None:
    with pytest.raises(LoadRefusedError, match="nest"):
        yaml_source("[" * 10_000)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_value_knows_the_line_its_row_starts_on(separator: str) -> None:
    lines = [["title", "text"], ["one", '"first\nsecond"'], ["two", "third"]]

    (table,) = csv_source("\n".join(separator.join(line) for line in lines)).tables

    assert [row.place.line for row in table.rows] == [2, 4]
    assert table.rows[0].entries["text"] == Leaf("first\nsecond", Place(2, "text"), quoted=True)


def test_a_csv_file_with_the_mark_of_a_spreadsheet_reads_like_one_without() -> None:
    (table,) = read_source("العنوان\nمقترح\n".encode("utf-8-sig"), name="file.csv").tables

    assert table.headers[0].text == "العنوان"


def test_a_csv_row_with_too_many_cells_is_a_problem_of_its_line_only() -> None:
    (table,) = csv_source("a,b\n1,2\n3,4,5\n6,7\n").tables

    assert [row.place.line for row in table.rows] == [2, 4]
    assert [problem.line for problem in table.problems] == [3]


def test_an_unclosed_quote_is_refused_with_the_line_it_opens_on() -> None:
    error = refused(b'a,b\n1,2\n"3,4\n5,6\n', name="file.csv")

    assert error.problems[0].line == 3


def test_what_looks_like_a_formula_in_csv_is_text() -> None:
    (table,) = csv_source("a\n=1+1\n").tables

    assert table.rows[0].entries["a"] == Leaf("=1+1", Place(2, "a"), quoted=True)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("a\nété\n".encode("latin-1"), 2, "0xE9"),
        ("a\nb\n".encode("utf-16"), 1, "UTF-16"),
        (b"a\nb\n\0\n", 3, "zero byte"),
        (b"  \n", 0, "empty"),
    ],
)
def test_a_file_in_another_encoding_is_refused_and_says_which_line(
    content: bytes, line: int, words: str
) -> None:
    error = refused(content, name="file.csv")

    assert error.problems[0].line == line
    assert words in str(error)


@pytest.mark.parametrize(
    ("content", "name", "label"),
    [
        (b"%PDF-1.7\n", "plan.yaml", "PDF"),
        (b"PK\x03\x04 and so on", "proposals.csv", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "proposals.xlsx", "Excel 97-2003"),
        (b"<html><table>", "proposals.csv", "HTML"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "proposals.xlsx", "HTML"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_what_it_is(
    content: bytes, name: str, label: str
) -> None:
    assert f"its content is {label}" in str(refused(content, name=name))


def test_a_file_of_an_unknown_kind_is_refused_with_the_kinds_that_are_read() -> None:
    assert ".yaml, .yml, .csv, .tsv, .xlsx" in str(refused(b"a", name="plan.docx"))


def test_a_file_that_is_missing_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(LoadRefusedError, match=r"absent\.yaml cannot be opened: there is none"):
        read_source_file(tmp_path / "absent.yaml")


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(LoadRefusedError, match="it is a folder"):
        read_source_file(tmp_path)


def test_a_file_above_the_size_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 1024 * 1024)

    assert "1.2 MB" in str(refused(b"a" * 1_300_000, name="file.csv"))


def test_a_workbook_value_knows_its_sheet_row_and_column() -> None:
    content = workbook_bytes(activities=[["label", "title.fr"], ["12", "Former"]])

    (table,) = read_source(content, name="plan.xlsx").tables

    assert table.name == "activities"
    assert table.rows[0].entries["title.fr"] == Leaf(
        "Former", Place(2, "activities!B"), quoted=True
    )


def test_workbook_values_read_as_a_person_sees_them() -> None:
    row = [3.0, 76.5, True, datetime(2020, 7, 15), date(2020, 7, 15), None]  # noqa: DTZ001
    content = workbook_bytes(sheet=[list("abcdef"), row])

    (table,) = read_source(content, name="plan.xlsx").tables

    texts = [leaf.text for leaf in table.rows[0].entries.values() if isinstance(leaf, Leaf)]
    assert texts == ["3", "76.5", "yes", "2020-07-15", "2020-07-15", ""]


def test_a_formula_in_a_workbook_is_a_problem_of_its_cell() -> None:
    content = workbook_bytes(sheet=[["a", "b"], ["1", "=A2+1"], ["2", "3"]])

    (table,) = read_source(content, name="plan.xlsx").tables

    assert [(p.line, p.column) for p in table.problems] == [(2, "sheet!B")]
    assert [row.place.line for row in table.rows] == [3]


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    document = add_part(b"", "word/document.xml", b"<document/>")

    assert "not a workbook" in str(refused(document, name="plan.xlsx"))


def test_a_workbook_with_macros_is_refused() -> None:
    content = add_part(workbook_bytes(sheet=[["a"]]), "xl/vbaProject.bin", b"macro")

    assert "macros" in str(refused(content, name="plan.xlsx"))


def test_a_workbook_that_unpacks_too_large_is_refused_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx_source, "MAX_UNPACKED_BYTES", 5 * 1024 * 1024)
    bomb = add_part(workbook_bytes(sheet=[["a"]]), "xl/media/bomb.xml", b" " * 6_000_000)

    assert len(bomb) < 50_000
    assert "unpacks to more than 5 MB" in str(refused(bomb, name="plan.xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(encoding: str) -> None:
    entities = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'.encode(encoding)
    content = add_part(workbook_bytes(sheet=[["a"]]), "xl/extra.xml", entities)

    assert "entities" in str(refused(content, name="plan.xlsx"))


def test_a_damaged_workbook_is_refused() -> None:
    content = workbook_bytes(sheet=[["a"], ["b"]])
    damaged = content.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheetX.xml")

    assert "damaged" in str(refused(damaged, name="plan.xlsx"))
