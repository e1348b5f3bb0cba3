"""Who is asked again: whose text changed, and who declined and is invited once more."""

import pytest

from lifecycle.services import rounds
from tests.cast import Institutions
from tests.conventions import REASON, Signing, make_signing
from tests.road import make_sheet
from workflow.engine import decide, decline_seat, fire, invite_again, stand_down
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.models import Institution, User, Verdict, WorkItem
from workflow.roles import get_role

pytestmark = pytest.mark.django_db
LEAD = get_role("ministry_lead")


def sign(signing: Signing, *institutions: Institution) -> None:
    for each in institutions:
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)


def refuse(signing: Signing, institution: Institution) -> None:
    decline_seat(
        signing.seat_of(institution),
        actor=signing.owner_of(institution),
        comment="Le budget manque.",
    )


def reopen(signing: Signing) -> None:
    signing.fire("change_text", by=signing.team, **REASON)
    signing.open()


def asked(signing: Signing) -> set[int | None]:
    """Return the institutions whose signature is waited for."""
    items = WorkItem.objects.filter(
        subject=signing.convention.pk, seat__isnull=False, closed_at=None
    )
    return set(items.values_list("institution_id", flat=True))


def test_nobody_is_passed_over_under_a_convention_that_needs_every_signature(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    seat = signing.seat_of(institutions.rivage)

    with pytest.raises(TransitionRefusedError):
        rounds.stand_down(seat.pk, actor=signing.lead, reason="Sans réponse.")

    assert institutions.rivage.pk in asked(signing)


def test_a_party_is_passed_over_where_the_convention_may_be_signed_in_part(
    institutions: Institutions, amina: User, claire: User
) -> None:
    partial = make_signing(institutions, amina, claire, allows_partial=True).open()
    seat = partial.seat_of(institutions.rivage)

    rounds.stand_down(seat.pk, actor=partial.lead, reason="Sans réponse.")

    assert institutions.rivage.pk not in asked(partial)


def test_only_the_parties_whose_text_changed_are_asked_again(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)
    make_sheet(signing.second, title_fr="Former mille archivistes")

    reopen(signing)

    assert asked(signing) == {institutions.archives.pk, institutions.ministry.pk}
    assert signing.seat_of(institutions.rivage).carried_from is not None


def test_a_signature_that_stands_completes_its_line_with_the_new_ones(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.rivage)
    make_sheet(signing.second, title_fr="Former mille archivistes")
    reopen(signing)

    sign(signing, institutions.archives)

    assert signing.lines() == ["signed", "signature"]


def test_a_party_that_declined_is_invited_again_and_signs(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    refuse(signing, institutions.ministry)
    sign(signing, institutions.archives, institutions.rivage)
    fire(signing.second, "finalize", actor=signing.team)

    invite_again(signing.seat_of(institutions.ministry), actor=signing.lead, by=LEAD)
    invited = asked(signing)
    sign(signing, institutions.ministry)

    assert invited == {institutions.ministry.pk}
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_a_line_that_is_still_being_finalized_keeps_the_signatures_given_meanwhile(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    refuse(signing, institutions.ministry)
    sign(signing, institutions.archives, institutions.rivage)
    invite_again(signing.seat_of(institutions.ministry), actor=signing.lead, by=LEAD)
    sign(signing, institutions.ministry)
    in_force = (signing.state(), signing.lines())

    fire(signing.second, "keep_signatures", actor=signing.team)

    assert in_force == ("in_force", ["signed", "finalization"])
    assert signing.lines() == ["signed", "signed"]


def test_an_old_refusal_does_not_send_back_a_line_that_has_returned(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    refuse(signing, institutions.ministry)
    fire(signing.second, "finalize", actor=signing.team)

    sign(signing, institutions.archives)

    assert signing.lines() == ["signature", "signature"]


def test_the_lead_goes_on_without_a_silent_party_but_the_round_does_not_pass(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)

    stand_down(
        signing.seat_of(institutions.ministry), actor=signing.lead, reason="Absent.", by=LEAD
    )

    assert (signing.state(), signing.lines()) == ("signing", ["signed", "signature"])


def test_who_has_signed_is_not_invited_again_and_only_the_lead_invites(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.rivage)
    refuse(signing, institutions.ministry)

    with pytest.raises(TransitionRefusedError):
        invite_again(signing.seat_of(institutions.rivage), actor=signing.lead, by=LEAD)
    with pytest.raises(TransitionForbiddenError):
        invite_again(signing.seat_of(institutions.ministry), actor=signing.team, by=LEAD)


def test_a_sheet_that_changes_in_force_is_signed_again_by_its_parties_in_an_amendment(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    fire(signing.first, "recall", actor=signing.team, inputs=REASON)
    make_sheet(signing.first, title_fr="Publier deux registres")
    fire(signing.first, "finalize", actor=signing.team)

    signing.fire("start_amendment", by=signing.team, **REASON)
    invited = asked(signing)
    sign(signing, institutions.archives, institutions.rivage)

    assert invited == {institutions.archives.pk, institutions.rivage.pk}
    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])


def test_a_party_that_declines_an_amendment_leaves_the_convention_in_force(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    fire(signing.first, "recall", actor=signing.team, inputs=REASON)
    make_sheet(signing.first, title_fr="Publier deux registres")
    fire(signing.first, "finalize", actor=signing.team)
    signing.fire("start_amendment", by=signing.team, **REASON)

    refuse(signing, institutions.rivage)
    signing.fire("drop_amendment", **REASON)

    assert (signing.state(), signing.lines()) == ("in_force", ["finalization", "signed"])
