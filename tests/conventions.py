"""Conventions: a plan with two dossiers and three parties, brought as far as a test needs."""

from dataclasses import dataclass
from typing import Any

import pytest

from lifecycle.models import ActionPlan, Convention, Proposal
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import ConventionWords, create_convention
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_person
from tests.factories import make_plan
from tests.road import dossier_in
from workflow.engine import fire
from workflow.models import Event, Institution, Seat, User
from workflow.permissions import grant

WORDS = ConventionWords(
    title_fr="Convention relative aux engagements du deuxième plan",
    title_ar="اتفاقية تتعلق بالتزامات الخطة الثانية",
    body_fr="Les parties s'engagent à réaliser les fiches annexées.",
    body_ar="تلتزم الأطراف بتنفيذ البطاقات المرفقة.",
)
REASON: dict[str, Any] = {"reason": "Le comité l'a demandé."}


@dataclass(frozen=True)
class Signing:
    """A convention with two lines: the archives carry both, the association one, as a partner.

    `ministry` carries the second as a partner; `owners` sign for the three of them.
    """

    plan: ActionPlan
    convention: Convention
    first: Proposal
    second: Proposal
    team: User
    lead: User
    owners: dict[int, User]

    def fire(self, name: str, *, by: User | None = None, **inputs: object) -> Event:
        """Fire a transition of the convention, as the lead unless somebody else is named."""
        return fire(self.convention.pk, name, actor=by or self.lead, inputs=inputs)

    def open(self) -> "Signing":
        """Agree on the text and invite the parties to sign."""
        self.fire("agree_text", by=self.team)
        self.fire("open_signing")
        return self

    def owner_of(self, institution: Institution) -> User:
        """Return who signs for the institution."""
        return self.owners[institution.pk]

    def seat_of(self, institution: Institution) -> Seat:
        """Return the seat of the institution in the round that runs."""
        return Seat.objects.get(
            round__subject=self.convention.pk,
            round__kind="deciding",
            round__outcome="",
            institution=institution,
        )

    def state(self) -> str:
        """Return where the convention is."""
        return Convention.objects.values_list("state", flat=True).get(pk=self.convention.pk)

    def parties(self) -> list[int]:
        """Return the institutions that sign, in the order in which they joined."""
        rows = self.convention.parties.order_by("pk")
        return list(rows.values_list("institution_id", flat=True))

    def lines(self) -> list[str]:
        """Return where its two lines are."""
        rows = Proposal.objects.filter(pk__in=[self.first.pk, self.second.pk]).order_by("pk")
        return list(rows.values_list("state", flat=True))


def make_signing(
    institutions: Institutions,
    team: User,
    lead: User,
    *,
    state: ProposalState = ProposalState.SIGNATURE,
    allows_partial: bool = False,
) -> Signing:
    """Write the convention of two dossiers in `state`, with its text and its annexes."""
    plan = make_plan()
    first = dossier_in(state, plan=plan, lead=institutions.archives, partners=[institutions.rivage])
    second = dossier_in(
        state,
        plan=plan,
        lead=institutions.archives,
        partners=[institutions.ministry],
        sheet={"title_fr": "Former les archivistes", "title_ar": "تكوين الأرشيفيين"},
    )
    words = ConventionWords(**{**vars(WORDS), "allows_partial": allows_partial})
    convention = create_convention(plan, words=words, actor=team)
    set_annexes(convention, proposals=[first.pk, second.pk], actor=team)
    bodies = (institutions.archives, institutions.rivage, institutions.ministry)
    return Signing(
        plan=plan,
        convention=convention,
        first=first,
        second=second,
        team=team,
        lead=lead,
        owners={body.pk: make_owner(body) for body in bodies},
    )


def make_owner(institution: Institution) -> User:
    """Return somebody new who signs for the institution."""
    person = make_person(f"Owner{institution.pk}")
    grant(OWNER, person, on=institution)
    return person


@pytest.fixture
def signing(institutions: Institutions, amina: User, claire: User) -> Signing:
    """Return the convention of two dossiers before its signatories, as a draft."""
    return make_signing(institutions, amina, claire)
