"""Proposals received elsewhere come in once, submitted, with how and when they arrived."""

from collections.abc import Iterator
from datetime import date

import pytest

from lifecycle.models import ActionPlan, Proposal
from lifecycle.services.loading.problems import LoadRefusedError
from lifecycle.services.loading.proposal_loader import load_proposals, load_sound_proposals
from lifecycle.services.loading.reports import LoadReport, Outcome
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import make_plan
from tests.lifecycle.services.loading.files import EXAMPLES, csv_source
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.models import Event, User, WorkItem

HEADER = "key,language,received_on,channel,reference,theme,title,problem,solution,author_email"
LETTER = "A-1,fr,2020-10-05,letter,Lettre 7,access,Titre,Constat,Remède,"
EVENT = "A-2,ar,2020-10-19,event,لقاء سلا,justice,عنوان,مشكل,حل,"


@pytest.fixture(autouse=True)
def in_november(db: None) -> Iterator[None]:
    """Load on a day after everything arrived."""
    with use_clock(FixedClock.on(date(2020, 11, 16))):
        yield


@pytest.fixture
def plan() -> ActionPlan:
    """Return a plan that receives proposals."""
    return make_plan()


def load(plan: ActionPlan, *rows: str) -> LoadReport:
    return load_proposals(csv_source("\n".join([HEADER, *rows]) + "\n"), plan=plan)


def test_channel_reference_and_day_of_receipt_are_kept(plan: ActionPlan) -> None:
    load(plan, LETTER, EVENT)

    rows = Proposal.objects.order_by("reference").values_list(
        "reference", "channel", "channel_reference", "received_on", "language", "theme__code"
    )
    assert list(rows) == [
        ("P-0001", "letter", "Lettre 7", date(2020, 10, 5), "fr", "access"),
        ("P-0002", "event", "لقاء سلا", date(2020, 10, 19), "ar", "justice"),
    ]


def test_they_are_submitted_and_the_ministry_has_five_working_days(plan: ActionPlan) -> None:
    load(plan, LETTER)

    proposal = Proposal.objects.get()
    item = WorkItem.objects.get(subject=proposal.pk)
    assert proposal.state == ProposalState.SUBMITTED
    assert proposal.events.get().kind == "load"
    # 18 November is the Feast of Independence.
    assert (item.desk, item.due_on) == ("ministry_team", date(2020, 11, 24))


def test_a_second_run_changes_nothing_and_says_so(plan: ActionPlan) -> None:
    load(plan, LETTER, EVENT)
    events = Event.objects.count()

    report = load(plan, LETTER, EVENT)

    assert {line.outcome for line in report.lines} == {Outcome.UNCHANGED}
    assert Event.objects.count() == events
    assert plan_counter(plan) == 2


def plan_counter(plan: ActionPlan) -> int:
    plan.refresh_from_db()
    return plan.last_reference


def test_a_row_without_a_key_is_recognised_by_its_words(plan: ActionPlan) -> None:
    header = HEADER.removeprefix("key,")
    row = LETTER.removeprefix("A-1,")
    for name in ("first.csv", "renamed.csv"):
        source = csv_source(f"{header}\n{row}\n")
        load_proposals(type(source)(name, source.sha256, None, source.tables), plan=plan)

    assert Proposal.objects.count() == 1


def test_a_row_that_changed_is_written_with_a_fact(plan: ActionPlan) -> None:
    load(plan, LETTER)

    report = load(plan, LETTER.replace("Remède", "Autre remède"))

    proposal = Proposal.objects.get()
    assert proposal.solution == "Autre remède"
    assert [event.name for event in proposal.events.order_by("seq")] == ["load", "load.changed"]
    assert [line.outcome for line in report.remarkable] == [Outcome.UPDATED]


def test_a_row_on_which_people_worked_is_kept(plan: ActionPlan, amina: User) -> None:
    load(plan, LETTER)
    fire(Proposal.objects.get().pk, "admit", actor=amina)

    report = load(plan, LETTER.replace("Remède", "Autre remède"))

    assert Proposal.objects.get().solution == "Remède"
    assert [line.outcome for line in report.remarkable] == [Outcome.KEPT]


def test_one_bad_row_and_nothing_is_written(plan: ActionPlan) -> None:
    with pytest.raises(LoadRefusedError) as caught:
        load(plan, LETTER, EVENT.replace("justice", "lost"), EVENT.replace("ar,", "de,"))

    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (3, "key"),
        (4, "language"),
    ]
    assert "access, justice" in caught.value.problems[0].message
    assert not Event.objects.exists()
    assert plan_counter(plan) == 0


def test_the_good_rows_come_in_when_asked_for(plan: ActionPlan) -> None:
    source = csv_source("\n".join([HEADER, LETTER, EVENT.replace("justice", "lost")]) + "\n")

    report = load_sound_proposals(source, plan=plan)

    assert [each.title for each in Proposal.objects.all()] == ["Titre"]
    assert [problem.field for problem in report.problems] == ["theme"]


def test_an_address_that_is_none_is_a_problem_of_its_row(plan: ActionPlan) -> None:
    with pytest.raises(LoadRefusedError, match=r"Line 3.*“nowhere” is not an e-mail address"):
        load(plan, LETTER, EVENT + "nowhere")

    assert not Proposal.objects.exists()


def test_the_account_of_the_address_becomes_the_author(plan: ActionPlan, driss: User) -> None:
    load(plan, LETTER + "driss@example.org")

    author = Proposal.objects.get().authors.get()
    assert author.person == driss
    assert author.confirmed_at is None


def test_an_association_that_is_known_is_linked(
    plan: ActionPlan, institutions: Institutions
) -> None:
    header = f"{HEADER},association"

    load_proposals(csv_source(f"{header}\n{LETTER},Association Rivage\n"), plan=plan)

    proposal = Proposal.objects.get()
    assert proposal.association == institutions.rivage


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_examples_for_ministries_load(language: str, plan: ActionPlan) -> None:
    plan.themes.create(code="local", name_fr="Local")
    plan.themes.create(code="participation", name_fr="Participation")

    load_proposals(read_source_file(EXAMPLES / f"proposals-example-{language}.csv"), plan=plan)

    assert Proposal.objects.filter(language=language).count() == 3


def test_progress_is_told_row_by_row(plan: ActionPlan) -> None:
    told: list[tuple[int, int]] = []
    source = csv_source("\n".join([HEADER, LETTER, EVENT]) + "\n")

    load_proposals(source, plan=plan, progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 2), (2, 2)]
