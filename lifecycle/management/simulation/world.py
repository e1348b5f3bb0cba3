"""The world of a simulation: a plan that receives proposals, and the people who do the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile

from lifecycle.models import ActionPlan, Attachment, Criterion, PlanStage, Theme
from lifecycle.services.attachments import attach
from lifecycle.services.memberships import begin_membership
from lifecycle.services.plan_lists import save_criterion, save_theme
from lifecycle.services.plan_setup import PlanWords, create_plan
from lifecycle.services.plan_stages import Window, add_stage
from lifecycle.vocabulary import AttachmentPurpose, MembershipBody, Side, StageCode
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from workflow.engine import fire
from workflow.models import Institution, InstitutionName, Subject, User
from workflow.permissions import grant

#: Reserved for examples: no mail can leave to it.
DOMAIN = "simulation.example"
#: A day the calendar knows, long enough before its last one.
STARTS_ON = date(2021, 1, 4)
COLLECTION = timedelta(days=240)
#: One author for so many proposals.
PROPOSALS_AN_AUTHOR = 5
THEMES = {"access": "Accès à l'information", "justice": "Justice ouverte", "local": "Communes"}
CRITERIA = {"impact": 3, "feasibility": 2}
MAX_POINTS = 5
ASSESSORS = 6


@dataclass(frozen=True)
class World:
    """The plan, its lists, and who may do what."""

    plan: ActionPlan
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]
    minutes: Attachment
    lead: User
    team: tuple[User, ...]
    assessors: tuple[User, ...]
    authors: tuple[User, ...]
    porters: tuple[Institution, ...]
    #: By the id of each porter: who signs for it, and who writes its sheets.
    owners: Mapping[int, User]
    writers: Mapping[int, User]
    #: How many in a hundred of those who are asked say yes.
    acceptance: float = 0.85
    #: How many in a hundred of those who have accepted withdraw soon after.
    withdrawal: float = 0.05
    #: After so many returns of a sheet its porters meet.
    meets_after: int = 3

    def attach(self, subject: Subject, purpose: AttachmentPurpose, *, by: User) -> Attachment:
        """Attach a document of this purpose."""
        return attach(
            subject,
            upload=ContentFile(
                f"Document simulé ({purpose.value}).\n".encode(), name="document.txt"
            ),
            purpose=purpose,
            actor=by,
        )

    def attach_minutes(self, dossier: Subject) -> None:
        """Attach the minutes of a meeting about a dossier."""
        self.attach(dossier, AttachmentPurpose.MINUTES, by=self.team[0])


def make_world(proposals: int) -> World:
    """Create a plan with its stages open, and people for so many proposals."""
    lead = _get_person("lead", "Simulation, direction")
    grant(MINISTRY_LEAD, lead)
    team = tuple(_get_person(f"team-{n}", f"Simulation, équipe {n}") for n in range(1, 4))
    for person in team:
        grant(MINISTRY_TEAM, person)
    plan = _make_plan(lead)
    porters = tuple(_get_porter(n) for n in range(1, 4))
    return World(
        plan=plan,
        themes=tuple(plan.themes.order_by("rank")),
        criteria=tuple(plan.criteria.order_by("rank")),
        minutes=_attach_minutes(plan, team[0]),
        lead=lead,
        team=team,
        assessors=_seat_assessors(lead),
        authors=tuple(
            _get_person(f"author-{n}", f"Simulation, auteur {n}")
            for n in range(1, proposals // PROPOSALS_AN_AUTHOR + 2)
        ),
        porters=porters,
        owners={porter.pk: _get_owner(porter) for porter in porters},
        writers={porter.pk: _get_writer(porter, lead) for porter in porters},
    )


def _get_person(key: str, name: str) -> User:
    """Return the account of a run before, or a new one that nobody can sign in to."""
    address = f"{key}@{DOMAIN}"
    known = User.objects.filter(email=address).first()
    return known or User.objects.create_user(address, display_name=name)


def _get_porter(number: int) -> Institution:
    code = f"simulated-porter-{number}"
    institution, is_new = Institution.objects.get_or_create(
        code=code, defaults={"side": Side.GOVERNMENT.value}
    )
    if is_new:
        InstitutionName.objects.create(institution=institution, name_fr=f"Porteur simulé {number}")
    return institution


def _get_owner(porter: Institution) -> User:
    person = _get_person(f"owner-{porter.code}", f"Simulation, signataire {porter.code}")
    grant(OWNER, person, on=porter)
    return person


def _get_writer(porter: Institution, lead: User) -> User:
    person = _get_person(f"writer-{porter.code}", f"Simulation, rédaction {porter.code}")
    if not person.memberships.filter(body=MembershipBody.STAFF.value).exists():
        begin_membership(person, body=MembershipBody.STAFF.value, institution=porter, actor=lead)
    return person


def _seat_assessors(lead: User) -> tuple[User, ...]:
    assessors = tuple(
        _get_person(f"assessor-{n}", f"Simulation, évaluation {n}") for n in range(1, ASSESSORS + 1)
    )
    for person in assessors:
        if not person.memberships.filter(body=MembershipBody.ASSESSORS.value).exists():
            begin_membership(
                person, body=MembershipBody.ASSESSORS.value, institution=None, actor=lead
            )
    return assessors


def _make_plan(lead: User) -> ActionPlan:
    number = ActionPlan.objects.filter(code__startswith="SIM-").count() + 1
    words = PlanWords(titles={"fr": f"Plan simulé {number}"}, notes={})
    plan = create_plan(f"SIM-{number}", words=words, actor=lead)
    for rank, (code, name) in enumerate(THEMES.items(), start=1):
        plan.refresh_from_db()
        save_theme(plan, code=code, names={"fr": name}, rank=rank, actor=lead, expect=plan.version)
    for rank, (code, weight) in enumerate(CRITERIA.items(), start=1):
        plan.refresh_from_db()
        save_criterion(
            plan,
            code=code,
            names={"fr": code},
            weight=weight,
            max_points=MAX_POINTS,
            rank=rank,
            actor=lead,
            expect=plan.version,
        )
    for stage in (StageCode.COLLECTION, StageCode.PRIORITIZATION):
        _open(plan, stage, lead)
    return plan


def _open(plan: ActionPlan, code: StageCode, lead: User) -> PlanStage:
    window = Window("2021", STARTS_ON, STARTS_ON + COLLECTION)
    stage = add_stage(plan, code=code.value, window=window, actor=lead)
    fire(stage, "open", actor=lead)
    return stage


def _attach_minutes(plan: ActionPlan, person: User) -> Attachment:
    return attach(
        plan,
        upload=ContentFile("Relevé simulé.\n".encode(), name="releve.txt"),
        purpose=AttachmentPurpose.MINUTES,
        actor=person,
    )
