"""Pre-filling: the words of the proposals a dossier comes from, each remembered by its field."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from lifecycle.models import Proposal, Sheet, SheetVersion
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.sheet_sources import Source, gather
from lifecycle.selectors.sheets import find_sheet, read_sources
from lifecycle.services.sheet_prefill import check_prefill, fill, prefill
from lifecycle.services.sheets import save_version
from lifecycle.services.uptakes import link, release
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.road import dossier_in, make_porter
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.models import Event, User, WorkItem


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield


@pytest.fixture
def dossier(institutions: Institutions) -> Proposal:
    """Return a dossier of the archives of which no sheet is written."""
    dossier = dossier_in("lead_naming", lead=institutions.archives)
    Sheet.objects.filter(proposal=dossier).delete()
    SheetVersion.objects.filter(proposal=dossier).delete()
    return dossier


def read(dossier: Proposal) -> SheetContent:
    """Return the text that counts."""
    sheet = find_sheet(dossier.pk)
    assert sheet is not None
    return sheet.current.read()


def test_the_own_words_of_the_dossier_fill_its_sheet(dossier: Proposal, amina: User) -> None:
    saved = prefill(dossier, actor=amina)

    content = read(dossier)
    assert content.title_fr == dossier.title
    assert content.problem_fr == dossier.problem
    assert content.solution_fr == dossier.solution
    assert content.title_ar == ""
    assert read_sources(saved.version)["problem_fr"] == [dossier.pk]
    assert saved.version.edited_by == amina


def test_the_porters_are_its_first_stakeholders_in_each_language(
    dossier: Proposal, institutions: Institutions, amina: User
) -> None:
    make_porter(dossier, institutions.ministry, leads=False)

    prefill(dossier, actor=amina)

    assert read(dossier).stakeholders_fr == "Archives publiques, Ministère de la Réforme"
    assert read(dossier).stakeholders_ar == "الأرشيف العمومي، وزارة الإصلاح"


def test_the_ideas_it_carries_fill_it_each_in_its_language(dossier: Proposal, amina: User) -> None:
    arabic = proposal_in(
        ProposalState.PRIORITIZED,
        plan=dossier.plan,
        language="ar",
        title="نشر السجل",
        problem="لا أحد يجد السجل.",
        solution="نشر السجل كل شهر.",
    )
    french = proposal_in(ProposalState.PRIORITIZED, plan=dossier.plan)
    link(arabic, dossier=dossier, extent="whole", actor=amina)
    link(
        french,
        dossier=dossier,
        extent="part",
        kept="Le registre.",
        left_out="Le reste.",
        actor=amina,
    )

    saved = prefill(dossier, actor=amina)

    content, sources = read(dossier), read_sources(saved.version)
    assert content.problem_ar == "لا أحد يجد السجل."
    assert content.problem_fr == f"{dossier.problem}\n\n{french.problem}"
    assert content.solution_fr == f"{dossier.solution}\n\nLe registre."
    assert sources["problem_ar"] == [arabic.pk]
    assert sources["solution_fr"] == [dossier.pk, french.pk]
    assert content.title_ar == ""


def test_an_idea_that_was_let_go_fills_nothing(dossier: Proposal, amina: User) -> None:
    idea = proposal_in(ProposalState.PRIORITIZED, plan=dossier.plan)
    uptake = link(idea, dossier=dossier, extent="whole", actor=amina)
    release(uptake.pk, actor=amina)

    prefill(dossier, actor=amina)

    assert read(dossier).problem_fr == dossier.problem


def test_what_is_written_already_stays(dossier: Proposal, amina: User) -> None:
    save_version(dossier, values={"problem_fr": "Mes mots."}, base=0, actor=amina)

    saved = prefill(dossier, actor=amina)

    assert read(dossier).problem_fr == "Mes mots."
    assert read(dossier).solution_fr == dossier.solution
    assert "problem_fr" not in read_sources(saved.version)


def test_a_second_time_adds_nothing(dossier: Proposal, amina: User) -> None:
    prefill(dossier, actor=amina)

    assert not prefill(dossier, actor=amina).is_new


def test_a_source_that_does_not_fit_is_left_out_whole() -> None:
    long, short = (Source(key, "", "fr", "", "p" * size, "") for key, size in ((1, 80), (2, 20)))

    assert gather([long, short], "problem", "fr", limit=90) == ("p" * 80, [1])
    assert gather([long, short], "problem", "fr", limit=102)[1] == [1, 2]


def test_words_that_two_sources_share_stand_once() -> None:
    twins = [Source(key, "", "fr", "", "Le même.", "") for key in (1, 2)]

    assert fill(SheetContent(), twins, {"fr": [], "ar": []})[0].problem_fr == "Le même."


@pytest.mark.parametrize("name", ["emna", "farid", "claire"])
def test_only_the_ministry_team_pre_fills_and_checks(
    dossier: Proposal, name: str, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(name)

    with pytest.raises(TransitionForbiddenError):
        prefill(dossier, actor=person)
    with pytest.raises(TransitionForbiddenError):
        check_prefill(dossier, actor=person)


def test_checking_lets_the_project_lead_be_named_and_closes_the_task(
    institutions: Institutions, amina: User
) -> None:
    dossier = proposal_in(ProposalState.LEAD_NAMING)
    prefill(dossier, actor=amina)
    items = WorkItem.objects.filter(subject=dossier, kind="prefill_sheet")
    assert items.get().closed_at is None

    check_prefill(dossier, actor=amina)

    event = Event.objects.filter(subject=dossier).latest("seq")
    assert event.name == "sheet.prefill_checked"
    assert items.get().closed_by == event
    facts = load_case(dossier.pk, today=current_clock().today()).facts
    assert facts.sheet.is_prefilled  # type: ignore[attr-defined]
    assert WorkItem.objects.filter(subject=dossier, closed_at=None).exists()


def test_nothing_can_be_checked_before_it_is_there(dossier: Proposal, amina: User) -> None:
    with pytest.raises(TransitionRefusedError) as refused:
        check_prefill(dossier, actor=amina)

    assert "nothing to check" in str(refused.value)


def test_it_is_checked_while_the_lead_is_being_named_and_not_later(
    institutions: Institutions, amina: User
) -> None:
    dossier = dossier_in("sheet_drafting", lead=institutions.archives)

    with pytest.raises(TransitionRefusedError):
        check_prefill(dossier, actor=amina)
