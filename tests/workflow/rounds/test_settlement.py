"""How rounds settle: every rule on every pattern of ballots of one to seven seats."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from workflow.models import Verdict
from workflow.rounds.settlement import (
    EVERY_SEAT,
    FIRST_ACCEPTANCE,
    LEAD_VETO,
    Ballot,
    Rule,
    Settlement,
    at_least,
    cast,
    quorum,
    settle,
    settle_collecting,
)

pytestmark = pytest.mark.once

A, O, X, L = Verdict.APPROVE, Verdict.OBJECT, Verdict.ABSTAIN, Verdict.LAPSE  # noqa: E741
MOST_SEATS = 7
NAMED = [EVERY_SEAT, LEAD_VETO, FIRST_ACCEPTANCE]
COUNTING = [rule(count) for rule in (at_least, quorum) for count in range(1, MOST_SEATS + 1)]
RULES = [*NAMED, *COUNTING]


def ballots(*said: Verdict | None) -> list[Ballot]:
    return [Ballot(number, verdict) for number, verdict in enumerate(said, start=1)]


def settled(rule: Rule, *said: Verdict | None) -> Settlement:
    return settle(rule, ballots(*said))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_round_is_settled_when_and_only_when_nothing_still_to_be_said_can_change_its_end(
    rule: Rule,
) -> None:
    @cache
    def list_ends(said: tuple[Verdict | None, ...]) -> frozenset[bool]:
        """Return every end these ballots can still come to, by trying all that may follow."""
        if None not in said:
            return frozenset({rule.passes([each for each in said if each is not None])})
        place = said.index(None)
        return frozenset().union(
            *(list_ends((*said[:place], verdict, *said[place + 1 :])) for verdict in Verdict)
        )

    expected = {
        frozenset({True}): Settlement.PASSED,
        frozenset({False}): Settlement.RETURNED,
        frozenset({True, False}): Settlement.OPEN,
    }
    for seats in range(1, MOST_SEATS + 1):
        # Where verdicts are only counted, their order is no matter.
        patterns = (
            product([None, *Verdict], repeat=seats)
            if rule in NAMED
            else combinations_with_replacement([None, *Verdict], seats)
        )
        for said in patterns:
            assert settled(rule, *said) is expected[list_ends(said)], said


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_round_without_seats_never_passes(rule: Rule) -> None:
    assert settle(rule, []) is Settlement.RETURNED


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([A, A, A], Settlement.PASSED),
        ([A, A, None], Settlement.OPEN),
        ([A, O, None], Settlement.RETURNED),
        ([A, X, A], Settlement.PASSED),
        ([A, L, A], Settlement.RETURNED),
        ([X, X], Settlement.RETURNED),
    ],
)
def test_every_seat_approves_but_those_that_abstain(
    said: Sequence[Verdict | None], expected: Settlement
) -> None:
    assert settled(EVERY_SEAT, *said) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([A, A, L], Settlement.PASSED),
        ([A, X, L], Settlement.PASSED),
        ([A, None, L], Settlement.OPEN),
        ([None, A, A], Settlement.OPEN),
        ([O, None, None], Settlement.RETURNED),
        ([None, None, O], Settlement.RETURNED),
        ([L, None, None], Settlement.RETURNED),
        ([X, A, A], Settlement.RETURNED),
    ],
)
def test_the_lead_approves_nobody_objects_and_the_silence_of_others_is_no_matter(
    said: Sequence[Verdict | None], expected: Settlement
) -> None:
    assert settled(LEAD_VETO, *said) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([None, A, None], Settlement.PASSED),
        ([O, L, A], Settlement.PASSED),
        ([O, L, None], Settlement.OPEN),
        ([O, L, X], Settlement.RETURNED),
    ],
)
def test_the_first_who_accepts_ends_the_search(
    said: Sequence[Verdict | None], expected: Settlement
) -> None:
    assert settled(FIRST_ACCEPTANCE, *said) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([A, A, None, None], Settlement.PASSED),
        ([A, O, O, None], Settlement.OPEN),
        ([A, O, O, L], Settlement.RETURNED),
        ([O, O, O, None], Settlement.RETURNED),
    ],
)
def test_so_many_approvals_suffice(said: Sequence[Verdict | None], expected: Settlement) -> None:
    assert settled(at_least(2), *said) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # The third may still abstain, and then too few took part.
        ([A, A, None], Settlement.OPEN),
        ([A, A, A, None], Settlement.PASSED),
        ([A, O, None, None], Settlement.OPEN),
        # As many against as for.
        ([A, O, O, A], Settlement.RETURNED),
        # Too few took part.
        ([A, A, X, L], Settlement.RETURNED),
        ([X, L, None, None], Settlement.RETURNED),
    ],
)
def test_a_committee_needs_its_quorum_and_more_for_than_against(
    said: Sequence[Verdict | None], expected: Settlement
) -> None:
    assert settled(quorum(3), *said) is expected


def test_a_rule_that_returns_nothing_stays_open_until_all_it_asks_for_is_given() -> None:
    patient = replace(EVERY_SEAT, returns=False)

    assert settled(patient, A, O) is Settlement.OPEN
    assert settled(patient, A, None) is Settlement.OPEN
    assert settled(patient, A, A) is Settlement.PASSED


def test_a_collecting_round_is_complete_when_every_seat_has_spoken() -> None:
    assert settle_collecting(ballots(A, O, X))
    assert not settle_collecting(ballots(A, None))
    assert not settle_collecting([])


def test_casting_changes_one_ballot() -> None:
    assert cast(ballots(A, None), 2, O, "No.") == [Ballot(1, A), Ballot(2, O, "No.")]
