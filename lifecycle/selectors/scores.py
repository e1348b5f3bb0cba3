"""What the assessors gave a proposal, criterion by criterion; public once it is decided."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef

from lifecycle.models import ConflictOfInterest, Criterion, Proposal, Score
from lifecycle.selectors.assessment import list_hidden
from lifecycle.selectors.readers import Reader


@dataclass(frozen=True)
class CriterionResult:
    """The mean of one criterion, from 0 to `max_points`."""

    name: str
    weight: int
    mean: float
    max_points: int


@dataclass(frozen=True)
class AssessmentResult:
    """What one round of assessors gave. `percent` is the weighted total, from 0 to 100."""

    criteria: tuple[CriterionResult, ...]
    assessors: int
    percent: int


def find_result(proposal: Proposal, reader: Reader) -> AssessmentResult | None:
    """Return what the last round gave, to those who may know it; at most two statements.

    Everybody reads it once the proposal is decided; before, the ministry, unless the reader is
    an assessor who has not scored. Points of somebody with a declared interest do not count.
    """
    if proposal.decided_on is None and not _may_read_early(proposal, reader):
        return None
    conflict = ConflictOfInterest.objects.filter(
        proposal=proposal.pk, person=OuterRef("assessment__assessor")
    )
    scores = list(
        Score.objects.filter(~Exists(conflict), assessment__proposal=proposal.pk)
        .select_related("criterion", "assessment__seat")
        .order_by("criterion__rank", "criterion__code", "pk")
    )
    last = max((score.assessment.seat.round_id for score in scores), default=None)
    return summarise([score for score in scores if score.assessment.seat.round_id == last])


def summarise(scores: list[Score]) -> AssessmentResult | None:
    """Return the means of these scores, None when there are none."""
    if not scores:
        return None
    points: dict[Criterion, list[int]] = defaultdict(list)
    for score in scores:
        points[score.criterion].append(score.points)
    means = {each: Fraction(sum(given), len(given)) for each, given in points.items()}
    weighed = sum(each.weight * mean / each.max_points for each, mean in means.items())
    return AssessmentResult(
        criteria=tuple(
            CriterionResult(each.name, each.weight, round(float(mean), 1), each.max_points)
            for each, mean in means.items()
        ),
        assessors=len({score.assessment_id for score in scores}),
        percent=round(100 * weighed / sum(each.weight for each in means)),
    )


def _may_read_early(proposal: Proposal, reader: Reader) -> bool:
    return reader.is_ministry and proposal.pk not in list_hidden(reader.grants.person_id)
