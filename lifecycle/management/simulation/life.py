"""The life of one simulated proposal: what is done with it, by whom, and how long each step takes.

A life is a generator: it acts, then yields after how many days it acts again. All chance comes
from the generator it is given, so that the same seed gives the same lives.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from lifecycle.management.simulation.words import write_proposal
from lifecycle.management.simulation.world import MAX_POINTS, World
from lifecycle.models import Proposal
from lifecycle.services.assessments import score
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.duplicates import resolve, suspect
from lifecycle.services.proposals import create_draft, record_proposal
from lifecycle.services.uptakes import link
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import (
    Channel,
    DuplicateVerdict,
    Extent,
    ProposalState,
    RefusalCode,
)
from workflow.engine import confirm, decline, fire, give_birth
from workflow.models import Event, Round, Seat, User

#: Longer than any term of an author: what the clock does by itself is done by then.
OVERDUE_DAYS = 25


class Life:
    """One proposal and its people. `others` are the lives of the same plan, in their order."""

    def __init__(self, world: World, number: int, chance: Random, others: Sequence["Life"]) -> None:
        self.world = world
        self.number = number
        self.chance = chance
        self.others = others
        self.author = chance.choice(world.authors)
        self.official = chance.choice(world.team)
        self.pk = 0

    def live(self) -> Iterator[int]:
        """Act step by step; each value is the number of days until the next step."""
        yield from self._arrive()
        if self._state == ProposalState.SUBMITTED:
            yield from self._pass_intake()
        if self._state == ProposalState.ADMISSIBLE:
            yield from self._pass_assessment()
        if self._state == ProposalState.PRIORITIZED:
            yield from self._become_a_dossier()

    @property
    def _state(self) -> str:
        return Proposal.objects.values_list("state", flat=True).get(pk=self.pk)

    def _fire(self, name: str, actor: User | None, **inputs: Any) -> Event:
        return fire(self.pk, name, actor=actor, inputs=inputs)

    def _choose(self, **weights: int) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _wait(self, longest: int) -> int:
        return self.chance.randint(1, longest)

    # ---- Submission.

    def _arrive(self) -> Iterator[int]:
        values = {
            **write_proposal(self.number, self.chance),
            "theme": self.chance.choice(self.world.themes),
        }
        if self._choose(web=8, event=2) == "event":
            self._record(values)
            return
        draft = create_draft(plan=self.world.plan, actor=self.author, values=values)
        self.pk = draft.pk
        if self._choose(goes_on=95, given_up=5) == "goes_on":
            yield self._wait(3)
            self._fire("submit", self.author)
            yield self._wait(4)

    def _record(self, values: dict[str, Any]) -> None:
        paper = {"channel": Channel.EVENT.value, "channel_reference": f"Atelier {self.number}"}
        author = {"name": "", "email": self.author.email, "institution": None}
        recorded = record_proposal(
            plan=self.world.plan,
            actor=self.official,
            values={**values, **paper},
            authors=[author],
        )
        self.pk = recorded.pk

    def _pass_intake(self) -> Iterator[int]:
        way = self._choose(
            admit=74, details=10, refuse=7, merge=4, compare=2, redirect=2, withdraw=1
        )
        yield from getattr(self, f"_{way}")()

    def _admit(self) -> Iterator[int]:
        self._fire("admit", self.official)
        yield self._wait(10)

    def _details(self) -> Iterator[int]:
        self._fire("request_details", self.official, question="Pour quels registres ?")
        if self._choose(answers=7, is_silent=3) == "is_silent":
            yield OVERDUE_DAYS
            self._fire("close_unanswered", None)
            return
        yield self._wait(8)
        self._fire("give_details", self.author, details="Pour tous.")
        yield self._wait(4)
        yield from self._admit()

    def _refuse(self) -> Iterator[int]:
        """Refuse by two people; one in five refusals is not confirmed."""
        inputs = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Hors du gouvernement ouvert."}
        self._fire("refuse", self.official, **inputs)
        yield self._wait(2)
        asked = Round.objects.get(subject=self.pk, name="refuse", outcome="")
        second = next(each for each in self.world.team if each != self.official)
        if self._choose(confirms=4, declines=1) == "confirms":
            confirm(asked.pk, actor=second)
            return
        decline(asked.pk, actor=second, comment="La proposition est recevable.")
        yield from self._admit()

    def _merge(self) -> Iterator[int]:
        target = self._find_target()
        if target is None:
            yield from self._admit()
            return
        self._fire("merge", self.official, target=target, reason="La même idée.")
        yield self._wait(8)
        if self._choose(agrees=2, objects=1) == "agrees":
            self._agree_to_merge()
            return
        self._fire("object", self.author, objection="Ce sont deux idées.")
        yield self._wait(3)
        yield from self._admit()

    def _agree_to_merge(self) -> None:
        """Agree while the target is on its road; when it is not, object."""
        target = Proposal.objects.get(pk=self.pk).merge_target
        if target is not None and target.state in _ON_THEIR_ROAD:
            self._fire("confirm_merge", self.author)
        else:
            self._fire("object", self.author, objection="L'autre proposition s'est arrêtée.")

    def _compare(self) -> Iterator[int]:
        other = self._find_target()
        if other is not None:
            found = suspect(self.pk, other=other.pk, actor=self.official)
            yield self._wait(3)
            verdict = DuplicateVerdict.DIFFERENT.value
            resolve(found.pk, verdict=verdict, reason="Deux publics.", actor=self.official)
        yield from self._admit()

    def _redirect(self) -> Iterator[int]:
        self._fire(
            "redirect",
            self.world.lead,
            receiving_body="Commission compétente",
            reference=f"SIM/{self.number}",
            reason="La commission est compétente.",
        )
        yield from ()

    def _withdraw(self) -> Iterator[int]:
        self._fire("withdraw", self.author)
        yield from ()

    def _find_target(self) -> Proposal | None:
        """Return an earlier proposal that is on its road."""
        earlier = [life.pk for life in self.others[: self.number - 1] if life.pk]
        found = Proposal.objects.filter(pk__in=earlier, state__in=_ON_THEIR_ROAD)
        return found.order_by("pk").first()

    # ---- Prioritization.

    def _pass_assessment(self) -> Iterator[int]:
        if self._choose(whole=97, several=3) == "several":
            self._split()
            return
        assessors = self.chance.sample(self.world.assessors, 3)
        self._fire("start_assessment", self.official, assessors=assessors)
        yield from self._be_scored()
        yield from self._be_decided()

    def _split(self) -> None:
        whole = Proposal.objects.get(pk=self.pk)
        words = {"problem": whole.problem, "solution": whole.solution}
        parts = [{"title": f"{whole.title} {part}", **words} for part in ("A", "B")]
        self._fire("split", self.official, parts=parts)

    def _be_scored(self) -> Iterator[int]:
        """Be scored by each assessor; one in ten proposals lacks a score, which the lead waives."""
        seats = list(
            Seat.objects.filter(round__subject=self.pk, round__outcome="")
            .select_related("person")
            .order_by("rank")
        )
        absent = 1 if self._choose(all=9, absent=1) == "absent" else 0
        for seat in seats[absent:]:
            yield self._wait(3)
            points = {each.pk: self.chance.randint(0, MAX_POINTS) for each in self.world.criteria}
            if seat.person is not None:
                score(seat.pk, actor=seat.person, points=points)
        if absent:
            yield self._wait(3)
            waive(self.pk, guard="scored", reason="Une absence.", actor=self.world.lead)

    def _be_decided(self) -> Iterator[int]:
        yield self._wait(5)
        decision = self._choose(retain=50, decline=32, defer=18)
        reason = "" if decision == "retain" else "Voir le relevé de l'atelier."
        self._fire(decision, self.world.lead, minutes=self.world.minutes, reason=reason)
        yield self._wait(4)

    def _become_a_dossier(self) -> Iterator[int]:
        way = self._choose(take_up=40, seek_porter=30, compose=10, drop=5, wait=15)
        if way == "take_up":
            self._be_taken_up()
        elif way == "compose":
            yield from self._be_composed()
        elif way == "seek_porter":
            self._seek_porter()
        elif way == "drop":
            self._fire("drop", self.world.lead, reason="Aucun moyen cette année.")

    def _be_taken_up(self) -> None:
        dossiers = Proposal.objects.filter(
            plan=self.world.plan, channel=Channel.WEB.value, sources__isnull=False
        )
        dossier = (
            dossiers.filter(state=ProposalState.PRIORITIZED.value)
            .exclude(pk=self.pk)
            .order_by("pk")
            .first()
        )
        if dossier is not None:
            link(self.pk, dossier=dossier, extent=Extent.WHOLE, actor=self.official)
            self._fire("take_up", self.official)

    def _be_composed(self) -> Iterator[int]:
        """Become the first source of a new dossier, which then carries it."""
        source = {"source": self.pk, "extent": Extent.WHOLE.value, "kept": "", "left_out": ""}
        give_birth(
            "proposal",
            "compose",
            actor=self.official,
            values={
                "plan": self.world.plan,
                "parent": self.world.plan,
                "theme": self.world.themes[0],
                "title": f"Projet d'engagement {self.number}",
                "problem": "Réunit plusieurs idées.",
                "solution": "Les porter ensemble.",
            },
            inputs={"sources": [source], "minutes": self.world.minutes},
        )
        yield self._wait(3)
        self._fire("take_up", self.official)

    def _seek_porter(self) -> None:
        porters = self.chance.sample(self.world.porters, 2)
        candidates = [Candidate(each.pk) for each in porters]
        set_candidates(self.pk, candidates=candidates, actor=self.official)
        self._fire("seek_porter", self.official)


_ON_THEIR_ROAD = frozenset(
    {
        ProposalState.SUBMITTED.value,
        ProposalState.ADMISSIBLE.value,
        ProposalState.IN_ASSESSMENT.value,
        ProposalState.PRIORITIZED.value,
    }
)
