"""What is followed, in words: its title, and where everybody reads it."""

from dataclasses import dataclass

from django.urls import reverse

from lifecycle.models import Commitment, Follower, Proposal
from workflow.models import Subject, User


@dataclass(frozen=True)
class Followed:
    """A proposal or a commitment as its followers know it; `path` is the address of its page."""

    title: str
    path: str


def read_followed(subject: Subject) -> Followed:
    """Return what a subject is called, in the reader's language, and where it is read."""
    if subject.kind == "commitment":
        commitment = Commitment.objects.select_related("plan").get(pk=subject.pk)
        return Followed(
            commitment.title, reverse("commitment", args=[commitment.plan.code, commitment.number])
        )
    proposal = Proposal.objects.get(pk=subject.pk)
    return Followed(proposal.title, reverse("proposal", args=[proposal.pk]))


def follows(person_id: int | None, subject_id: int) -> bool:
    """Return whether an account follows a subject."""
    return (
        person_id is not None
        and Follower.objects.filter(
            subject=subject_id, person=person_id, ended_at__isnull=True
        ).exists()
    )


def list_own_followings(person: User) -> list[Follower]:
    """Return what an account follows, the latest first."""
    following = Follower.objects.filter(person=person, ended_at__isnull=True)
    return list(following.select_related("subject").order_by("-pk"))
