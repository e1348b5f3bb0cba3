"""A signature stands while the text it binds stands: computed, never deleted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import ConventionTextVersion, Sheet
from lifecycle.selectors.convention_agreements import load_agreements
from lifecycle.selectors.convention_facts import ConventionFacts, load_convention_facts
from lifecycle.selectors.convention_sections import read_convention_text
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import ConventionWords, create_convention, write_text
from lifecycle.vocabulary import ProposalState, SignaturePolicy
from tests.cast import Institutions
from tests.conventions import REASON, WORDS, Signing, make_signing, signing
from tests.road import dossier_in, make_sheet
from workflow.clock import current_clock
from workflow.engine import decide, fire
from workflow.engine.reading import read_rows
from workflow.exceptions import StaleSubjectError, TransitionRefusedError
from workflow.models import Decision, Institution, User, Verdict

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def sign(signing: Signing, *institutions: Institution) -> None:
    for each in institutions:
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)


def facts_of(*keys: int) -> dict[int, ConventionFacts]:
    return dict(load_convention_facts(read_rows(keys), today=current_clock().today()))


def agreement_of(signing: Signing) -> Any:
    return load_agreements([signing.convention.pk])[signing.convention.pk]


def test_a_dossier_outside_every_convention_has_no_parties(signing: Signing) -> None:
    alone = dossier_in(ProposalState.SIGNATURE, plan=signing.plan)

    assert facts_of(alone.pk) == {}


def test_the_parties_of_its_line_alone_are_counted(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.ministry)

    facts = facts_of(signing.first.pk, signing.second.pk)

    assert facts[signing.first.pk].unsigned == 2
    assert facts[signing.second.pk].unsigned == 1


def test_a_changed_sheet_makes_the_signatures_of_its_own_parties_fall(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)
    before = facts_of(signing.first.pk)[signing.first.pk]

    make_sheet(signing.second, title_fr="Former mille archivistes")

    after = facts_of(signing.first.pk)[signing.first.pk]
    assert (before.unsigned, before.signatures_match_the_text) == (0, True)
    assert (after.unsigned, after.signatures_match_the_text) == (1, False)
    assert agreement_of(signing).signed_ids == {institutions.rivage.pk}
    assert agreement_of(signing).fallen_ids == {institutions.archives.pk}
    assert Decision.objects.filter(verdict="approve").count() == 2


def test_signatures_stand_again_when_the_text_is_what_it_was(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)
    signed = Sheet.objects.get(proposal=signing.second).current
    make_sheet(signing.second, title_fr="Former mille archivistes")

    Sheet.objects.filter(proposal=signing.second).update(current=signed)

    assert facts_of(signing.first.pk)[signing.first.pk].signatures_match_the_text


def test_where_everything_is_bound_any_sheet_makes_every_signature_fall(
    institutions: Institutions, amina: User, claire: User
) -> None:
    signing = make_signing(institutions, amina, claire)
    words = ConventionWords(**{**vars(WORDS), "policy": SignaturePolicy.WHOLE.value})
    write_text(signing.convention, words=words, actor=amina)
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)

    make_sheet(signing.second, title_fr="Former mille archivistes")

    assert agreement_of(signing).signed_ids == frozenset()


def test_nobody_signs_a_text_that_changed_under_the_round(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    make_sheet(signing.second, title_fr="Former mille archivistes")

    with pytest.raises(StaleSubjectError):
        sign(signing, institutions.ministry)

    sign(signing, institutions.rivage)
    assert agreement_of(signing).signed_ids == {institutions.rivage.pk}


def test_signatures_are_kept_where_the_text_did_not_change(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)
    fire(signing.first, "recall", actor=signing.team, inputs=REASON)

    fire(signing.first, "keep_signatures", actor=signing.team)

    assert signing.lines() == ["signed", "signature"]


def test_signatures_are_not_kept_on_a_changed_text(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)
    fire(signing.first, "recall", actor=signing.team, inputs=REASON)
    make_sheet(signing.first, title_fr="Publier deux registres")

    with pytest.raises(TransitionRefusedError) as refused:
        fire(signing.first, "keep_signatures", actor=signing.team)

    assert [each.guard for each in refused.value.shortfalls] == ["signatures_current"]


def test_the_text_that_was_signed_can_be_read_after_it_changed(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    seat = signing.seat_of(institutions.ministry)
    make_sheet(signing.second, title_fr="Former mille archivistes")

    before = read_convention_text(
        signing.convention.pk, seat.content_hash, institutions.ministry.pk
    )
    now = read_convention_text(signing.convention.pk, "", institutions.ministry.pk)

    assert ConventionTextVersion.objects.count() == 1
    assert [each.texts for each in before] != [each.texts for each in now]
    assert any("Former les archivistes" in str(each.texts) for each in before)
    assert not any("Publier le registre" in str(each.texts) for each in before)


def test_the_number_of_statements_is_that_of_one_for_many(
    signing: Signing, institutions: Institutions, amina: User
) -> None:
    signing.open()
    sign(signing, institutions.archives)
    keys = [signing.first.pk, signing.second.pk]
    one = count_statements(lambda: facts_of(signing.first.pk))
    for _number in range(3):
        more = dossier_in(ProposalState.SIGNATURE, plan=signing.plan, lead=institutions.rivage)
        other = create_convention(signing.plan, words=WORDS, actor=amina)
        set_annexes(other, proposals=[more.pk], actor=amina)
        keys.append(more.pk)

    many = count_statements(lambda: facts_of(*keys))

    # One more reads the rows themselves.
    assert (one, many) == (7, 7)


def count_statements(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)
