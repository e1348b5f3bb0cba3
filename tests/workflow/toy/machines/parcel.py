"""The machine of a parcel."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from tests.workflow.toy.facts import (
    ParcelFacts,
    list_carriers,
    list_inspectors,
    list_slips,
    load_parcel_facts,
    name_inspectors,
)
from tests.workflow.toy.machines.inputs import LOAD_INPUTS, REASON
from tests.workflow.toy.machines.parcel_rules import (
    check_promise,
    check_slips,
    give_number,
    keep_carrier,
    keep_inspection,
    keep_title,
    make_receipt,
    plan_inspectors,
    sign,
    take_along,
)
from tests.workflow.toy.roles import CLERK, COURIER, INSPECTOR, KEEPER, MASTER, SENDER
from workflow.deadlines import milestone, working_days
from workflow.history.chain import compute_body_digest
from workflow.machine import (
    Birth,
    Choice,
    Day,
    DeclaredRound,
    Document,
    End,
    Exit,
    Flag,
    Follows,
    Guard,
    Parked,
    Reference,
    Rows,
    StateMachine,
    SubjectRow,
    Text,
    Transition,
    Wait,
    Waiting,
    stays_in,
)
from workflow.models import RoundKind, Seat
from workflow.permissions import Grants
from workflow.roles import Automatic

#: Where the institution that drives the van sees a parcel.
ABOARD = ("loaded", "on_road", "delivered")


class ParcelMachine(StateMachine):
    """What a parcel goes through."""

    kind = "toy_parcel"
    model = "toy.Parcel"
    version = "1"

    draft = Waiting(
        "Draft",
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(SENDER, term=milestone("closing"), otherwise=CLERK)],
        ladder="draft",
    )
    posted = Waiting(
        "Posted",
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(CLERK, term=working_days(5))],
        ladder="standard",
    )
    inspected = Waiting(
        "Being inspected",
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MASTER, term=working_days(10))],
        ladder="standard",
    )
    carried = Waiting("Inside another", exits=[Exit.BACK], carried_by="Its carriers move it on.")
    loaded = Waiting(
        "Loaded",
        exits=[Exit.FORWARD, Exit.BACK, Exit.REFUSE],
        waits=[Wait(COURIER, term=milestone("departure"), otherwise=CLERK)],
        ladder="standard",
    )
    on_road = Waiting("On the road", exits=[Exit.REFUSE], carried_by="Its van moves it on.")
    delivered = End("Delivered")
    returned = Parked("Returned")
    lapsed = End("Lapsed")

    weighed = Guard[ParcelFacts](
        "The parcel is weighed",
        check=lambda facts: None if facts.weight else 1,
        fix="Weigh the parcel.",
        lifted_by=SENDER,
    )
    addressed = Guard[ParcelFacts](
        "The parcel has an address",
        check=check_slips,
        fix="Write an address on “%(title)s”.",
        lifted_by=[SENDER, CLERK],
        waivable=True,
    )
    inspections_in = Guard[ParcelFacts](
        "Every inspector has inspected",
        check=lambda facts: facts.missing_inspections,
        fix="Inspections missing: %(count)d.",
        lifted_by=INSPECTOR,
        waivable=True,
        detail=name_inspectors,
    )
    not_held = Guard[ParcelFacts](
        "Nobody holds the parcel",
        check=lambda facts: 1 if facts.is_held else None,
        fix="Let the parcel go.",
        lifted_by=MASTER,
    )
    sealed = Guard[ParcelFacts](
        "The parcel is sealed",
        check=lambda facts: None if facts.is_sealed else 1,
        fix="Seal the parcel.",
        lifted_by=CLERK,
    )
    van_is_here = Guard[ParcelFacts](
        "The van has not left",
        check=lambda facts: 1 if facts.has_left else None,
        fix="Choose a van that has not left.",
        lifted_by=MASTER,
    )

    write = Birth(draft, label="Write a parcel", by=SENDER, needs=[van_is_here], then=[sign])
    record_for = Birth(
        posted,
        label="Record a parcel for somebody",
        by=CLERK,
        needs=[van_is_here],
        takes=[Text("sender_name", "Name of the sender", lines=1)],
        then=[give_number],
    )
    receipt = Birth(delivered, label="Give a receipt", by=Automatic.CASCADE)
    load = Birth(
        None,
        label="Load from a file",
        by=Automatic.SYSTEM,
        into=[draft, posted, inspected, carried, loaded, on_road, delivered, returned, lapsed],
        takes=LOAD_INPUTS,
    )

    rename = Transition(
        stays_in(draft, posted),
        label="Rename",
        by=SENDER,
        takes=[Text("title", "New title", lines=1, max_length=120)],
        then=[keep_title],
    )
    post = Transition(
        draft >> posted,
        label="Post",
        by=SENDER,
        needs=[weighed, addressed],
        then=[give_number],
    )
    lapse = Transition(
        draft >> lapsed,
        label="Let it lapse",
        by=Automatic.SYSTEM,
        needs=[not_held],
        after_due=True,
    )
    send_back = Transition(posted >> draft, label="Send back", by=CLERK, takes=[REASON], apart=True)
    inspect = Transition(
        posted >> inspected,
        label="Start the inspection",
        by=CLERK,
        not_by=SENDER,
        takes=[
            Choice("speed", "Speed", choices=[("slow", "Slow"), ("fast", "Fast")]),
            Day("promised_on", "Promised on"),
            Flag("fragile", "Fragile", required=False),
            Text("remark", "Remark", required=False),
            Reference("inspectors", "Inspectors", among=list_inspectors, many=True),
            Document("slip", "Slip", among=list_slips, required=False),
            Rows(
                "contents",
                "Contents",
                columns=[Text("thing", "Thing", lines=1), Text("colour", "Colour", lines=1)],
                at_least=0,
            ),
        ],
        checks=[check_promise],
        then=[keep_inspection],
    )
    carry = Transition(
        posted >> carried,
        label="Put into another",
        by=CLERK,
        takes=[Reference("carrier", "Carrier", among=list_carriers, locks=True)],
        then=[keep_carrier],
    )
    release = Transition(carried >> posted, label="Take out", by=Automatic.CASCADE)
    accept = Transition(
        inspected >> loaded,
        label="Load into the van",
        by=MASTER,
        needs=[weighed, inspections_in],
        cascades=make_receipt,
    )
    let_go = Transition(
        inspected >> returned,
        label="Give up the inspection",
        by=MASTER,
        needs=[not_held],
        after_due=True,
    )
    refuse = Transition(
        [posted, inspected] >> returned,
        label="Refuse",
        by=CLERK,
        takes=[Choice("code", "Ground", choices=[("wet", "Wet"), ("torn", "Torn")]), REASON],
        second_person=True,
        second_person_term=working_days(2),
    )
    leave = Transition(
        loaded >> on_road,
        label="Leave with the van",
        by=Automatic.ACT,
        needs=[sealed],
        follows=[Follows("toy_van", "depart", "aboard")],
    )
    stay_behind = Transition(
        loaded >> posted,
        label="Stay behind",
        by=Automatic.ACT,
        follows=[Follows("toy_van", "depart", "left"), Follows("toy_van", "cancel", "left")],
    )
    set_aside = Transition(
        loaded >> returned,
        label="Set aside",
        by=MASTER,
        needs=[not_held],
        on_due=True,
    )
    deliver = Transition(
        on_road >> delivered,
        label="Deliver",
        by=Automatic.ACT,
        follows=[Follows("toy_van", "arrive", "whole")],
    )
    damage = Transition(
        on_road >> returned,
        label="Bring back damaged",
        by=Automatic.ACT,
        follows=[Follows("toy_van", "arrive", "broken")],
    )
    withdraw = Transition(
        [draft, posted] >> returned,
        label="Withdraw",
        by=SENDER,
        recorded_by=CLERK,
        cascades=take_along,
    )
    follow_back = Transition(
        [draft, posted] >> returned,
        label="Come back with another",
        by=Automatic.CASCADE,
        cascades=take_along,
    )
    reopen = Transition(returned >> draft, label="Open again", by=MASTER)

    inspection = DeclaredRound(
        inspected,
        label="Inspection",
        kind=RoundKind.COLLECTING,
        seats=plan_inspectors,
        term=working_days(3),
        ladder="standard",
        content_hash=lambda facts: compute_body_digest("", facts.title),
    )

    paper_documents = list_slips

    @classmethod
    def load_facts(
        cls, subjects: Sequence[SubjectRow], *, today: date
    ) -> Mapping[int, ParcelFacts]:
        """Return the facts of each parcel."""
        return load_parcel_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: ParcelFacts) -> bool:
        """Return whether the holder of `grants` may see the parcel."""
        row = facts.subject
        bodies = facts.institutions.get(COURIER.code, frozenset())
        return (
            row.state == "delivered"
            or grants.has_group(CLERK.code, MASTER.code)
            or grants.person_id in facts.people.get(SENDER.code, frozenset())
            or grants.person_id in facts.people.get(INSPECTOR.code, frozenset())
            or not grants.subjects_of(KEEPER.code).isdisjoint({row.id, row.parent_id})
            or (row.state in ABOARD and not bodies.isdisjoint(grants.institutions_of(COURIER.code)))
        )

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the parcels the holder of `grants` may see."""
        if grants.has_group(CLERK.code, MASTER.code):
            return Q()
        seen = Q(state="delivered")
        if not grants.is_authenticated:
            return seen
        seats = Seat.objects.filter(person=grants.person_id, round__outcome="")
        kept = grants.subjects_of(KEEPER.code)
        vans = Q(parent__van__courier__in=grants.institutions_of(COURIER.code))
        return (
            seen
            | Q(sender=grants.person_id)
            | Q(pk__in=seats.values("round__subject"))
            | Q(pk__in=kept)
            | Q(parent__in=kept)
            | (Q(state__in=ABOARD) & vans)
        )
