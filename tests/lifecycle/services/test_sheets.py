"""Writing sheets: who may, where, and that two who write at once lose nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.models import Proposal, Sheet, SheetVersion
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.sheets import find_sheet
from lifecycle.services.sheets import Saved, restore, save_version
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions, make_person
from tests.road import ACTIVITY, CONTENT, dossier_in
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, User

EDITED: dict[str, Any] = {"problem_fr": "Personne ne trouve le registre de 2015."}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield


@pytest.fixture
def dossier(institutions: Institutions, ilias: User) -> Proposal:
    """Return a dossier of the archives whose sheet Ilias writes."""
    return dossier_in("sheet_drafting", lead=institutions.archives, project_lead=ilias)


def save(dossier: Proposal, actor: User, *, base: int = 1, **values: Any) -> Saved:
    """Save these fields over the version of this number."""
    return save_version(dossier, values=values or EDITED, base=base, actor=actor)


def read_current(dossier: Proposal) -> SheetContent:
    """Return the text that counts."""
    sheet = find_sheet(dossier.pk)
    assert sheet is not None
    return sheet.current.read()


def test_the_project_lead_adds_a_version_and_the_history_says_which_fields(
    dossier: Proposal, ilias: User
) -> None:
    saved = save_version(dossier, values=EDITED, base=1, actor=ilias, comment="Précisé")

    assert (saved.version.number, saved.is_set_aside) == (2, False)
    assert (saved.version.edited_by, saved.version.comment) == (ilias, "Précisé")
    assert read_current(dossier) == replace(CONTENT, **EDITED)
    event = Event.objects.filter(subject=dossier).latest("seq")
    assert event.name == "sheet.edited"
    assert '"fields":["problem_fr"]' in event.body.json
    assert saved.version.content_hash in event.body.json


def test_earlier_versions_stay_as_they_were(dossier: Proposal, ilias: User) -> None:
    save(dossier, ilias)

    assert SheetVersion.objects.get(proposal=dossier, number=1).read() == CONTENT


def test_a_text_that_says_the_same_adds_no_version(dossier: Proposal, ilias: User) -> None:
    before = Event.objects.filter(subject=dossier).count()

    saved = save(dossier, ilias, title_fr=f"  {CONTENT.title_fr}\r\n")

    assert not saved.is_new
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1
    assert Event.objects.filter(subject=dossier).count() == before


def test_the_focal_point_of_the_lead_porter_and_the_ministry_team_write_too(
    dossier: Proposal, farid: User, amina: User
) -> None:
    assert save(dossier, farid).version.number == 2
    assert save(dossier, amina, base=2, title_fr="Autre").version.number == 3


@pytest.mark.parametrize("name", ["emna", "claire", "jalila", "mounir", "lamia"])
def test_who_reads_a_sheet_does_not_write_it(
    dossier: Proposal, name: str, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(name)

    with pytest.raises(TransitionForbiddenError) as refused:
        save(dossier, person)

    assert "project lead" in str(refused.value)


def test_the_focal_point_of_a_partner_does_not_write(
    institutions: Institutions, farid: User
) -> None:
    dossier = dossier_in(
        "sheet_drafting", lead=institutions.ministry, partners=[institutions.archives]
    )

    with pytest.raises(TransitionForbiddenError):
        save(dossier, farid)


def test_the_project_lead_of_another_dossier_does_not_write(
    dossier: Proposal, institutions: Institutions
) -> None:
    other = make_person("Other")
    dossier_in("sheet_drafting", lead=institutions.archives, project_lead=other)

    with pytest.raises(TransitionForbiddenError):
        save(dossier, other)


def test_a_dossier_one_may_not_see_has_no_sheet(institutions: Institutions) -> None:
    dossier = dossier_in("sheet_drafting")
    Proposal.objects.filter(pk=dossier.pk).update(published_at=None)

    with pytest.raises(SubjectNotFoundError):
        save(dossier, make_person("Stranger"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ProposalState.READY, "approved"),
        (ProposalState.FINALIZATION, "drafting"),
        (ProposalState.SIGNED, "signed"),
        (ProposalState.PRIORITIZED, "once an institution carries"),
    ],
)
def test_elsewhere_the_text_is_locked_and_the_answer_says_why(
    institutions: Institutions, ilias: User, state: ProposalState, words: str
) -> None:
    dossier = dossier_in(state, lead=institutions.archives, project_lead=ilias)

    with pytest.raises(TransitionRefusedError) as refused:
        save(dossier, ilias)

    assert words in str(refused.value)


def test_while_its_lead_is_being_named_the_ministry_team_alone_writes(
    institutions: Institutions, amina: User, farid: User
) -> None:
    dossier = dossier_in("lead_naming", lead=institutions.archives)

    with pytest.raises(TransitionRefusedError):
        save(dossier, farid)

    assert save(dossier, amina).version.number == 2


# ---- Two at once.


def test_the_second_of_two_who_wrote_at_once_is_set_aside_and_nothing_is_lost(
    dossier: Proposal, ilias: User, amina: User
) -> None:
    save(dossier, amina, title_fr="Titre d'Amina")
    events = Event.objects.filter(subject=dossier).count()

    saved = save(dossier, ilias, title_fr="Titre d'Ilias")

    assert saved.is_set_aside
    assert saved.version.set_aside
    assert saved.version.read().title_fr == "Titre d'Ilias"
    assert saved.current.read().title_fr == "Titre d'Amina"
    assert read_current(dossier).title_fr == "Titre d'Amina"
    assert Event.objects.filter(subject=dossier).count() == events


def test_fields_that_are_left_out_stay_as_the_writer_had_read_them(
    dossier: Proposal, ilias: User, amina: User
) -> None:
    save(dossier, amina, title_fr="Titre d'Amina")

    saved = save(dossier, ilias, contact="Bureau 12")

    assert saved.version.read().title_fr == CONTENT.title_fr


def test_after_bringing_both_together_the_new_text_counts(
    dossier: Proposal, ilias: User, amina: User
) -> None:
    save(dossier, amina, title_fr="Titre d'Amina")
    save(dossier, ilias, title_fr="Titre d'Ilias")

    saved = save(dossier, ilias, base=2, title_fr="Titre des deux")

    assert (saved.version.number, saved.is_set_aside) == (4, False)
    assert read_current(dossier).title_fr == "Titre des deux"


def test_two_who_wrote_the_same_do_not_clash(dossier: Proposal, ilias: User, amina: User) -> None:
    save(dossier, amina)

    saved = save(dossier, ilias)

    assert (saved.is_new, saved.is_set_aside) == (False, False)


# ---- Earlier versions.


def test_an_earlier_version_is_written_again_as_a_new_one(dossier: Proposal, ilias: User) -> None:
    save(dossier, ilias)

    saved = restore(dossier, number=1, base=2, actor=ilias)

    assert saved.version.number == 3
    assert saved.version.comment == "Version 1 again"
    assert read_current(dossier) == CONTENT
    assert Sheet.objects.get(proposal=dossier).current.content_hash == CONTENT.compute_hash()


def test_what_is_no_version_cannot_be_written_again(dossier: Proposal, ilias: User) -> None:
    with pytest.raises(SubjectNotFoundError):
        restore(dossier, number=7, base=1, actor=ilias)


# ---- What is typed wrong.


def refuse(dossier: Proposal, actor: User, **values: Any) -> dict[str, list[str]]:
    """Return the errors with which these values are refused; nothing is kept."""
    count = SheetVersion.objects.count()
    with pytest.raises(InputError) as refused:
        save(dossier, actor, **values)
    assert SheetVersion.objects.count() == count
    return refused.value.errors


def test_a_text_that_is_too_long_is_refused_with_its_field(dossier: Proposal, ilias: User) -> None:
    errors = refuse(dossier, ilias, problem_fr="<script>" * 12_500, title_ar="ع" * 301)

    assert set(errors) == {"problem_fr", "title_ar"}
    assert "20000" in errors["problem_fr"][0]


@pytest.mark.parametrize("words", ["a\0b", "\ud800"])
def test_what_no_database_stores_is_refused(dossier: Proposal, ilias: User, words: str) -> None:
    assert set(refuse(dossier, ilias, title_fr=words)) == {"title_fr"}


def test_an_unknown_field_is_refused_and_those_that_exist_are_named(
    dossier: Proposal, ilias: User
) -> None:
    errors = refuse(dossier, ilias, titel_fr="Titre")

    assert "title_fr" in errors["titel_fr"][0]


@pytest.mark.parametrize("words", [["a"], {"a": 1}, 7])
def test_what_is_not_words_is_refused(dossier: Proposal, ilias: User, words: Any) -> None:
    assert set(refuse(dossier, ilias, title_fr=words)) == {"title_fr"}


@pytest.mark.parametrize("rows", ["a", 7, {"a": 1}])
def test_activities_are_a_list(dossier: Proposal, ilias: User, rows: Any) -> None:
    assert set(refuse(dossier, ilias, activities=rows)) == {"activities"}


def test_every_problem_of_an_activity_is_said_beside_its_field(
    dossier: Proposal, ilias: User
) -> None:
    row = {"key": "No Key", "title_fr": "t" * 301, "period": "bientôt", "colour": "red"}

    errors = refuse(dossier, ilias, activities=[row])

    assert set(errors) == {
        "activities.0.key",
        "activities.0.title_fr",
        "activities.0.period",
        "activities.0.colour",
    }


def test_a_period_that_reads_more_than_one_way_is_refused_with_its_readings(
    dossier: Proposal, ilias: User
) -> None:
    errors = refuse(dossier, ilias, activities=[{"title_fr": "Publier", "period": "octobre"}])

    assert "can be read in more than one way" in errors["activities.0.period"][0]


def test_the_base_must_be_a_version_of_the_sheet(dossier: Proposal, ilias: User) -> None:
    with pytest.raises(InputError) as refused:
        save(dossier, ilias, base=2**40)

    assert set(refused.value.errors) == {"base"}


def test_two_activities_with_one_key_are_refused(dossier: Proposal, ilias: User) -> None:
    rows = [{"key": "one", "title_fr": "Publier"}, {"key": "one", "title_fr": "Former"}]

    assert set(refuse(dossier, ilias, activities=rows)) == {"activities"}


# ---- Activities.


def test_activities_are_replaced_as_a_whole_and_keep_their_keys(
    dossier: Proposal, ilias: User
) -> None:
    rows = [
        {"title_fr": "Former", "period": "novembre 2027"},
        {"key": ACTIVITY.key, "title_fr": "Publier le registre"},
        {"title_fr": " ", "period": ""},
    ]

    first, second = save(dossier, ilias, activities=rows).version.read().activities

    assert (second.key, second.title_fr) == (ACTIVITY.key, "Publier le registre")
    assert (second.title_ar, second.period) == (ACTIVITY.title_ar, ACTIVITY.period)
    assert first.key not in {"", ACTIVITY.key}
    assert first.period is not None
    assert str(first.period.latest) == "2027-11-30"


def test_a_period_is_taken_out_by_emptying_its_words(dossier: Proposal, ilias: User) -> None:
    rows = [{"key": ACTIVITY.key, "period": ""}]

    (activity,) = save(dossier, ilias, activities=rows).version.read().activities

    assert activity.period is None
