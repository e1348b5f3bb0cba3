"""What an effect says of the subject's own row is written of one move, or of many at once."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflow.toy.making import MONDAY, Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from workflow.machine import Facts, Moving, writing
from workflow.machine.facts import SubjectRow


@writing(Parcel)
def relabel(moving: Moving) -> Mapping[str, Any]:
    """Write another title, and forget the address."""
    return {"title": moving.inputs["title"], "address": ""}


def move(parcel: Parcel, title: str, actor: Any) -> Moving:
    """Return what the effect is told of a move of this parcel."""
    row = SubjectRow(parcel.pk, "toy_parcel", "", None, "draft", 1, "", timezone.now())
    return Moving(
        subject_id=parcel.pk,
        name="relabel",
        facts=Facts(subject=row, today=MONDAY),
        inputs={"title": title},
        actor=actor,
        now=timezone.now(),
        today=MONDAY,
    )


def test_each_of_many_has_its_own_in_one_statement(office: Office, van: Van) -> None:
    first, second, _other = (make_parcel(office, van) for _number in range(3))

    with CaptureQueriesContext(connection) as captured:
        relabel.apply_to_all([move(first, "Vase", office.anna), move(second, "Bowl", office.anna)])

    assert len(captured) == 1
    rows = Parcel.objects.order_by("pk").values_list("title", "address")
    assert list(rows) == [("Vase", ""), ("Bowl", ""), ("Parcel", "Rabat")]


def test_it_is_told_what_it_is_called_by_what_it_describes() -> None:
    assert relabel.__doc__ == "Write another title, and forget the address."
