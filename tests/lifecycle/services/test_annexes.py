"""Annexes of a convention: chosen by the team alone, and rights come before locks."""

import pytest

from lifecycle.services.annexes import set_annexes
from tests.conventions import Signing, signing
from workflow.exceptions import SubjectNotFoundError, TransitionForbiddenError
from workflow.models import User

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def test_nothing_is_locked_for_who_may_not_annex(
    signing: Signing, claire: User, driss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[object] = []
    monkeypatch.setattr("lifecycle.services.annexes.lock_rows", locked.append)

    with pytest.raises(TransitionForbiddenError):
        set_annexes(signing.convention, proposals=[signing.first.pk], actor=claire)
    with pytest.raises(SubjectNotFoundError):
        set_annexes(signing.convention, proposals=[signing.first.pk], actor=driss)

    assert not locked
