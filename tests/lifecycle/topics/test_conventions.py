"""Who hears of a convention: its parties when it moves, the ministry when one declines."""

from typing import Any

import pytest
from django.core import mail

from lifecycle.topics.conventions import CONVENTION_TOPICS
from notifications.dispatch import dispatch
from tests.cast import Institutions
from tests.conventions import REASON, Signing, signing
from workflow.engine import decide, decline_seat, fire
from workflow.models import User, Verdict

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def send() -> dict[str, Any]:
    """Send what waits; return the mails by their address."""
    mail.outbox.clear()
    dispatch()
    return {each.to[0]: each for each in mail.outbox}


def test_the_parties_are_asked_to_sign(signing: Signing) -> None:
    signing.open()

    assert {each.email for each in signing.owners.values()} <= set(send())


def test_the_parties_hear_why_the_text_changes(signing: Signing, bilal: User) -> None:
    signing.open()
    send()

    signing.fire("change_text", by=signing.team, **REASON)
    mails = send()

    assert set(mails) == {*(each.email for each in signing.owners.values()), bilal.email}
    assert all(REASON["reason"] in each.body for each in mails.values())


def test_the_ministry_hears_which_party_declines_and_why(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    send()

    decline_seat(
        signing.seat_of(institutions.ministry),
        actor=signing.owner_of(institutions.ministry),
        comment="Le budget manque.",
    )
    mails = send()

    assert {signing.team.email, signing.lead.email} <= set(mails)
    assert "Le budget manque." in mails[signing.team.email].body
    assert "Ministère de la Réforme" in mails[signing.team.email].body


def test_the_parties_hear_that_a_text_is_recalled(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    for each in (institutions.archives, institutions.rivage):
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)
    send()

    fire(signing.first, "recall", actor=signing.team, inputs=REASON)
    mails = send()

    told = {signing.owner_of(each).email for each in (institutions.archives, institutions.rivage)}
    assert set(mails) == told
    assert f"/proposals/{signing.first.pk}/" in mails[min(told)].body


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_mail_is_written_in_each_language(language: str, signing: Signing) -> None:
    User.objects.update(language=language)
    signing.open()
    signing.fire("change_text", by=signing.team, **REASON)

    mails = send()

    assert mails
    assert all(each.extra_headers["Content-Language"] == language for each in mails.values())
    assert len({each.code for each in CONVENTION_TOPICS}) == len(CONVENTION_TOPICS)
