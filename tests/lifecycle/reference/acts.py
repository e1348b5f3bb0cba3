"""The acts on the plan through the product: consulted on, signed, brought to the council."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from lifecycle.models import Consultation, Council, PlanVersion
from lifecycle.services.annexes import set_annexes
from lifecycle.services.attachments import attach
from lifecycle.services.consultations import (
    ConsultationWords,
    create_consultation,
    publish_notice,
)
from lifecycle.services.conventions import ConventionWords, create_convention
from lifecycle.services.councils import DecidedLine, freeze_file, set_outcomes, start_file
from lifecycle.services.plan_versions import begin_version, freeze, set_lines
from lifecycle.vocabulary import AttachmentPurpose, LineOutcome
from tests.lifecycle.reference.rules import LEAD, OWNER, TEAM
from tests.lifecycle.reference.world import World
from workflow.clock import current_clock
from workflow.engine import decide, fire
from workflow.holidays import load_calendar
from workflow.models import Verdict, WorkItem

TEXTS = {"fr": "Plan", "ar": "الخطة"}
NOTICES = {"fr": "Chacun peut contribuer.", "ar": "يمكن للجميع المساهمة."}
CONVENTION = ConventionWords(
    title_fr="Convention", title_ar="اتفاقية", body_fr="Les parties.", body_ar="الأطراف."
)
DURATION = timedelta(days=20)


class Acts:
    """What is done with the plan as a whole, by numbers of proposals."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.consultation: Consultation | None = None

    def schedule_consultation(self, numbers: Sequence[int]) -> tuple[date, date]:
        """Freeze a version with these dossiers; return when its consultation opens and closes."""
        today = current_clock().today()
        calendar = load_calendar()
        opens_on = calendar.next_working_day(today + timedelta(days=1))
        closes_on = calendar.next_working_day(opens_on + DURATION)
        words = ConsultationWords(
            titles=TEXTS, notices=NOTICES, opens_on=opens_on, closes_on=closes_on
        )
        team = self.world.people[TEAM]
        self.consultation = create_consultation(self._freeze(numbers), words=words, actor=team)
        publish_notice(self.consultation, actor=team)
        fire(self.consultation, "schedule", actor=team)
        return opens_on, closes_on

    def answer_contributions(self) -> None:
        """Publish the answers to what was contributed: there are none."""
        consultation = self._get_consultation()
        fire(consultation, "settle", actor=self.world.people[TEAM])
        fire(consultation, "publish", actor=self.world.people[LEAD])

    def cancel_consultation(self) -> None:
        """Stop the consultation."""
        fire(
            self._get_consultation(),
            "cancel",
            actor=self.world.people[LEAD],
            inputs={"reason": "Reporté."},
        )

    def sign(self, numbers: Sequence[int]) -> None:
        """Let all parties sign a convention to which these dossiers are annexed."""
        team, lead = self.world.people[TEAM], self.world.people[LEAD]
        convention = create_convention(self.world.plan, words=CONVENTION, actor=team)
        set_annexes(convention, proposals=self._get_keys(numbers), actor=team)
        fire(convention, "agree_text", actor=team)
        fire(convention, "open_signing", actor=lead)
        waiting = WorkItem.objects.filter(
            subject=convention.pk, closed_at__isnull=True, seat__isnull=False
        )
        for item in waiting.select_related("seat"):
            assert item.seat is not None
            decide(item.seat, actor=self.world.people[OWNER], verdict=Verdict.APPROVE)

    def decide_in_council(self, outcomes: Mapping[int, LineOutcome]) -> None:
        """Bring these dossiers to the council, which decides on each."""
        team, lead = self.world.people[TEAM], self.world.people[LEAD]
        council = start_file(self._freeze(sorted(outcomes)), actor=lead)
        self._attach(council, AttachmentPurpose.COUNCIL_FILE)
        freeze_file(council, actor=lead)
        fire(council, "submit", actor=lead)
        self._attach(council, AttachmentPurpose.AGENDA)
        today = current_clock().today()
        fire(council, "put_on_agenda", actor=team, inputs={"meets_on": today})
        fire(council, "present", actor=lead)
        lines = [
            DecidedLine(
                self.world.keys[number],
                outcome.value,
                "" if outcome is LineOutcome.ADOPTED else "À revoir.",
            )
            for number, outcome in outcomes.items()
        ]
        set_outcomes(council, lines=lines, actor=lead)
        self._attach(council, AttachmentPurpose.COUNCIL_DECISION)
        if LineOutcome.ADOPTED in outcomes.values():
            reason = {"reason": "Pour un plan suivant."}
            fire(council, "record_adopted", actor=lead, inputs=reason)
        else:
            fire(council, "record_returned", actor=lead)

    def _freeze(self, numbers: Sequence[int]) -> PlanVersion:
        team = self.world.people[TEAM]
        texts = {"title_fr": TEXTS["fr"], "title_ar": TEXTS["ar"]}
        version = begin_version(self.world.plan, texts=texts, actor=team)
        set_lines(version, proposals=self._get_keys(numbers), actor=team)
        return freeze(version, actor=team)

    def _attach(self, council: Council, purpose: AttachmentPurpose) -> None:
        upload = SimpleUploadedFile("document.pdf", b"%PDF-1.7\n%%EOF\n")
        attach(council, upload=upload, purpose=purpose, actor=self.world.people[LEAD])

    def _get_keys(self, numbers: Sequence[int]) -> list[int]:
        return [self.world.keys[number] for number in numbers]

    def _get_consultation(self) -> Consultation:
        assert self.consultation is not None
        return self.consultation
