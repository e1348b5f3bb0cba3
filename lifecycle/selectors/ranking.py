"""Ranking: what the assessors' points make of the proposals of a plan. The arithmetic is exact."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from lifecycle.models import Assessment, ConflictOfInterest, Criterion, Score
from lifecycle.selectors.proposal_surroundings import ASSESSMENT
from workflow.models import Decision, Round, Seat

#: The ids of the latest assessment round of each proposal.
Latest = QuerySet[Round, Any]


@dataclass(frozen=True)
class Weight:
    """What a criterion counts, and its highest score."""

    weight: int
    max_points: int


@dataclass(frozen=True)
class Ballots:
    """What the seats of one proposal said: for each that scored, points by criterion."""

    proposal_id: int
    scored: tuple[Mapping[int, int], ...] = ()
    missing: int = 0
    abstained: int = 0


@dataclass(frozen=True)
class Ranked:
    """The place of a proposal. `percent` is None when nobody scored; then it has no rank.

    `spread` is the distance between the highest and the lowest assessor, in points of percent.
    """

    proposal_id: int
    rank: int | None
    percent: Fraction | None
    spread: Fraction
    scored: int
    missing: int
    abstained: int
    is_tied: bool


def rank(ballots: Iterable[Ballots], weights: Mapping[int, Weight]) -> list[Ranked]:
    """Return the proposals from the highest weighted mean to the lowest, unscored ones last.

    1. A seat's percentage is the mean of its points over their highest, weighed by criterion.
    2. A proposal's percentage is the mean over its seats; those who abstain do not count.
    3. Equal percentages share a rank, and the next rank counts how many came before (1, 1, 3).
    4. Inside a rank, and at the end, proposals stand in the order of their ids.
    """
    tallies = [_Tally.of(each, weights) for each in ballots]
    places = _place(tally.percent for tally in tallies)
    tied = Counter(tally.percent for tally in tallies)
    ranked = [
        Ranked(
            proposal_id=tally.ballots.proposal_id,
            rank=places.get(tally.percent),
            percent=tally.percent,
            spread=tally.spread,
            scored=len(tally.percents),
            missing=tally.ballots.missing,
            abstained=tally.ballots.abstained,
            is_tied=tally.percent is not None and tied[tally.percent] > 1,
        )
        for tally in tallies
    ]
    last = len(ranked) + 1
    return sorted(ranked, key=lambda each: (each.rank or last, each.proposal_id))


@dataclass(frozen=True)
class _Tally:
    """The percentages that the seats of one proposal gave."""

    ballots: Ballots
    percents: tuple[Fraction, ...]

    @classmethod
    def of(cls, ballots: Ballots, weights: Mapping[int, Weight]) -> "_Tally":
        return cls(ballots, tuple(compute_percent(each, weights) for each in ballots.scored))

    @property
    def percent(self) -> Fraction | None:
        if not self.percents:
            return None
        return sum(self.percents, Fraction(0)) / len(self.percents)

    @property
    def spread(self) -> Fraction:
        return max(self.percents) - min(self.percents) if self.percents else Fraction(0)


def _place(percents: Iterable[Fraction | None]) -> dict[Fraction | None, int]:
    """Return the rank of each percentage that somebody reached."""
    reached = Counter(each for each in percents if each is not None)
    places: dict[Fraction | None, int] = {}
    before = 0
    for percent in sorted(reached, reverse=True):
        places[percent] = before + 1
        before += reached[percent]
    return places


def compute_percent(points: Mapping[int, int], weights: Mapping[int, Weight]) -> Fraction:
    """Return the percentage of one seat over the criteria it scored."""
    whole = sum(weights[key].weight for key in points)
    if not whole:
        return Fraction(0)
    shares = (
        Fraction(value * weights[key].weight, weights[key].max_points)
        for key, value in points.items()
    )
    return sum(shares, Fraction(0)) * 100 / whole


def read_ranking(proposal_ids: Iterable[int]) -> list[Ranked]:
    """Return the ranking of these proposals by their latest assessment, in three statements.

    Points of somebody with a declared conflict of interest do not count.
    """
    ids = list(proposal_ids)
    weights = {
        key: Weight(weight, max_points)
        for key, weight, max_points in Criterion.objects.filter(plan__proposals__in=ids)
        .order_by()
        .distinct()
        .values_list("pk", "weight", "max_points")
    }
    return rank(_read_ballots(ids), weights)


def _read_ballots(ids: Sequence[int]) -> list[Ballots]:
    latest = (
        Round.objects.filter(subject__in=ids, name=ASSESSMENT)
        .order_by()
        .values("subject_id")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    missing, abstained = _count_silent(latest)
    points = _read_points(latest)
    return [Ballots(key, tuple(points[key].values()), missing[key], abstained[key]) for key in ids]


def _count_silent(rounds: Latest) -> tuple[Counter[int], Counter[int]]:
    """Return by proposal how many seats have not decided, and how many decided not to score."""
    decided = Decision.objects.filter(seat=OuterRef("pk"))
    missing: Counter[int] = Counter()
    abstained: Counter[int] = Counter()
    seats = Seat.objects.filter(round__in=rounds).annotate(
        has_decided=Exists(decided), has_scored=Exists(_list_counting(OuterRef("pk")))
    )
    for proposal_id, has_decided, has_scored in seats.order_by().values_list(
        "round__subject_id", "has_decided", "has_scored"
    ):
        missing[proposal_id] += not has_decided
        abstained[proposal_id] += has_decided and not has_scored
    return missing, abstained


def _read_points(rounds: Latest) -> Mapping[int, Mapping[int, Mapping[int, int]]]:
    """Return the points that count by proposal, then seat, then criterion."""
    found: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    scores = Score.objects.filter(
        assessment__seat__round__in=rounds, assessment__in=_list_counting()
    )
    for proposal_id, seat_id, criterion_id, points in scores.order_by(
        "assessment__seat"
    ).values_list("assessment__proposal_id", "assessment__seat_id", "criterion_id", "points"):
        found[proposal_id][seat_id][criterion_id] = points
    return found


def _list_counting(seat: OuterRef | None = None) -> QuerySet[Assessment]:
    """Return the assessments of those without a declared interest, of one seat or of all."""
    conflict = ConflictOfInterest.objects.filter(
        proposal=OuterRef("proposal"), person=OuterRef("assessor")
    )
    counting = Assessment.objects.filter(~Exists(conflict)).order_by()
    return counting if seat is None else counting.filter(seat=seat)
