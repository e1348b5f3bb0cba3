"""A proposal on its road, each step through the door, by whoever may take it."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from lifecycle.models import ActionPlan, Attachment, Proposal
from lifecycle.vocabulary import AttachmentPurpose
from workflow.engine import decide, fire, give_birth
from workflow.models import Event, Institution, Seat, Subject, User, Verdict

TEXTS = {
    "title": "Publier les comptes rendus",
    "problem": "Les comptes rendus restent dans les tiroirs. Personne ne les lit.",
    "solution": "Publier chaque compte rendu. Répondre aux questions.",
}


@dataclass(frozen=True)
class Road:
    """A plan and the people who move its proposals."""

    plan: ActionPlan
    author: User
    team: User
    second: User
    lead: User
    assessors: tuple[User, ...]
    porter: Institution

    def draft(self, *, author: User | None = None, **values: Any) -> Proposal:
        """Create a draft with all its texts."""
        theme = self.plan.themes.order_by("pk").first()
        given = {"plan": self.plan, "parent": self.plan, "theme": theme, **TEXTS, **values}
        event = give_birth("proposal", "create", actor=author or self.author, values=given)
        return Proposal.objects.get(pk=event.subject_id)

    def submitted(self, **values: Any) -> Proposal:
        """Create a proposal and submit it."""
        proposal = self.draft(**values)
        authors = proposal.authors.get()
        return moved(proposal, "submit", actor=authors.person)

    def admissible(self, **values: Any) -> Proposal:
        """Create a proposal, submit it and have it admitted."""
        return moved(self.submitted(**values), "admit", actor=self.team)

    def in_assessment(self, **values: Any) -> Proposal:
        """Create a proposal and bring it before its assessors."""
        proposal = self.admissible(**values)
        inputs = {"assessors": [person.pk for person in self.assessors]}
        return moved(proposal, "start_assessment", actor=self.team, inputs=inputs)

    def scored(self, **values: Any) -> Proposal:
        """Create a proposal that every assessor has scored."""
        proposal = self.in_assessment(**values)
        for seat in seats_of(proposal):
            decide(seat, actor=seat.person, verdict=Verdict.APPROVE)
        return again(proposal)

    def prioritized(self, **values: Any) -> Proposal:
        """Create a proposal that was retained."""
        proposal = self.scored(**values)
        return moved(proposal, "retain", actor=self.lead, inputs={"minutes": self.minutes().pk})

    def minutes(self) -> Attachment:
        """Attach the minutes of the workshop to the plan, once."""
        found = self.plan.attachments.filter(purpose=AttachmentPurpose.MINUTES).first()
        return found or attach(self.plan, AttachmentPurpose.MINUTES)


def moved(proposal: Proposal, transition: str, *, actor: User | None, **given: Any) -> Proposal:
    """Fire the transition and return the proposal as it is afterwards."""
    fire(proposal, transition, actor=actor, **given)
    return again(proposal)


def again(proposal: Proposal) -> Proposal:
    """Read the proposal again."""
    return Proposal.objects.get(pk=proposal.pk)


def last_event(proposal: Subject) -> Event:
    """Return the latest line of its history."""
    return proposal.events.latest("seq")


def seats_of(proposal: Proposal) -> list[Seat]:
    """Return the seats of its open assessment."""
    return list(
        Seat.objects.filter(
            round__subject=proposal, round__name="assessment", round__outcome=""
        ).select_related("person")
    )


def attach(subject: Subject, purpose: AttachmentPurpose) -> Attachment:
    """Attach a file of one line."""
    content = ContentFile(b"%PDF-1.4", name="minutes.pdf")
    return Attachment.objects.create(
        subject_id=subject.pk,
        file=content,
        original_name="minutes.pdf",
        media_type="application/pdf",
        size_bytes=8,
        sha256="0" * 64,
        purpose=purpose.value,
        uploaded_at=timezone.now(),
    )
