"""Locked text: while people decide on a text, it does not change."""

from workflow.models import Round, RoundKind


def is_locked(subject_id: int) -> bool:
    """Return whether a round that decides on a text of the subject is open."""
    return find_locking_round(subject_id) is not None


def find_locking_round(subject_id: int) -> Round | None:
    """Return the open round for whose sake the text of the subject must not change."""
    opened = Round.objects.filter(subject=subject_id, kind=str(RoundKind.DECIDING), outcome="")
    return opened.exclude(seats__content_hash="").order_by("pk").first()
