"""The same steps through the product: the door, the services, the people who hold the roles."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from lifecycle.models import (
    ActionPlan,
    Attachment,
    Membership,
    Proposal,
    ProposalAuthor,
    SheetVersion,
)
from lifecycle.services.assessments import score
from lifecycle.services.attachments import attach
from lifecycle.services.authors import remove_author_name
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.duplicates import resolve, suspect
from lifecycle.services.proposals import create_draft, record_proposal
from lifecycle.services.sheet_prefill import check_prefill, prefill
from lifecycle.services.sheets import save_version
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import AttachmentPurpose, DuplicateVerdict, Extent, MembershipBody, Side
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.vocabulary.roles import OWNER as OWNER_ROLE
from tests.cast import make_institution, make_member, make_person
from tests.factories import make_plan
from tests.lifecycle.reference.answer import Answer
from tests.lifecycle.reference.answering import answer
from tests.lifecycle.reference.days import Days
from tests.lifecycle.reference.office import Office
from tests.lifecycle.reference.people import Asker
from tests.lifecycle.reference.rules import (
    AUTHOR,
    EVERYBODY,
    LEAD,
    OWNER,
    PROJECT_LEAD,
    SECOND,
    TEAM,
)
from tests.road import ACTIVITY, CONTENT
from workflow.engine import confirm, decide, fire
from workflow.models import Event, Institution, Round, Seat, User, Verdict, WorkItem
from workflow.permissions import grant
from workflow.tick import tick

#: A name that stands in no other word.
AUTHOR_NAME = "Zoubida"
WORDS = {
    "title": "Publier le registre",
    "problem": "Le registre manque.",
    "solution": "Publier le registre.",
}
REASON = {"reason": "Aucun moyen cette année."}
PARTS = [
    {
        "title": f"Partie {number}",
        "problem": "Le registre manque.",
        "solution": "Publier le registre.",
    }
    for number in (1, 2)
]
INPUTS: dict[str, dict[str, Any]] = {
    "request_details": {"question": "Quel registre ?"},
    "give_details": {"details": "Celui des décisions."},
    "refuse": {"code": "out_of_scope", **REASON},
    "redirect": {"receiving_body": "Commission", "reference": "12/2026", **REASON},
    "object": {"objection": "Une autre idée."},
    "split": {"parts": PARTS},
    "drop": REASON,
    "defer_dossier": REASON,
    "decline_unported": REASON,
    "reopen_intake": {"consent": "Courriel du 3 mai."},
    "rework": REASON,
    "reopen_sheet": REASON,
    "recall": REASON,
    "withdraw_porter": {"letter": "12/2026", **REASON},
}
#: A sheet to which nothing is missing.
SHEET: dict[str, Any] = {
    **{name: value for name, value in vars(CONTENT).items() if name != "activities"},
    "activities": [
        {
            **{name: value for name, value in vars(ACTIVITY).items() if isinstance(value, str)},
            "period": ACTIVITY.period_words,
        }
    ],
}
DECISIONS = {"retain", "decline", "defer"}


class World:
    """A plan, its people, and the proposals by the number the model gives them."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.plan: ActionPlan = make_plan()
        people: dict[str, User] = {who: make_person(who) for who in EVERYBODY if who != AUTHOR}
        people[AUTHOR] = make_person(AUTHOR_NAME)
        for who in (TEAM, SECOND):
            grant(MINISTRY_TEAM, people[who])
        grant(MINISTRY_LEAD, people[LEAD])
        self.assessors = [
            make_member(f"Assessor{number}", MembershipBody.ASSESSORS, None) for number in (1, 2)
        ]
        self.bodies: list[Institution] = []
        for number in range(3):
            body = make_institution(
                f"body{number}", Side.GOVERNMENT, french=f"Corps {number}", arabic=f"هيئة {number}"
            )
            grant(OWNER_ROLE, people[OWNER], on=body)
            Membership.objects.create(
                person=people[PROJECT_LEAD],
                body=MembershipBody.STAFF.value,
                institution=body,
                starts_on=date(2018, 1, 1),
            )
            self.bodies.append(body)
        self.office = Office(people)
        self.begin()

    def begin(self) -> None:
        """Forget what was done with them."""
        self.office.begin()
        self.people = self.office.people
        self.minutes: Attachment | None = None
        self.keys: list[int] = []

    def write(self) -> Answer:
        """Write a draft."""
        values = {**WORDS, "theme": self.plan.themes.order_by("pk").first()}
        return answer(
            lambda: create_draft(plan=self.plan, actor=self.people[AUTHOR], values=values)
        )

    def record(self, name: str) -> Answer:
        """Write down what somebody said who has no account."""
        values = {
            **WORDS,
            "theme": self.plan.themes.order_by("pk").first(),
            "channel": "letter",
            "channel_reference": "Lettre 12/2026",
            "visibility": "name",
        }
        author = {"name": name, "email": f"{name.lower()}@example.org", "institution": ""}
        return answer(
            lambda: record_proposal(
                plan=self.plan, actor=self.people[TEAM], values=values, authors=[author]
            )
        )

    def erase(self, number: int, who: str) -> Answer:
        """Remove the name of the author."""
        author = ProposalAuthor.objects.get(proposal=self.keys[number])
        return answer(lambda: remove_author_name(author.pk, actor=self.people[who]))

    def tick(self) -> None:
        """Let the clock do what it owes; the product says of nothing that it failed."""
        assert not [each for each in tick() if each.has_failed]

    def read(self) -> list[tuple[str, str, bool]]:
        """Return where every proposal stands, and how its author is named, if at all."""
        rows = Proposal.objects.order_by("pk").values_list(
            "pk", "state", "authors__name", "authors__name_removed_at"
        )
        self.keys = [pk for pk, *_rest in rows]
        return [(state, name, removed is not None) for _pk, state, name, removed in rows]

    def list_allowed(self, number: int, asker: Asker) -> Mapping[str, bool] | None:
        """Return what the product says that they may do."""
        return self.office.list_allowed(self.keys[number], asker)

    def keep_minutes(self) -> None:
        """Attach the minutes of the workshop to the plan."""
        self.minutes = attach(
            self.plan,
            upload=SimpleUploadedFile("minutes.pdf", b"%PDF-1.7\n%%EOF\n"),
            purpose=AttachmentPurpose.MINUTES,
            actor=self.people[TEAM],
        )

    # ---- Steps that are answered as the door answers.

    def fire(self, number: int, asker: Asker, name: str, *, target: int | None) -> Answer:
        """Ask the door for a transition."""

        def act() -> Event:
            return fire(
                self.keys[number],
                name,
                actor=self.people[asker.actor],
                on_behalf_of=self.office.get(asker.principal),
                inputs=self._make_inputs(name, target),
            )

        return answer(act)

    def confirm(self, number: int, asker: Asker) -> Answer:
        """Confirm the refusal that waits."""
        opened = Round.objects.get(subject=self.keys[number], name="refuse", outcome="")
        actor, principal = self.people[asker.actor], self.office.get(asker.principal)
        return answer(lambda: confirm(opened.pk, actor=actor, on_behalf_of=principal))

    def suspect(self, earlier: int, later: int) -> Answer:
        """Suspect that two are one."""
        keys = self.keys
        return answer(lambda: suspect(keys[later], other=keys[earlier], actor=self.people[TEAM]))

    def judge(self, later: int, earlier: int) -> None:
        """Say that they are two."""
        found = Proposal.objects.get(pk=self.keys[later]).suspicions.get(
            other=self.keys[earlier], verdict=""
        )
        resolve(
            found.pk,
            verdict=DuplicateVerdict.DIFFERENT,
            reason="Deux registres.",
            actor=self.people[TEAM],
        )

    def link(self, source: int, dossier: int) -> Answer:
        """Let a dossier take up an idea as a whole."""
        return answer(
            lambda: link(
                self.keys[source],
                dossier=self.keys[dossier],
                extent=Extent.WHOLE,
                actor=self.people[TEAM],
            )
        )

    def rank(self, number: int, count: int) -> Answer:
        """Name the first `count` bodies as candidates."""
        candidates = [Candidate(body.pk) for body in self.bodies[:count]]
        return answer(
            lambda: set_candidates(
                self.keys[number], candidates=candidates, actor=self.people[TEAM]
            )
        )

    def check_prefill(self, number: int) -> Answer:
        """Pre-fill the sheet and check it."""

        def act() -> None:
            prefill(self.keys[number], actor=self.people[TEAM])
            check_prefill(self.keys[number], actor=self.people[TEAM])

        return answer(act)

    def complete_sheet(self, number: int) -> Answer:
        """Let the project lead write the whole sheet."""
        last = SheetVersion.objects.filter(proposal=self.keys[number]).order_by("-number").first()
        return answer(
            lambda: save_version(
                self.keys[number],
                values=SHEET,
                base=last.number if last else 0,
                actor=self.people[PROJECT_LEAD],
            )
        )

    def decide_on_sheet(self, number: int, *, approves: bool) -> None:
        """Let the owner of the lead porter approve the sheet or return it."""
        seat = WorkItem.objects.get(
            subject=self.keys[number], kind="approval", closed_at__isnull=True
        ).seat
        assert seat is not None
        decide(
            seat,
            actor=self.people[OWNER],
            verdict=Verdict.APPROVE if approves else Verdict.OBJECT,
            comment="" if approves else "Préciser le livrable.",
        )

    def score(self, number: int) -> None:
        """Let the next assessor score."""
        seat = Seat.objects.filter(
            round__subject=self.keys[number], round__outcome="", decisions=None
        ).first()
        assert seat is not None
        assert seat.person is not None
        points = dict.fromkeys(self.plan.criteria.values_list("pk", flat=True), 3)
        score(seat.pk, actor=seat.person, points=points)

    def answer_as_candidate(self, number: int, *, accepts: bool) -> None:
        """Let the candidate who is asked say yes or no."""
        item = WorkItem.objects.get(
            subject=self.keys[number], kind="acceptance", closed_at__isnull=True
        )
        assert item.seat is not None
        decide(
            item.seat,
            actor=self.people[OWNER],
            verdict=Verdict.APPROVE if accepts else Verdict.OBJECT,
            comment="" if accepts else "Aucun moyen.",
        )

    def _make_inputs(self, name: str, target: int | None) -> dict[str, Any]:
        if name in DECISIONS:
            return {"minutes": self.minutes, **REASON}
        if name == "merge":
            return {"target": None if target is None else self.keys[target], **REASON}
        if name == "name_lead":
            return {"project_lead": self.people[PROJECT_LEAD]}
        if name == "start_assessment":
            return {"assessors": self.assessors}
        return INPUTS.get(name, {})
