"""What the council said, line by line, and its record."""

from typing import Any

import pytest
from django.test import Client

from lifecycle.services import councils
from lifecycle.services.councils import DecidedLine
from lifecycle.vocabulary import ProposalState
from tests.council import (
    MEETS_ON,
    REASON,
    council_in,
    on,
    signed_dossiers,
)
from tests.lifecycle.web.council.pages import act, expect, post, read
from tests.road import dossier_in
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_the_record_shows_what_is_left_behind_and_what_comes_to_be(
    client: Client, claire: User
) -> None:
    left = dossier_in(ProposalState.READY)
    council = council_in("presented", signed_dossiers(2, plan=left.plan))
    client.force_login(claire)

    page = read(client, "plan_act", council.plan.code, council.pk, "record_adopted")
    refused = act(client, council, "record_adopted", status=422, reason="")

    assert "2 commitments come to be" in page
    assert left.reference in page
    assert "Deferred to a later plan" in page
    assert "waits for a later plan" in refused
    act(client, council, "record_adopted", reason=REASON["reason"])
    left.refresh_from_db()
    assert left.state == ProposalState.DEFERRED


def test_an_outcome_without_its_reason_is_refused_near_its_line(
    client: Client, amina: User
) -> None:
    council = council_in("presented")
    line = council.lines.order_by("pk")[0]
    client.force_login(amina)

    page = post(
        client,
        "council_outcomes",
        council.pk,
        status=422,
        expect=expect(council),
        **{f"outcome_{line.proposal_id}": "removed"},
    )

    assert "Say why the council did not adopt it." in page
    assert 'aria-invalid="true"' in page


def test_nothing_is_asked_about_lines_that_the_council_has_not_had(
    client: Client, amina: User
) -> None:
    council = council_in("on_agenda")
    line = council.lines.order_by("pk")[0]
    client.force_login(amina)
    typed: dict[str, Any] = {
        f"outcome_{line.proposal_id}": "removed",
        f"reason_{line.proposal_id}": "Trop cher.",
    }

    asked = read(client, "council_outcomes", council.pk, status=409)
    sent = post(client, "council_outcomes", council.pk, status=409, expect=expect(council), **typed)

    assert "This is possible in: Presented to the council" in asked
    assert "Trop cher." in sent
    assert not council.lines.exclude(outcome="").exists()


def test_the_reason_for_what_is_left_behind_is_called_optional_only_where_it_is(
    client: Client, claire: User
) -> None:
    lines = signed_dossiers(1)
    council = council_in("presented", lines)
    client.force_login(claire)
    address = (council.plan.code, council.pk, "record_adopted")

    alone = read(client, "plan_act", *address)
    dossier_in(ProposalState.READY, plan=council.plan)
    with_others = read(client, "plan_act", *address)

    assert "(optional)" in alone
    assert "(optional)" not in with_others


def test_a_reason_is_not_lost_because_no_outcome_is_chosen_with_it(
    client: Client, amina: User
) -> None:
    council = council_in("presented")
    line = council.lines.order_by("pk")[0]
    council.lines.filter(pk=line.pk).update(outcome="")
    client.force_login(amina)
    given = {"expect": expect(council), f"outcome_{line.proposal_id}": ""}

    page = post(
        client,
        "council_outcomes",
        council.pk,
        status=422,
        **given,
        **{f"reason_{line.proposal_id}": "Sans budget."},
    )

    assert "Sans budget." in page
    assert "Choose one of these." in page


def test_outcomes_that_somebody_changed_meanwhile_keep_what_was_typed(
    client: Client, amina: User
) -> None:
    council = council_in("presented")
    line = council.lines.order_by("pk")[0]
    client.force_login(amina)
    typed: dict[str, Any] = {
        f"outcome_{line.proposal_id}": "removed",
        f"reason_{line.proposal_id}": "Trop cher.",
    }
    read_at = expect(council)
    councils.set_outcomes(council, lines=[DecidedLine(line.proposal_id, "adopted")], actor=amina)

    page = post(client, "council_outcomes", council.pk, status=409, expect=read_at, **typed)
    post(client, "council_outcomes", council.pk, expect=expect(council), **typed)

    assert "has changed since you opened it" in page
    assert "Trop cher." in page
    assert f'name="expect" value="{expect(council) - 1}"' in page
    line.refresh_from_db()
    assert (line.outcome, line.reason) == ("removed", "Trop cher.")


def test_without_its_document_the_decision_is_not_recorded(client: Client, claire: User) -> None:
    council = council_in("on_agenda")
    client.force_login(claire)

    with on(MEETS_ON):
        act(client, council, "present")
        page = read(client, "council", council.pk)

    assert "Add the document of the council&#x27;s decision." in page
