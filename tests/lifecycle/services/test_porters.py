"""Partners join a dossier by letter and leave for a public reason, until its sheet is read."""

import pytest

from lifecycle.models import Proposal, ProposalPorter
from lifecycle.services.porters import add_partner, remove_partner
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.porters import lead_of, make_body, owner_of
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Institution, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def carried(amina: User) -> Proposal:
    """Return a dossier that an institution leads."""
    return proposal_in(ProposalState.LEAD_NAMING)


def join(dossier: Proposal, body: Institution, actor: User) -> ProposalPorter:
    """Let an institution join by letter."""
    return add_partner(dossier, institution_id=body.pk, letter="2026/31", actor=actor)


def test_a_partner_joins_by_letter_and_the_history_tells_it(
    carried: Proposal, amina: User, institutions: Institutions
) -> None:
    added = join(carried, institutions.rivage, amina)

    event = carried.events.latest("seq")
    assert (added.leads, added.letter) == (False, "2026/31")
    assert added.started_on == current_clock().today()
    assert (event.name, event.actor) == ("porter.added", amina)
    assert Proposal.objects.get(pk=carried.pk).version == carried.version + 1


def test_a_partner_leaves_for_a_reason_and_its_row_stays(
    carried: Proposal, amina: User, institutions: Institutions
) -> None:
    added = join(carried, institutions.rivage, amina)

    remove_partner(added, reason="Elle n'a plus de budget.", actor=amina)

    row = ProposalPorter.objects.get(pk=added.pk)
    assert (row.ended_on, row.end_reason) == (
        current_clock().today(),
        "Elle n'a plus de budget.",
    )
    assert carried.events.latest("seq").name == "porter.removed"


def test_whoever_left_may_join_again(
    carried: Proposal, amina: User, institutions: Institutions
) -> None:
    remove_partner(join(carried, institutions.rivage, amina), reason="Budget.", actor=amina)

    join(carried, institutions.rivage, amina)

    assert ProposalPorter.objects.filter(institution=institutions.rivage).count() == 2


def test_only_the_ministry_team_changes_partners(
    carried: Proposal, amina: User, claire: User, driss: User, institutions: Institutions
) -> None:
    added = join(carried, institutions.rivage, amina)

    for person in (claire, driss, owner_of(lead_of(carried)), owner_of(institutions.rivage)):
        with pytest.raises(TransitionForbiddenError):
            join(carried, make_body(), person)
        with pytest.raises(TransitionForbiddenError):
            remove_partner(added, reason="Non.", actor=person)


def test_an_institution_carries_it_once(
    carried: Proposal, amina: User, institutions: Institutions
) -> None:
    join(carried, institutions.rivage, amina)

    for body in (institutions.rivage, lead_of(carried)):
        with pytest.raises(InputError) as refused:
            join(carried, body, amina)
        assert set(refused.value.errors) == {"institution"}


def test_neither_an_unknown_nor_a_dissolved_institution_joins(
    carried: Proposal, amina: User
) -> None:
    gone = make_body()
    Institution.objects.filter(pk=gone.pk).update(dissolved_on=current_clock().today())

    for key in (gone.pk, 0, 10**12):
        with pytest.raises(InputError):
            add_partner(carried, institution_id=key, letter="2026/31", actor=amina)


@pytest.mark.parametrize("letter", ["", "   ", "x" * 101])
def test_a_letter_is_named(
    carried: Proposal, amina: User, institutions: Institutions, letter: str
) -> None:
    with pytest.raises(InputError) as refused:
        add_partner(carried, institution_id=institutions.rivage.pk, letter=letter, actor=amina)

    assert set(refused.value.errors) == {"letter"}


def test_a_reason_is_given(carried: Proposal, amina: User, institutions: Institutions) -> None:
    added = join(carried, institutions.rivage, amina)

    with pytest.raises(InputError) as refused:
        remove_partner(added, reason=" ", actor=amina)

    assert set(refused.value.errors) == {"reason"}


def test_the_lead_porter_is_not_removed_like_a_partner(carried: Proposal, amina: User) -> None:
    leading = ProposalPorter.objects.get(proposal=carried, leads=True)

    with pytest.raises(TransitionRefusedError, match="leads the dossier"):
        remove_partner(leading, reason="Non.", actor=amina)


def test_nobody_leaves_twice(carried: Proposal, amina: User, institutions: Institutions) -> None:
    added = join(carried, institutions.rivage, amina)
    remove_partner(added, reason="Budget.", actor=amina)

    with pytest.raises(TransitionRefusedError, match="no more"):
        remove_partner(added, reason="Budget.", actor=amina)
    with pytest.raises(SubjectNotFoundError):
        remove_partner(10**9, reason="Budget.", actor=amina)


@pytest.mark.parametrize("state", ["sheet_approval", "ready", "signature", "porter_search"])
def test_once_the_sheet_is_submitted_partners_stay_as_they_are(
    amina: User, institutions: Institutions, state: str
) -> None:
    lead, partner = institutions.archives, institutions.rivage
    for body in (lead, partner, institutions.ministry):
        owner_of(body)
    if state == "porter_search":
        dossier = proposal_in(ProposalState.PORTER_SEARCH)
    else:
        dossier = dossier_in(state, lead=lead, partners=[partner])

    with pytest.raises(TransitionRefusedError, match="until the sheet is submitted"):
        join(dossier, institutions.ministry, amina)
    for row in ProposalPorter.objects.filter(proposal=dossier, leads=False):
        with pytest.raises(TransitionRefusedError, match="until the sheet is submitted"):
            remove_partner(row, reason="Non.", actor=amina)


def test_who_read_an_older_version_is_told(
    carried: Proposal, amina: User, institutions: Institutions
) -> None:
    added = join(carried, institutions.rivage, amina)

    with pytest.raises(StaleSubjectError):
        remove_partner(added, reason="Budget.", actor=amina, expect=carried.version)
    with pytest.raises(StaleSubjectError):
        add_partner(
            carried,
            institution_id=institutions.ministry.pk,
            letter="2026/31",
            actor=amina,
            expect=carried.version,
        )
