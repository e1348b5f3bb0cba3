"""A proposal on its road, each step through the door, by whoever may take it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F, QuerySet
from django.utils import timezone

from lifecycle.models import ActionPlan, Attachment, Proposal
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import AttachmentPurpose
from tests.porters import accept, check_prefill, make_body, owner_of, turn_down
from workflow.engine import confirm, decide, fire, give_birth
from workflow.models import Event, Institution, Round, Seat, Subject, User, Verdict

TEXTS = {
    "title": "Publier les comptes rendus",
    "problem": "Les comptes rendus restent dans les tiroirs. Personne ne les lit.",
    "solution": "Publier chaque compte rendu. Répondre aux questions.",
}
REASON = {"reason": "Aucun moyen cette année."}
REFUSAL = {"code": "out_of_scope", "reason": "Hors du gouvernement ouvert."}
REDIRECTION = {
    "receiving_body": "Commission du droit d'accès",
    "reference": "2026/12",
    "reason": "La commission est compétente.",
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
        for seat, person in zip(seats_of(proposal), self.assessors, strict=True):
            decide(seat, actor=person, verdict=Verdict.APPROVE)
        return again(proposal)

    def prioritized(self, **values: Any) -> Proposal:
        """Create a proposal that was retained."""
        return moved(self.scored(**values), "retain", actor=self.lead, inputs=self.on_minutes())

    def needs_details(self, **values: Any) -> Proposal:
        """Create a proposal whose author was asked a question."""
        inputs = {"question": "Quels comptes rendus ?"}
        return moved(self.submitted(**values), "request_details", actor=self.team, inputs=inputs)

    def merge_proposed(self, *, target: Proposal | None = None, **values: Any) -> Proposal:
        """Create a proposal that the ministry takes for the same as `target`."""
        target = target or self.submitted(title="La même idée")
        proposal = self.submitted(**values)
        inputs = {"target": target.pk, "reason": "Les deux demandent la même chose."}
        return moved(proposal, "merge", actor=self.team, inputs=inputs)

    def taken_up(self, *dossiers: Proposal, **values: Any) -> Proposal:
        """Create a retained idea that these dossiers carry, or a new one."""
        idea = self.prioritized(**values)
        for dossier in dossiers or (self.prioritized(title="Dossier"),):
            link(idea, dossier=dossier, extent="whole", actor=self.team)
        return moved(idea, "take_up", actor=self.team)

    def ranked(self, **values: Any) -> Proposal:
        """Create a retained dossier with a candidate porter."""
        dossier = self.prioritized(**values)
        owner_of(self.porter)
        set_candidates(dossier, candidates=[Candidate(self.porter.pk)], actor=self.team)
        return again(dossier)

    def porter_search(self, **values: Any) -> Proposal:
        """Create a dossier whose candidate porter was asked."""
        return moved(self.ranked(**values), "seek_porter", actor=self.team)

    def unported(self, **values: Any) -> Proposal:
        """Create a dossier whose candidates have all declined."""
        dossier = self.porter_search(**values)
        turn_down(dossier)
        return again(dossier)

    def ranked_again(self, **values: Any) -> Proposal:
        """Create a dossier without a porter, for which another candidate was found."""
        return self._rank_another(self.unported(**values))

    def lead_naming(self, **values: Any) -> Proposal:
        """Create a dossier that was accepted, its sheet pre-filled and checked."""
        dossier = self.porter_search(**values)
        accept(dossier)
        check_prefill(dossier)
        return again(dossier)

    def replaceable(self, **values: Any) -> Proposal:
        """Create a dossier that was accepted, and that another institution might carry."""
        return self._rank_another(self.lead_naming(**values))

    def _rank_another(self, dossier: Proposal) -> Proposal:
        chosen = [Candidate(make_body().pk)]
        set_candidates(dossier, candidates=chosen, actor=self.team)
        return again(dossier)

    def inadmissible(self, **values: Any) -> Proposal:
        """Create a proposal that one person refused and another confirmed."""
        proposal = self.submitted(**values)
        fire(proposal, "refuse", actor=self.team, inputs=REFUSAL)
        confirm(proposed_round(proposal).pk, actor=self.second)
        return again(proposal)

    def redirected(self, **values: Any) -> Proposal:
        """Create a proposal that was sent to another body."""
        return moved(self.submitted(**values), "redirect", actor=self.lead, inputs=REDIRECTION)

    def withdrawn(self, **values: Any) -> Proposal:
        """Create a proposal that its author took back."""
        return moved(self.submitted(**values), "withdraw", actor=self.author)

    def merged(self, **values: Any) -> Proposal:
        """Create a proposal whose author agreed to the merge."""
        return moved(self.merge_proposed(**values), "confirm_merge", actor=self.author)

    def not_retained(self, **values: Any) -> Proposal:
        """Create a proposal that was not retained."""
        inputs = self.on_minutes(reason="Le registre existe.")
        return moved(self.scored(**values), "decline", actor=self.lead, inputs=inputs)

    def deferred(self, **values: Any) -> Proposal:
        """Create a proposal that waits for a later plan."""
        inputs = self.on_minutes(reason="Le prochain plan le reprendra.")
        return moved(self.scored(**values), "defer", actor=self.lead, inputs=inputs)

    def dropped(self, **values: Any) -> Proposal:
        """Create a dossier that was dropped."""
        return moved(self.prioritized(**values), "drop", actor=self.lead, inputs=REASON)

    def at(self, state: str) -> Proposal:
        """Create a proposal in the state of this name."""
        bring: Callable[[], Proposal] = getattr(self, state)
        return bring()

    def on_minutes(self, **more: Any) -> dict[str, Any]:
        """Return the inputs of a decision that the minutes of the workshop carry."""
        return {"minutes": self.minutes().pk, **more}

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


def place(subjects: QuerySet[Any], state: str) -> None:
    """Put plans or stages in a state, without their machines: they are not what is tested."""
    keys = subjects.values_list("pk", flat=True)
    Subject.objects.filter(pk__in=list(keys)).update(state=state, version=F("version") + 1)


def last_event(proposal: Subject) -> Event:
    """Return the latest line of its history."""
    return proposal.events.latest("seq")


def proposed_round(proposal: Proposal) -> Round:
    """Return the round in which a second person is asked."""
    return Round.objects.get(subject=proposal, kind="countersign", outcome="")


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
