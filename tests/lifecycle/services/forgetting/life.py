"""Somebody who did everything that people do on a site, and named herself while doing it."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifecycle.models import Follower, Proposal
from lifecycle.services.attachments import attach
from lifecycle.services.calendar_feeds import make_feed
from lifecycle.services.comments import comment
from lifecycle.services.contributions import contribute
from lifecycle.services.delegations import create as delegate
from lifecycle.services.following import ask_to_follow, confirm, follow_as, make_confirm_token
from lifecycle.services.invitations import accept_as_new, invite
from lifecycle.services.people import give_role
from lifecycle.services.proposals import record_proposal
from lifecycle.services.tokens import issue_token
from lifecycle.vocabulary import (
    AttachmentPurpose,
    AuthorVisibility,
    ConsultationState,
    ProposalState,
    RefusalCode,
)
from lifecycle.vocabulary.roles import COMMITTEE, FOCAL_POINT, MINISTRY_TEAM, PROJECT_LEAD
from notifications.dispatch import dispatch
from notifications.endpoints import create_endpoint
from tests.cast import Institutions, introduce
from tests.consultation import CLOSES_ON, consultation_in, on
from tests.factories import make_plan, proposal_in
from tests.lifecycle.machines.replanning_scene import Scene
from workflow.clock import current_clock
from workflow.engine import decline, fire
from workflow.models import Round, User

NAME = "Zohra Benmansour"
EMAIL = "zohra.benmansour@example.org"
PASSWORD = "correct horse battery staple"
REFUSAL = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": f"{NAME} en a déjà proposé une."}


class Life:
    """What she did, and the words by which programs and links knew her."""

    def __init__(self, institutions: Institutions) -> None:
        self.institutions = institutions
        self.amina = introduce("amina", institutions)
        self.claire = introduce("claire", institutions)
        self.plan = make_plan(accepts_attachments=True)
        self.tokens = list[str]()
        self.zohra = self.be_invited()
        self.propose()
        self.be_refused()
        self.be_written_down()
        self.be_consulted()
        self.follow()
        self.work_for_the_archives()
        self.work_for_the_ministry()
        self.come_in()
        dispatch()

    @property
    def words(self) -> list[str]:
        """Return every word that would tell of her."""
        return ["zohra", "benmansour", *self.tokens]

    def be_invited(self) -> User:
        """Open the account that the lead offers, with a seat on the committee."""
        _invitation, word = invite(EMAIL, roles=[COMMITTEE], actor=self.claire, name=NAME)
        self.tokens.append(word)
        return accept_as_new(word, name=NAME, language="fr", password=PASSWORD)

    def propose(self) -> None:
        """Submit an idea with a file, be asked and answer; each says her name."""
        idea = proposal_in(
            ProposalState.DRAFT,
            plan=self.plan,
            author=self.zohra,
            problem=f"Moi, {NAME}, je ne trouve pas les registres.",
            visibility=AuthorVisibility.NAME.value,
        )
        upload = SimpleUploadedFile(f"{NAME}.txt", f"Lettre de {NAME}.".encode())
        attach(idea, upload=upload, purpose=AttachmentPurpose.SUPPORT, actor=self.zohra)
        fire(idea, "submit", actor=self.zohra)
        fire(
            idea,
            "request_details",
            actor=self.amina,
            inputs={"question": f"Chère Madame\n{NAME}, lesquels ?"},
        )
        fire(idea, "give_details", actor=self.zohra, inputs={"details": f"{EMAIL} les a."})
        self.tokens.append(Proposal.objects.get(pk=idea.pk).receipt_token)
        self.idea = idea

    def be_refused(self) -> None:
        """Leave a refusal of another idea that waits for its second person and names her."""
        self.other = proposal_in(ProposalState.SUBMITTED, plan=self.plan)
        fire(self.other, "refuse", actor=self.amina, inputs=REFUSAL)

    def be_written_down(self) -> None:
        """Be named by the ministry as the author of a letter."""
        self.letter = record_proposal(
            plan=self.plan,
            actor=self.amina,
            values={
                "title": "Ouvrir les données",
                "problem": "Elles sont fermées.",
                "solution": "Les ouvrir.",
                "theme": self.plan.themes.first(),
                "channel": "letter",
                "channel_reference": f"Lettre de {NAME}",
            },
            authors=[{"name": NAME, "email": EMAIL, "institution": ""}],
        )

    def be_consulted(self) -> None:
        """Contribute twice, with the account and without."""
        consultation = consultation_in(ConsultationState.OPEN)
        with on(CLOSES_ON):
            for values in ({"person": self.zohra}, {"name": NAME, "email": EMAIL}):
                said: dict[str, Any] = {"text": f"{NAME} : il manque un délai.", **values}
                row = contribute(consultation, language="fr", shows_name=True, **said)
                self.tokens.append(row.receipt_token)

    def follow(self) -> None:
        """Follow by mail and by the account."""
        public = proposal_in(ProposalState.ADMISSIBLE, plan=self.plan)
        asked = ask_to_follow(public.pk, email=EMAIL, language="fr", connection="192.0.2.1")
        assert asked is not None
        confirm(make_confirm_token(asked))
        follow_as(self.zohra, public.pk)
        assert Follower.objects.filter(email=EMAIL).exists()
        comment(public, actor=self.zohra, text=f"Bien. {NAME}")

    def work_for_the_archives(self) -> None:
        """Lead a project of the archives, and ask for a new date."""
        scene = Scene(self.institutions, self.zohra, introduce("emna", self.institutions))
        give_role(
            self.zohra,
            role=FOCAL_POINT,
            on=self.institutions.archives,
            actor=self.claire,
            reason=f"{NAME} succède à Farid.",
        )
        give_role(self.zohra, role=PROJECT_LEAD, on=scene.commitment, actor=self.claire)
        scene.submitted(reason=f"{NAME} est absente.")

    def work_for_the_ministry(self) -> None:
        """Answer as a second person, let somebody stand in for her, and let a program listen."""
        give_role(self.zohra, role=MINISTRY_TEAM, on=None, actor=self.claire)
        asked = proposal_in(ProposalState.SUBMITTED, plan=self.plan)
        fire(asked, "refuse", actor=self.amina, inputs={**REFUSAL, "reason": "Hors sujet."})
        opened = Round.objects.get(subject=asked.pk, outcome="")
        decline(opened.pk, actor=self.zohra, comment=f"Recevable.\n{NAME}")
        today = current_clock().today()
        delegate(
            delegate=introduce("bilal", self.institutions),
            starts_on=today,
            ends_on=today + timedelta(days=5),
            reason=f"Congé de {NAME}",
            actor=self.zohra,
        )
        create_endpoint(
            url="http://127.0.0.1:9/", actor=self.claire, description=f"Programme de {NAME}"
        )

    def come_in(self) -> None:
        """Sign in, with a wrong password first; let a program and a calendar in."""
        self.tokens += [issue_token(self.zohra), make_feed(self.zohra)]
        for password in ("wrong", PASSWORD):
            client = Client()
            client.post("/accounts/login/", {"login": EMAIL, "password": password})
            if "sessionid" in client.cookies:
                self.tokens.append(client.cookies["sessionid"].value)
        Client().post("/accounts/password/reset/", {"email": EMAIL})
