"""Nobody looks for unreachable objects while many subjects are moved; afterwards, as before."""

import gc
from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.workflow.toy.making import Office, make_parcel
from tests.workflow.toy.models import Van
from workflow.engine import bulk, fire_many
from workflow.engine.collector import collector_held
from workflow.engine.together import fire_together


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    assert gc.isenabled()
    yield
    gc.enable()


def test_it_is_still_meanwhile_and_goes_on_whatever_happens() -> None:
    seen = list[bool]()

    def fail() -> None:
        with collector_held():
            seen.append(gc.isenabled())
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert seen == [False]
    assert gc.isenabled()


def test_the_last_of_several_lets_it_go_on() -> None:
    started, ended = Barrier(2), Barrier(2)

    def work() -> None:
        with collector_held():
            started.wait()
            ended.wait()

    other = Thread(target=work)
    other.start()
    with collector_held():
        started.wait()
    assert not gc.isenabled()

    ended.wait()
    other.join()

    assert gc.isenabled()


def test_who_has_none_is_given_none() -> None:
    gc.disable()

    with collector_held():
        pass

    assert not gc.isenabled()


@pytest.mark.django_db
def test_it_is_still_for_each_chunk(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[bool]()

    def note(*given: Any) -> Any:
        seen.append(gc.isenabled())
        return fire_together(*given)

    monkeypatch.setattr(bulk, "fire_together", note)
    ids = [make_parcel(office, van, "posted").pk for _number in range(2)]

    fire_many(ids, "send_back", actor=office.boris, inputs={"reason": "No address"})

    assert seen == [False]
    assert gc.isenabled()
