"""Proposals received elsewhere are read row by row; a bad one says its line and column."""

import json
from collections import Counter
from datetime import date

import pytest

from lifecycle.services.loading.problems import LoadRefusedError
from lifecycle.services.loading.proposals_format import ProposalsFile, read_proposals
from lifecycle.services.loading.sources import read_source, read_source_file
from tests.lifecycle.services.loading.files import (
    DEMO,
    EXAMPLES,
    csv_source,
    workbook_bytes,
    yaml_source,
)

pytestmark = pytest.mark.once

TODAY = date(2020, 11, 1)
HEADER = "language,received_on,channel,title,problem,solution"


def read_rows(*rows: str, header: str = HEADER) -> ProposalsFile:
    return read_proposals(csv_source("\n".join([header, *rows]) + "\n"), today=TODAY)


def test_the_invented_proposals_are_forty_in_french_and_arabic() -> None:
    proposals = read_proposals(read_source_file(DEMO / "proposals.yaml"), today=TODAY)

    languages = Counter(row.language for row in proposals.rows)
    assert not proposals.problems
    assert languages == {"fr": 22, "ar": 18}
    assert {row.channel for row in proposals.rows} == {"web", "event", "letter", "email"}


def test_the_invented_proposals_name_no_person() -> None:
    proposals = read_proposals(read_source_file(DEMO / "proposals.yaml"), today=TODAY)

    assert not any(row.author_name or row.author_email for row in proposals.rows)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_examples_for_ministries_read_without_a_problem(language: str) -> None:
    path = EXAMPLES / f"proposals-example-{language}.csv"

    proposals = read_proposals(read_source_file(path), today=TODAY)

    assert not proposals.problems
    assert [row.language for row in proposals.rows] == [language] * 3
    assert [row.received_on.day for row in proposals.rows] == [5, 12, 19]
    assert [row.channel for row in proposals.rows] == ["letter", "web", "event"]


@pytest.mark.parametrize(
    "header",
    [
        "Langue,Reçue le,Canal,Titre,Problème,Solution proposée",
        "LANGUE,date_de_reception,canal,intitule,probleme,solution",
        "اللغة,تاريخ التوصل,القناة,العنوان,الإشكالية,الحل",
        "Language,Received on,Channel,Title,Problem,Solution",
    ],
)
def test_columns_are_named_in_each_language_with_or_without_accents(header: str) -> None:
    proposals = read_rows("fr,2020-10-05,web,T,P,S", header=header)

    assert [row.title for row in proposals.rows] == ["T"]


def test_a_workbook_reads_like_the_same_table_in_csv() -> None:
    content = workbook_bytes(
        propositions=[HEADER.split(","), ["fr", date(2020, 10, 5), "web", "T", "P", "S"]]
    )

    from_workbook = read_proposals(read_source(content, name="p.xlsx"), today=TODAY)

    assert from_workbook.rows[0].digest == read_rows("fr,2020-10-05,web,T,P,S").rows[0].digest


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("fr,2020-13-05,web,T,P,S", "received_on", "not a period"),
        ("en,05/06/2020,web,T,P,S", "received_on", "2020-05-06 / 2020-06-05"),
        ("fr,octobre 2020,web,T,P,S", "received_on", "not one day"),
        ("fr,2020-11-02,web,T,P,S", "received_on", "still to come"),
        ("fr,,web,T,P,S", "received_on", "required"),
        ("de,2020-10-05,web,T,P,S", "language", "fr, ar, en"),
        ("fr,2020-10-05,pigeon,T,P,S", "channel", "web, event, letter, email"),
        ("fr,2020-10-05,,T,P,S", "channel", "How did it arrive"),
        ("fr,2020-10-05,web,,P,S", "title", "required"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_line_and_column(
    row: str, column: str, words: str
) -> None:
    proposals = read_rows("fr,2020-10-05,web,Good,P,S", row)

    (problem,) = proposals.problems
    assert (problem.line, problem.column) == (3, column)
    assert words in problem.message
    assert [good.title for good in proposals.rows] == ["Good"]


def test_a_proposal_of_a_megabyte_is_a_problem_of_its_field_and_not_a_crash() -> None:
    text = "م" * 1_000_000
    entry = {"language": "ar", "received_on": "2020-10-05", "channel": "web", "title": "T"}
    proposal = {**entry, "problem": text, "solution": "S"}

    proposals = read_proposals(yaml_source(json.dumps({"proposals": [proposal]})), today=TODAY)

    (problem,) = proposals.problems
    assert problem.field == "proposals[1].problem"
    assert problem.message.startswith("The text has 1000000 characters and at most 20000")


def test_a_csv_cell_of_a_megabyte_is_refused_with_its_line() -> None:
    with pytest.raises(LoadRefusedError) as caught:
        read_rows("fr,2020-10-05,web,Good,P,S", f"fr,2020-10-05,web,T,{'x' * 1_000_000},S")

    assert caught.value.problems[0].line == 3


def test_a_letter_needs_its_reference() -> None:
    (problem,) = read_rows("fr,2020-10-05,letter,T,P,S").problems

    assert problem.field == "proposals[1].reference"


def test_an_unknown_column_is_refused_with_the_columns_that_are_read() -> None:
    with pytest.raises(LoadRefusedError, match="“Couleur” is unknown") as caught:
        read_rows("x", header=f"{HEADER},Couleur")

    assert caught.value.problems[0].column == "Couleur"


def test_two_columns_for_one_thing_are_refused() -> None:
    with pytest.raises(LoadRefusedError, match="say the same thing: title"):
        read_rows("x", header=f"{HEADER},Titre")


def test_a_missing_column_is_refused_by_name() -> None:
    with pytest.raises(LoadRefusedError, match="missing: problem, solution"):
        read_rows("fr", header="language,received_on,channel,title")


def test_the_channel_of_the_file_counts_for_rows_that_name_none() -> None:
    source = csv_source(f"{HEADER}\nfr,2020-10-05,,T,P,S\nfr,2020-10-06,email,U,P,S\n")

    proposals = read_proposals(source, today=TODAY, channel="web")

    assert [row.channel for row in proposals.rows] == ["web", "email"]


def test_the_same_row_twice_is_a_problem_of_the_second() -> None:
    row = "fr,2020-10-05,web,T,P,S"

    proposals = read_rows(row, row)

    (problem,) = proposals.problems
    assert problem.line == 3
    assert "already on line 2" in problem.message
    assert len(proposals.rows) == 1


def test_the_digest_of_a_row_follows_what_the_author_wrote_and_not_its_key() -> None:
    header = f"key,{HEADER}"
    first = read_rows("A,fr,2020-10-05,web,T,P,S", header=header).rows[0]
    renamed = read_rows("B,fr,2020-10-05,web,T,P,S", header=header).rows[0]
    rewritten = read_rows("A,fr,2020-10-05,web,T,P,Other", header=header).rows[0]

    assert first.digest == renamed.digest
    assert first.digest != rewritten.digest
    assert first.key == rewritten.key


@pytest.mark.parametrize("name", ["language", "channel"])
def test_an_empty_value_is_asked_for_like_one_that_is_not_there(name: str) -> None:
    values = {"language": "fr", "channel": "web", "received_on": "2020-10-05", "title": "Titre"}
    values |= {"problem": "Un", "solution": "Deux", name: ""}
    lines = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in values.items())

    found = read_proposals(yaml_source(f"proposals:\n  - key: a\n{lines}"), today=TODAY)

    assert [problem.field for problem in found.problems] == [f"proposals[1].{name}"]


def test_a_row_without_a_language_says_its_line() -> None:
    found = read_rows(",2020-10-05,web,Titre,Un,Deux")

    assert [(problem.line, problem.field) for problem in found.problems] == [
        (2, "proposals[1].language")
    ]
