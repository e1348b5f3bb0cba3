"""Every kind of page, with something on it, and who reads it there."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import send_mail
from django.urls import reverse

from lifecycle.models import (
    Activity,
    Attachment,
    AwaitedParty,
    Indicator,
    PlanStage,
    Proposal,
)
from lifecycle.services.attachments import attach
from lifecycle.services.duplicates import suspect
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_person
from tests.factories import make_plan, proposal_in, score_all, two_assessors
from tests.journeys.road_pages import Road, furnish_road, list_road_visits
from tests.journeys.time_pages import list_time_visits
from tests.journeys.visits import Visit
from tests.lifecycle.services.loading.files import DEMO
from workflow.engine import fire
from workflow.models import Institution, Round, Seat, User
from workflow.permissions import grant

#: The dossiers that are looked at, each with other cards on its page.
SHOWN_STATES = (
    ProposalState.SUBMITTED,
    ProposalState.IN_ASSESSMENT,
    ProposalState.PRIORITIZED,
    ProposalState.WITHDRAWN,
)


#: What a site shows before anybody has set it up.
EMPTY = (Visit("/setup/"),)


@dataclass(frozen=True)
class Site:
    """The people who look, by what they are, the proposals by their state, and the road on."""

    people: dict[str, User]
    proposals: dict[str, Proposal]
    road: Road


def furnish() -> Site:
    """Load the real first plan, make a second one, and bring proposals to every shown state."""
    load_plan(read_source_file(DEMO / "plan-2018-2020.yaml"))
    plan = make_plan()
    people = {name: make_person(name.title()) for name in ("lead", "team", "focal", "author")}
    grant(MINISTRY_LEAD, people["lead"])
    grant(MINISTRY_TEAM, people["team"])
    grant(FOCAL_POINT, people["focal"], on=Institution.objects.get(code="archives"))
    people["assessor"] = two_assessors()[0]
    author = people["author"]
    proposals = {str(state): proposal_in(state, plan=plan, author=author) for state in SHOWN_STATES}
    proposals["draft"] = proposal_in(ProposalState.DRAFT, plan=plan, author=author)
    proposals["needs_details"] = proposal_in(ProposalState.NEEDS_DETAILS, plan=plan, author=author)
    proposals["scored"] = proposal_in(ProposalState.IN_ASSESSMENT, plan=plan)
    score_all(proposals["scored"])
    propose_refusal(proposals["needs_details"], people["team"])
    suspect(proposals["scored"], other=proposals["submitted"], actor=people["team"])
    upload = SimpleUploadedFile("lettre.pdf", b"%PDF-1.7\n%%EOF\n")
    attach(proposals["draft"], upload=upload, purpose=AttachmentPurpose.SUPPORT, actor=author)
    send_mail("Votre proposition est reçue", "Suivez-la ici.", None, ["driss@example.org"])
    return Site(people, proposals, furnish_road(people))


def propose_refusal(proposal: Proposal, by: User) -> None:
    """Let something wait for a second person."""
    inputs = {"code": "out_of_scope", "reason": "Hors du gouvernement ouvert."}
    fire(proposal.pk, "refuse", actor=by, inputs=inputs)


def list_visits(site: Site) -> Iterator[Visit]:
    """Yield every page, in groups of one reader each."""
    yield from _list_public(site)
    yield from _list_for_author(site)
    yield from _list_for_assessor(site)
    yield from _list_for_team(site)
    yield from _list_for_lead(site)
    yield from _list_for_focal_point()
    yield from list_road_visits(site.road)
    yield from list_time_visits(site.people, site.proposals["prioritized"])


def _at(name: str, *arguments: object, **query: object) -> str:
    return reverse(name, args=arguments) + (f"?{urlencode(query)}" if query else "")


def _list_public(site: Site) -> Iterator[Visit]:
    prioritized = site.proposals["prioritized"]
    for name in ("home", "plan_list", "proposal_list", "accessibility", "mailbox"):
        yield Visit(_at(name))
    for name in ("account_login", "account_signup", "account_reset_password"):
        yield Visit(_at(name))
    yield Visit(_at("plan", "MA-1"))
    yield Visit(_at("plan", "MA-2"))
    yield Visit(_at("commitment", "MA-1", 14))
    yield Visit(_at("proposal", prioritized.pk))
    yield Visit(_at("proposal_follow", prioritized.receipt_token))
    yield Visit("/nothing-is-here/", status=404)


def _list_for_author(site: Site) -> Iterator[Visit]:
    draft, asked = site.proposals["draft"], site.proposals["needs_details"]
    yield Visit(_at("proposal_list"), "author")
    yield Visit(_at("proposal_new", plan="MA-2"), "author")
    yield Visit(_at("proposal_edit", draft.pk), "author")
    yield Visit(_at("proposal_receipt", asked.pk), "author")
    yield Visit(_at("proposal", asked.pk), "author")
    yield Visit(_at("proposal_transition", asked.pk, "give_details"), "author")
    yield Visit(_at("attachment_remove", Attachment.objects.get(subject=draft.pk).pk), "author")
    yield Visit(_at("people"), "author", status=403)


def _list_for_assessor(site: Site) -> Iterator[Visit]:
    seats = Seat.objects.filter(person=site.people["assessor"], round__outcome="")
    yield Visit(_at("assessment"), "assessor")
    for seat in seats.filter(round__subject=site.proposals["in_assessment"].pk):
        yield Visit(_at("assessment_seat", seat.pk), "assessor")
    for seat in seats.filter(round__subject=site.proposals["scored"].pk):
        yield Visit(_at("assessment_seat", seat.pk), "assessor")


def _list_for_team(site: Site) -> Iterator[Visit]:
    submitted, asked = site.proposals["submitted"], site.proposals["needs_details"]
    pending = Round.objects.get(subject=asked.pk, name="refuse", outcome="")
    yield Visit(_at("inbox"), "team")
    yield Visit(_at("pipeline"), "team")
    yield Visit(_at("pipeline", view="table"), "team")
    yield Visit(_at("bulk", subject=submitted.pk, transition="admit"), "team")
    for state in SHOWN_STATES:
        yield Visit(_at("proposal", site.proposals[str(state)].pk), "team")
    yield Visit(_at("proposal_history", site.proposals["prioritized"].pk), "team")
    yield Visit(_at("proposal_machine", site.proposals["prioritized"].pk))
    for name in ("request_details", "refuse", "merge"):
        yield Visit(_at("proposal_transition", submitted.pk, name), "team")
    scored = site.proposals["scored"]
    for name in ("split", "merge"):
        yield Visit(_at("proposal_transition", scored.pk, name), "team")
    suspicion = scored.suspicions.get()
    yield Visit(_at("proposal_compare", scored.pk, suspicion.pk), "team")
    yield Visit(_at("proposal_candidates", site.proposals["prioritized"].pk), "team")
    yield Visit(_at("proposal_decline", asked.pk, pending.pk), "team")
    yield Visit(_at("bulk", subject=submitted.pk), "team")
    party = AwaitedParty.objects.filter(named=False).first()
    if party is not None:
        yield Visit(_at("awaited", "MA-1", party.subject_id), "team")
        yield Visit(_at("awaited_name", "MA-1", party.pk), "team")
        yield Visit(_at("awaited_answer", "MA-1", party.pk), "team", status=200)
        yield Visit(_at("awaited_add", "MA-1", party.subject_id), "team")
        yield Visit(_at("awaited_withdraw", "MA-1", party.pk), "team")
    yield Visit(_at("late_list"), "team")
    yield Visit(_at("late_letters"), "team")
    yield Visit(_at("own_activities"), "team")
    indicator = Indicator.objects.filter(commitment__number=6).first()
    if indicator is not None:
        yield Visit(_at("reading_add", indicator.pk), "team")
    yield Visit(_at("proposal_suspect", submitted.pk), "team")
    yield Visit(_at("proposal_attach", submitted.pk), "team")
    yield Visit(_at("proposal_record", plan="MA-2"), "team")
    yield Visit(_at("proposal_confirm", asked.pk, pending.pk), "team")


def _list_for_lead(site: Site) -> Iterator[Visit]:
    focal = site.people["focal"].pk
    yield Visit(_at("inbox"), "lead")
    yield Visit(_at("ranking", "MA-2"), "lead")
    yield Visit(_at("decide_many", "MA-2"), "lead")
    yield Visit(_at("plan_progress", "MA-1"), "lead")
    yield Visit(_at("commitment_weights", "MA-1", 9), "lead")
    unscored = site.proposals["in_assessment"].pk
    yield Visit(_at("proposal_transition", unscored, "retain"), "lead", status=409)
    for name in ("people", "invite", "institution_list", "institution_new", "identity", "profile"):
        yield Visit(_at(name), "lead")
    yield Visit(_at("person", focal), "lead")
    yield Visit(_at("role_give", focal), "lead")
    yield Visit(_at("membership_begin", focal), "lead")
    yield Visit(_at("person_close", focal), "lead")
    yield Visit(_at("account_change_password"), "lead")
    yield Visit(_at("proposal_waive", unscored, "scored"), "lead")
    yield Visit(_at("institution", "archives"), "lead")
    yield Visit(_at("institution_rename", "archives"), "lead")
    yield Visit(_at("delegations"), "lead")
    yield Visit(_at("plan_new"), "lead")
    yield Visit(_at("plan_setup", "MA-2"), "lead")
    stage = PlanStage.objects.get(plan__code="MA-2", code="drafting")
    yield Visit(_at("stage_window", "MA-2", stage.pk), "lead")
    yield Visit(_at("plan_describe", "MA-2"), "lead")
    yield Visit(_at("criterion_add", "MA-2"), "lead")
    yield Visit(_at("plan_moves", "MA-2", stage.pk), "lead")
    yield Visit(_at("plan_act", "MA-2", stage.pk, "skip"), "lead")
    # Posted without what it needs, a form says what is wrong.
    yield Visit(_at("proposal_transition", unscored, "redirect"), "lead", status=422)


def _list_for_focal_point() -> Iterator[Visit]:
    activity = Activity.objects.filter(commitment__number=3, state="planned").first()
    yield Visit(_at("own_activities"), "focal")
    yield Visit(_at("late_list"), "focal", status=403)
    if activity is not None:
        yield Visit(_at("activity", activity.pk), "focal")
        yield Visit(_at("activity_evidence", activity.pk), "focal")
        yield Visit(_at("progress_report", "MA-1", activity.pk), "focal")
