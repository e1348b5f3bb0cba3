"""The same activities and requests through the product: the door, the services, the sweep."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from lifecycle.models import (
    ActionPlan,
    Activity,
    Commitment,
    Membership,
    PeriodRecord,
    Replanning,
    make_period_columns,
)
from lifecycle.services.attachments import attach
from lifecycle.services.replannings import ask
from lifecycle.vocabulary import AttachmentPurpose, MembershipBody, PeriodRole, PlanState
from lifecycle.vocabulary import roles as given
from tests.cast import make_institutions, make_member, make_person
from tests.lifecycle.machines.carrying import commitment_in, plan_in
from tests.lifecycle.reference import carrying_rules as named
from tests.lifecycle.reference.answer import Answer
from tests.lifecycle.reference.answering import answer
from tests.lifecycle.reference.dated import Lies, Read, Words
from tests.lifecycle.reference.days import Days, Fired
from tests.lifecycle.reference.office import Office
from tests.lifecycle.reference.people import Asker
from workflow.engine import decide, fire, load_in
from workflow.models import Escalation, Seat, Subject, User, Verdict, WorkItem
from workflow.periods import Period, PeriodKind, PeriodPrecision
from workflow.permissions import grant
from workflow.tick import tick

ORIGIN = {"source_document": "Minutes", "as_of": date(2026, 3, 2)}
REASON = {"reason": "Le marché est infructueux."}
INPUTS: dict[str, dict[str, Any]] = {
    "fail_test": REASON,
    "verify": {"evidence_read": True},
    "send_back": REASON,
    "cancel": {"code": "no_means", **REASON},
    "reopen": REASON,
    "hold_back": REASON,
    "refuse": REASON,
    "settle_accept": REASON,
    "settle_refuse": REASON,
}


class CarryingWorld:
    """A plan, a commitment of it with its activities, and the people who have to do with it."""

    def __init__(self, days: Days, promises: Sequence[Words], ends_on: date) -> None:
        self.days = days
        self._plan: ActionPlan = plan_in(PlanState.IN_IMPLEMENTATION, ends_on=ends_on)
        bodies = make_institutions()
        self.office = Office(_make_people(bodies.archives, bodies.rivage))
        self._names = {person.pk: name for name, person in self.office.people.items()}
        self._commitment: Commitment = commitment_in(
            "in_progress", lead=bodies.archives, plan=self._plan
        )
        self._tasks = [self._load(each) for each in promises]
        self._evidence = {key: self._keep_evidence(key) for key in self._tasks}
        self._wishes: list[int] = []

    def begin(self) -> None:
        """Forget what was done with them."""
        self.office.begin()
        self._wishes = []

    # ---- Steps that are answered as the door answers.

    def act(self, number: int, asker: Asker, name: str) -> Answer:
        """Ask the door for an act on an activity."""
        key = self._tasks[number]
        inputs = INPUTS.get(name, {})
        if name == "report_done":
            inputs = {"done_on": self.days.day, "evidence": [self._evidence[key]]}
        return self._fire(key, asker, name, inputs)

    def decide(self, number: int, asker: Asker, name: str) -> Answer:
        """Ask the door for an act on a request."""
        return self._fire(self._wishes[number], asker, name, INPUTS.get(name, {}))

    def ask(self, number: int, who: str, words: Words) -> Answer:
        """Ask for a new date."""

        def act() -> None:
            found = ask(
                self._tasks[number],
                words=words.said,
                cause="procurement",
                actor=self.office.people[who],
                reason=REASON["reason"],
            )
            self._wishes.append(found.pk)

        return answer(act)

    def vote(self, number: int, holder: str, asker: Asker, verdict: str) -> Answer:
        """Say something for a seat of the committee."""
        person = self.office.people[holder]
        seat = Seat.objects.get(round__subject=self._wishes[number], person=person)
        return answer(
            lambda: decide(
                seat,
                actor=self.office.people[asker.actor],
                on_behalf_of=self.office.get(asker.principal),
                verdict=Verdict(verdict),
                comment="Pas encore.",
            )
        )

    def list_allowed(self, kind: str, number: int, asker: Asker) -> Any:
        """Return what the product says that they may do."""
        keys = self._tasks if kind == "task" else self._wishes
        return self.office.list_allowed(keys[number], asker)

    def tick(self) -> None:
        """Let the clock do what it owes; the product says of nothing that it failed."""
        assert not [each for each in tick() if each.has_failed]

    # ---- What is read back.

    def read(self) -> Read:
        """Return all that is to be the same in the model."""
        states = dict(Subject.objects.values_list("pk", "state"))
        return Read(
            has_ended=states[self._plan.pk] == "ended",
            states={name: states[key] for key, name in self._list_keys().items()},
            periods=self._read_periods(),
            wishes=self._read_wishes(),
            items=self._read_items(),
            fired=self._read_fired(),
        )

    def _read_periods(self) -> dict[str, list[tuple[str, str, date | None]]]:
        """Return the periods of every activity in the order in which they were recorded."""
        keys = self._list_keys()
        found: dict[str, list[tuple[str, str, date | None]]] = {}
        rows = PeriodRecord.objects.filter(subject__in=self._tasks).order_by("pk")
        for key, role, words, last in rows.values_list("subject", "role", "words", "latest"):
            found.setdefault(keys[key], []).append((role, words, last))
        return found

    def _read_wishes(self) -> list[tuple[bool, int | None, bool]]:
        """Return of every request whether it is open, its slip, and whether silence sent it on."""
        rows = Replanning.objects.filter(pk__in=self._wishes).order_by("pk")
        return list(rows.values_list("is_open", "slip_days", "forwarded_in_silence"))

    def _read_items(self) -> dict[str, Lies]:
        """Return what lies open of every activity and every request, but for what rungs opened."""
        keys = self._list_keys()
        found: dict[str, Lies] = {name: Counter() for name in keys.values()}
        rows = WorkItem.objects.filter(subject__in=keys, closed_at=None, escalation=None)
        for key, kind, person, due_on, generation, paused_at in rows.values_list(
            "subject", "kind", "person", "due_on", "generation", "paused_at"
        ):
            who = self._names.get(person or 0, "")
            found[keys[key]][kind, who, due_on, generation, paused_at is not None] += 1
        return found

    def _read_fired(self) -> Fired:
        """Return every rung that fired, of every activity and every request."""
        keys = self._list_keys()
        rows = Escalation.objects.filter(work_item__subject__in=keys)
        return Counter(
            (keys[key], kind, self._names.get(person or 0, ""), generation, rung, standing)
            for key, kind, person, generation, rung, standing in rows.values_list(
                "work_item__subject",
                "work_item__kind",
                "work_item__person",
                "generation",
                "rung",
                "standing",
            )
        )

    def _list_keys(self) -> dict[int, str]:
        named_tasks = {key: f"task {number}" for number, key in enumerate(self._tasks)}
        return named_tasks | {key: f"wish {number}" for number, key in enumerate(self._wishes)}

    def _fire(self, key: int, asker: Asker, name: str, inputs: dict[str, Any]) -> Answer:
        return answer(
            lambda: fire(
                key,
                name,
                actor=self.office.people[asker.actor],
                on_behalf_of=self.office.get(asker.principal),
                inputs=inputs,
            )
        )

    def _load(self, promised: Words) -> int:
        """Load an activity that was promised for these words."""
        kind, precision = PeriodKind.MONTH, PeriodPrecision.MONTH
        if promised.names_days:
            kind, precision = PeriodKind.DAY, PeriodPrecision.DAY
        if promised.last is None:
            kind, precision = PeriodKind.NO_VISIBILITY, PeriodPrecision.NONE
        period = Period(
            promised.said, kind, precision, earliest=promised.first, latest=promised.last
        )

        def write(key: int) -> None:
            for role in (PeriodRole.BASELINE, PeriodRole.CURRENT):
                PeriodRecord.objects.create(
                    subject_id=key,
                    role=role.value,
                    recorded_on=self.days.day,
                    **make_period_columns(period),
                )

        values = {
            "commitment": self._commitment,
            "parent_id": self._commitment.pk,
            "title_fr": "Former",
        }
        event = load_in(
            "activity", state="planned", values=values, inputs=ORIGIN, actor=None, write=write
        )
        return event.subject_id

    def _keep_evidence(self, key: int) -> int:
        kept = attach(
            Activity.objects.get(pk=key),
            upload=SimpleUploadedFile("rapport.txt", b"Fait."),
            purpose=AttachmentPurpose.EVIDENCE,
            actor=self.office.people[named.FOCAL_POINT],
        )
        return kept.pk


def _make_people(porter: Any, association: Any) -> dict[str, User]:
    seats = MembershipBody.COMMITTEE
    people = {
        named.MEMBER: make_member(named.MEMBER, seats, association),
        named.OTHER_MEMBER: make_member(named.OTHER_MEMBER, seats, association),
        named.OWN_MEMBER: make_member(named.OWN_MEMBER, seats, porter),
    }
    people |= {name: make_person(name) for name in named.EVERYBODY if name not in people}
    Membership.objects.create(
        person=people[named.OWN_TEAM],
        body=MembershipBody.STAFF.value,
        institution=porter,
        starts_on=date(2018, 1, 1),
    )
    for name in named.MINISTRY:
        grant(given.MINISTRY_TEAM, people[name])
    for name in named.COMMITTEE:
        grant(given.COMMITTEE, people[name])
    grant(given.MINISTRY_LEAD, people[named.LEAD])
    grant(given.OBSERVER, people[named.OBSERVER])
    grant(given.OWNER, people[named.OWNER], on=porter)
    grant(given.FOCAL_POINT, people[named.FOCAL_POINT], on=porter)
    grant(given.PROJECT_LEAD, people[named.RUNNER], on=porter)
    return people
