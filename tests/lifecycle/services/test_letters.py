"""Letters to the institutions that are late: only their late points, in French and in Arabic."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from lifecycle.models import Activity, CommitmentPorter
from lifecycle.services.letters import WrittenFile, list_addressees, write_letter, write_letters
from tests.implementation import Scene
from workflow.clock import FixedClock, use_clock
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import User

pytestmark = pytest.mark.django_db


def read_words(letter: WrittenFile) -> str:
    document = Document(BytesIO(letter.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_a_letter_lists_the_late_points_of_its_institution_alone(scene: Scene, amina: User) -> None:
    letter = write_letter(scene.registry, language="fr", actor=amina)

    words = read_words(letter)
    assert letter.name == "letter-registry-fr.docx"
    assert "Registre" in words
    assert "=Former" in words
    assert "30 juin 2020" in words
    assert "5 août 2020" in words
    assert "36 jours de retard" in words
    assert "Relier" not in words
    assert "Publier" not in words


def test_an_arabic_letter_reads_from_right_to_left(scene: Scene, amina: User) -> None:
    letter = write_letter(scene.registry, language="ar", actor=amina)

    document = Document(BytesIO(letter.content))
    body, style = document.element.body, document.styles["Normal"].element
    assert style.pPr.find(qn("w:bidi")) is not None
    assert style.rPr.rFonts.get(qn("w:cs")) == "Sakkal Majalla"
    assert body.sectPr.find(qn("w:bidi")) is not None
    assert all(run.font.rtl for run in document.paragraphs[0].runs)
    assert document.tables[0]._tblPr.find(qn("w:bidiVisual")) is not None
    assert "غشت" in read_words(letter)


def test_a_french_letter_does_not(scene: Scene, amina: User) -> None:
    letter = write_letter(scene.registry, language="fr", actor=amina)

    with zipfile.ZipFile(BytesIO(letter.content)) as parts:
        body = parts.read("word/document.xml").decode()
    assert "w:bidi" not in body
    assert "w:rtl" not in body


def test_all_letters_come_in_one_archive(scene: Scene, amina: User) -> None:
    archive = write_letters(language="ar", actor=amina)

    with zipfile.ZipFile(BytesIO(archive.content)) as letters:
        names = letters.namelist()
    assert archive.name == "letters-2020-08-05-ar.zip"
    assert sorted(names) == ["letter-courts-ar.docx", "letter-registry-ar.docx"]


def test_what_several_carry_stands_in_the_letter_of_each(scene: Scene, amina: User) -> None:
    CommitmentPorter.objects.create(commitment=scene.commitment, institution=scene.courts)

    found = {each.institution.code: len(each.lines) for each in list_addressees(amina)}

    assert found == {"courts": 2, "registry": 1}


def test_words_that_no_document_holds_are_left_out(scene: Scene, amina: User) -> None:
    Activity.objects.filter(key="train").update(title_fr="Former\x0b\x01 les agents")

    letter = write_letter(scene.registry, language="fr", actor=amina)

    assert "Former les agents" in read_words(letter)


def test_there_is_no_letter_to_who_is_late_with_nothing(scene: Scene, amina: User) -> None:
    with use_clock(FixedClock.on(date(2020, 5, 31))):
        with pytest.raises(TransitionRefusedError):
            write_letter(scene.registry, language="fr", actor=amina)
        with pytest.raises(TransitionRefusedError):
            write_letters(language="fr", actor=amina)


def test_letters_are_written_in_the_languages_of_the_administration(
    scene: Scene, amina: User
) -> None:
    with pytest.raises(InputError):
        write_letter(scene.registry, language="en", actor=amina)


def test_only_the_ministry_team_writes_letters(scene: Scene, claire: User) -> None:
    for person in (claire, scene.focal_point):
        with pytest.raises(TransitionForbiddenError):
            write_letter(scene.registry, language="fr", actor=person)
        with pytest.raises(TransitionForbiddenError):
            write_letters(language="fr", actor=person)
