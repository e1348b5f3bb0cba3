"""What the guards know of a sheet: in one statement, always of the current text."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from lifecycle.models import Attachment, Consultation, PlanVersion, PlanVersionLine, Proposal, Sheet
from lifecycle.selectors.sheet_facts import SheetFacts, load_sheet_facts
from lifecycle.vocabulary import ConsultationState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.factories import someone
from tests.road import ACTIVITY, CONTENT, dossier_in, make_sheet
from workflow.clock import current_clock
from workflow.engine.reading import read_rows
from workflow.models import User

pytestmark = pytest.mark.usefixtures("institutions")


def read(dossier: Proposal) -> SheetFacts:
    """Return what is known of the sheet of the dossier."""
    found = load_sheet_facts(read_rows([dossier.pk]), today=current_clock().today())
    return found.get(dossier.pk, SheetFacts())


def test_one_statement_reads_the_sheets_of_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _each in range(3):
        dossier_in("sheet_drafting")
    rows = read_rows(Proposal.objects.values_list("pk", flat=True))

    with django_assert_num_queries(1):
        found = load_sheet_facts(rows, today=current_clock().today())

    assert len(found) == 3


def test_a_complete_sheet_is_known_with_its_hash_and_its_last_editor(ilias: User) -> None:
    dossier = dossier_in("sheet_drafting", editor=ilias)

    facts = read(dossier)

    assert facts.is_prefilled
    assert facts.is_complete
    assert facts.planned_activities == 1
    assert facts.content_hash == CONTENT.compute_hash()
    assert facts.last_editor_id == ilias.pk


@pytest.mark.parametrize("name", ["title_ar", "participation_fr", "contact"])
def test_a_sheet_without_one_of_its_parts_is_not_complete(name: str) -> None:
    assert not read(dossier_in("sheet_drafting", sheet={name: " "})).is_complete


def test_what_an_activity_leaves_out_counts_too() -> None:
    without = replace(ACTIVITY, indicator_ar="")

    facts = read(dossier_in("sheet_drafting", sheet={"activities": (without,)}))

    assert not facts.is_complete
    assert facts.planned_activities == 0


def test_an_activity_outside_the_plan_is_not_planned() -> None:
    dossier = dossier_in("sheet_drafting")
    plan = dossier.plan

    plan.starts_on, plan.ends_on = date(2027, 10, 1), date(2027, 10, 31)
    plan.save(update_fields=["starts_on", "ends_on"])
    inside = read(dossier).planned_activities
    plan.ends_on = date(2027, 10, 30)
    plan.save(update_fields=["ends_on"])

    assert inside == 1
    assert read(dossier).planned_activities == 0


def test_a_later_version_is_the_one_that_counts(ilias: User) -> None:
    dossier = dossier_in("sheet_drafting")

    make_sheet(dossier, editor=ilias, title_fr="Autre titre")

    assert read(dossier).content_hash == replace(CONTENT, title_fr="Autre titre").compute_hash()


def test_only_minutes_after_the_last_return_are_those_of_the_meeting(amina: User) -> None:
    dossier = dossier_in("sheet_drafting")
    now = current_clock().now()
    minutes = Attachment.objects.create(
        subject=dossier, original_name="pv.pdf", size_bytes=1, purpose="minutes", uploaded_at=now
    )

    assert not read(dossier).has_meeting_minutes
    Sheet.objects.filter(proposal=dossier).update(returned_at=now, returns=3)
    assert not read(dossier).has_meeting_minutes
    minutes.uploaded_at = now + timedelta(hours=1)
    minutes.save()
    assert read(dossier).has_meeting_minutes
    assert read(dossier).returns == 3


def freeze(dossier: Proposal, *, number: int = 1, holds: bool = True) -> PlanVersion:
    """Freeze a draft of the plan, with the dossier in it or without."""
    person = someone(MINISTRY_TEAM)
    now = current_clock().now()
    version = PlanVersion.objects.create(
        plan=dossier.plan,
        number=number,
        title_fr="Projet",
        created_by=person,
        created_at=now,
    )
    if holds:
        sheet = Sheet.objects.get(proposal=dossier)
        PlanVersionLine.objects.create(
            version=version, rank=1, proposal=dossier, sheet_version=sheet.current
        )
    version.frozen_at, version.frozen_by, version.root_hash = now, person, "0" * 64
    version.save()
    return version


def consult(version: PlanVersion, state: ConsultationState) -> None:
    """Let the consultation on this version stand in `state`."""
    Consultation.objects.create(
        plan=version.plan,
        plan_version=version,
        kind="consultation",
        state=state.value,
        title_fr="Consultation",
        entered_at=current_clock().now(),
    )


@pytest.mark.tampers
def test_a_sheet_in_the_frozen_draft_is_frozen_until_its_consultation_ends() -> None:
    dossier = dossier_in("ready")
    assert not read(dossier).is_frozen

    version = freeze(dossier)
    assert read(dossier).is_frozen
    consult(version, ConsultationState.CLOSED)
    assert not read(dossier).is_frozen


def test_a_dossier_that_a_later_draft_leaves_out_is_not_frozen() -> None:
    dossier = dossier_in("ready")
    freeze(dossier)

    freeze(dossier, number=2, holds=False)

    assert not read(dossier).is_frozen
