"""Institutions change names, parents and successors; what was done stays as it was."""

from datetime import date

import pytest

from lifecycle.models import CandidatePorter
from lifecycle.services.institutions import add_institution, put_under, rename, succeed
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions
from tests.factories import proposal_in
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import Event, Institution, RightRecord, User, WorkItem
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db

NAMES = {"fr": "Agence numérique", "ar": "الوكالة الرقمية"}


def test_an_institution_is_added_with_its_first_name(claire: User) -> None:
    added = add_institution(code="agency", side="government", names=NAMES, actor=claire)

    assert str(added) == "Agence numérique"


def test_a_code_is_given_once(claire: User, institutions: Institutions) -> None:
    with pytest.raises(InputError) as refused:
        add_institution(code="archives", side="government", names=NAMES, actor=claire)

    assert set(refused.value.errors) == {"code"}


def test_the_french_name_is_required(claire: User) -> None:
    with pytest.raises(InputError) as refused:
        add_institution(code="x", side="government", names={"ar": "اسم"}, actor=claire)

    assert set(refused.value.errors) == {"name_fr"}


def test_a_new_name_counts_from_its_day(claire: User, institutions: Institutions) -> None:
    rename(institutions.archives, names=NAMES, valid_from=date(2026, 1, 1), actor=claire)

    archives = Institution.objects.get(code="archives")
    assert archives.name_on(date(2025, 12, 31)) == "Archives publiques"
    assert archives.name_on(date(2026, 1, 1)) == "Agence numérique"


def test_two_names_do_not_start_on_one_day(claire: User, institutions: Institutions) -> None:
    rename(institutions.archives, names=NAMES, valid_from=date(2026, 1, 1), actor=claire)

    with pytest.raises(InputError):
        rename(institutions.archives, names=NAMES, valid_from=date(2026, 1, 1), actor=claire)


def test_an_institution_is_not_part_of_itself(claire: User, institutions: Institutions) -> None:
    put_under(institutions.archives, parent=institutions.ministry, actor=claire)

    with pytest.raises(InputError):
        put_under(institutions.ministry, parent=institutions.archives, actor=claire)
    with pytest.raises(InputError):
        put_under(institutions.ministry, parent=institutions.ministry, actor=claire)


def test_roles_pass_to_the_successor_with_their_history(
    claire: User, emna: User, institutions: Institutions
) -> None:
    succeed(institutions.archives, by=institutions.ministry, on=date(2026, 1, 1), actor=claire)

    held = load_grants(emna).institutions_of("owner")
    assert held == {institutions.ministry.pk}
    assert RightRecord.objects.filter(person=emna, action="taken_back").exists()


def test_open_tasks_pass_to_the_successor_with_an_event(
    claire: User, institutions: Institutions
) -> None:
    proposal = proposal_in(ProposalState.PORTER_SEARCH)
    candidate = CandidatePorter.objects.get(proposal=proposal)
    WorkItem.objects.filter(subject=proposal.pk, closed_at__isnull=True).update(
        institution=candidate.institution,
        role=OWNER.code,
        desk=f"owner:{candidate.institution_id}",
        person=None,
    )
    successor = institutions.rivage

    moved = succeed(candidate.institution, by=successor, on=date(2026, 1, 1), actor=claire)

    item = WorkItem.objects.get(subject=proposal.pk, closed_at__isnull=True)
    assert moved == 1
    assert (item.institution, item.desk) == (successor, f"owner:{successor.pk}")
    assert Event.objects.filter(subject=proposal.pk, name="institution.succeeded").exists()


def test_nobody_succeeds_themselves(claire: User, institutions: Institutions) -> None:
    succeed(institutions.archives, by=institutions.ministry, on=date(2026, 1, 1), actor=claire)

    with pytest.raises(InputError):
        succeed(institutions.ministry, by=institutions.archives, on=date(2026, 1, 1), actor=claire)
    with pytest.raises(TransitionRefusedError):
        succeed(institutions.archives, by=institutions.rivage, on=date(2026, 1, 1), actor=claire)


def test_only_a_ministry_lead_changes_institutions(amina: User, institutions: Institutions) -> None:
    with pytest.raises(TransitionForbiddenError):
        rename(institutions.archives, names=NAMES, valid_from=date(2026, 1, 1), actor=amina)
    with pytest.raises(TransitionForbiddenError):
        add_institution(code="x", side="government", names=NAMES, actor=amina)
