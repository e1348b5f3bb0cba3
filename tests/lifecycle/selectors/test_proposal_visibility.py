"""Who reads a proposal: the rule on one and the filter of a list say the same of everybody."""

from datetime import date

import pytest
from django.utils import timezone

from lifecycle.models import ActionPlan, CandidatePorter, Proposal, ProposalAuthor
from lifecycle.selectors.proposal_facts import load_proposal_facts
from lifecycle.selectors.proposal_surroundings import ASSESSMENT
from lifecycle.selectors.visibility import proposals_visible_to, sees_proposal
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import COMMITTEE_CHAIR, MODERATOR, PROJECT_LEAD
from tests.cast import Institutions, make_person
from tests.factories import make_plan
from workflow.clock import current_clock
from workflow.engine.reading import read_rows
from workflow.models import Institution, Round, Seat, Subject, User
from workflow.permissions import NOBODY, Grants, grant, load_grants

#: Everybody of the cast, by the name of the fixture.
CAST = (
    "amina",
    "bilal",
    "claire",
    "driss",
    "emna",
    "farid",
    "ghita",
    "hamid",
    "ilias",
    "jalila",
    "karim",
    "lamia",
    "mounir",
)


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, User]:
    """Return everybody of the cast, and some more."""
    people = {name: request.getfixturevalue(name) for name in CAST}
    for name, role in (("Chair", COMMITTEE_CHAIR), ("Moderator", MODERATOR)):
        people[name.lower()] = make_person(name)
        grant(role, people[name.lower()])
    return people


@pytest.fixture
def plan(institutions: Institutions) -> ActionPlan:
    """Return a plan that receives proposals."""
    return make_plan()


def put(
    plan: ActionPlan,
    state: str,
    *,
    reference: str = "",
    published: bool = False,
    author: User | None = None,
) -> Proposal:
    """Create a proposal as it stands in `state`, without the road that led there."""
    now = timezone.now()
    proposal = Proposal.objects.create(
        plan=plan,
        parent=plan,
        kind="proposal",
        state=state,
        reference=reference,
        entered_at=now,
        title=f"{state} {reference}",
        published_at=now if published else None,
    )
    if author is not None:
        ProposalAuthor.objects.create(proposal=proposal, person=author)
    return proposal


def put_everywhere(plan: ActionPlan, author: User) -> None:
    """Create a proposal in every state: unread, submitted and published, of `author` or not."""
    number = 0
    for state in ProposalState:
        put(plan, state, author=author)
        for published in (False, True):
            for who in (None, author):
                number += 1
                put(plan, state, reference=f"P-{number:04d}", published=published, author=who)


def seat(proposal: Proposal, person: User, *, outcome: str = "") -> None:
    """Seat `person` in an assessment of the proposal."""
    opened = Round.objects.create(
        subject=proposal,
        name=ASSESSMENT,
        kind="collecting",
        opened_at=timezone.now(),
        subject_version=0,
        outcome=outcome,
    )
    Seat.objects.create(round=opened, role="assessor", person=person)


def name_candidate(proposal: Proposal, institution: Institution) -> None:
    """Name an institution that may carry the proposal."""
    CandidatePorter.objects.create(proposal=proposal, institution=institution, rank=1)


def list_one_by_one(grants: Grants, today: date) -> set[int]:
    """Return what the rule on one proposal lets through."""
    rows = read_rows(Proposal.objects.values_list("pk", flat=True))
    facts = load_proposal_facts(rows, today=today)
    return {row.id for row in rows if sees_proposal(grants, facts[row.id])}


def list_together(grants: Grants, today: date) -> list[int]:
    """Return what the filter of lists lets through."""
    visible = proposals_visible_to(grants, today=today)
    return list(Proposal.objects.filter(visible).values_list("pk", flat=True))


def test_both_rules_agree_for_everybody_in_every_state(
    cast: dict[str, User], plan: ActionPlan, institutions: Institutions
) -> None:
    put_everywhere(plan, cast["driss"])
    numbered = Proposal.objects.exclude(reference="").order_by("pk")
    for proposal in numbered[:40]:
        seat(proposal, cast["ghita"], outcome="" if proposal.pk % 2 else "cancelled")
    for proposal in numbered[20:60]:
        name_candidate(proposal, institutions.archives)
    grant(PROJECT_LEAD, cast["hamid"], on=Subject.objects.get(pk=numbered[70].pk))
    today = current_clock().today()

    for name, grants in [
        ("anonymous", NOBODY),
        *[(name, load_grants(person)) for name, person in cast.items()],
    ]:
        together = list_together(grants, today)
        assert sorted(together) == sorted(list_one_by_one(grants, today)), name


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("amina", True),
        ("claire", True),
        ("jalila", True),
        ("karim", True),
        ("chair", True),
        ("moderator", False),
        ("ghita", False),
        ("emna", False),
        ("lamia", False),
    ],
)
def test_a_submitted_proposal_is_read_by_those_who_follow_the_procedure(
    name: str, sees: bool, cast: dict[str, User], plan: ActionPlan
) -> None:
    proposal = put(plan, "submitted", reference="P-0001", author=cast["driss"])

    today = current_clock().today()

    assert (proposal.pk in list_one_by_one(load_grants(cast[name]), today)) is sees


def test_a_draft_is_read_by_its_authors_alone(cast: dict[str, User], plan: ActionPlan) -> None:
    proposal = put(plan, "draft", author=cast["driss"])
    today = current_clock().today()

    readers = {
        name
        for name, person in cast.items()
        if proposal.pk in list_one_by_one(load_grants(person), today)
    }

    assert readers == {"driss"}


def test_everybody_reads_what_is_published(plan: ActionPlan) -> None:
    proposal = put(plan, "not_retained", reference="P-0001", published=True)

    assert list_together(NOBODY, current_clock().today()) == [proposal.pk]


def test_an_assessor_reads_what_they_are_seated_for_until_the_round_ends(
    cast: dict[str, User], plan: ActionPlan
) -> None:
    seated = put(plan, "in_assessment", reference="P-0001")
    left = put(plan, "in_assessment", reference="P-0002")
    seat(seated, cast["ghita"])
    seat(left, cast["ghita"], outcome="cancelled")

    assert list_together(load_grants(cast["ghita"]), current_clock().today()) == [seated.pk]


@pytest.mark.parametrize("name", ["emna", "farid", "ilias", "mounir"])
def test_the_people_of_an_institution_read_what_it_may_carry(
    name: str, cast: dict[str, User], plan: ActionPlan, institutions: Institutions
) -> None:
    carried = put(plan, "prioritized", reference="P-0001")
    put(plan, "prioritized", reference="P-0002")
    name_candidate(carried, institutions.archives)

    assert list_together(load_grants(cast[name]), current_clock().today()) == [carried.pk]


def test_somebody_deactivated_reads_what_everybody_reads(
    cast: dict[str, User], plan: ActionPlan
) -> None:
    put(plan, "submitted", reference="P-0001")
    cast["amina"].is_active = False
    cast["amina"].save()

    assert list_together(load_grants(cast["amina"]), current_clock().today()) == []
