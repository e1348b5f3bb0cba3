"""What is prepared may be instances: those of its queryset, new at each call."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db.models import F, Model, QuerySet
from pytest_django import DjangoAssertNumQueries

from tests.cast import Institutions, make_person
from workflow.models import (
    Institution,
    InstitutionName,
    User,
)
from workflow.prepared import prepared

pytestmark = pytest.mark.django_db


def _list_named(codes: Iterable[str]) -> QuerySet[InstitutionName]:
    names = InstitutionName.objects.filter(institution__code__in=codes)
    return names.select_related("institution__parent").annotate(key=F("pk")).order_by("pk")


def test_instances_are_those_of_the_queryset(
    institutions: Institutions, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Institution.objects.filter(pk=institutions.archives.pk).update(parent=institutions.ministry)
    codes, read = ["archives", "ministry"], prepared(_list_named)
    read(codes)

    with django_assert_num_queries(1):
        found = read(codes)
        told = [(each.institution.code, each.institution.parent) for each in found]

    assert told == [("ministry", None), ("archives", institutions.ministry)]
    assert list(map(_read_all, found)) == list(map(_read_all, _list_named(codes)))


def _read_all(instance: Model) -> dict[str, object]:
    """Return everything that is kept on an instance but its own state."""
    return {name: value for name, value in vars(instance).items() if name != "_state"}


def test_instances_are_new_each_time(db: None) -> None:
    make_person("Amina")

    @prepared
    def read(name: str) -> QuerySet[User]:
        return User.objects.filter(display_name=name).only("display_name")

    [first], [second] = read("Amina"), read("Amina")
    first.display_name = "Somebody else"

    assert second.display_name == "Amina"
    assert (
        second.get_deferred_fields() == User.objects.only("display_name")[0].get_deferred_fields()
    )


def test_what_belongs_to_one_call_is_not_prepared(institutions: Institutions) -> None:
    @prepared
    def prefetch(code: str) -> QuerySet[Institution]:
        return Institution.objects.filter(code=code).prefetch_related("names")

    @prepared
    def begin_at_one(code: str) -> QuerySet[InstitutionName]:
        return institutions.archives.names.filter(institution__code=code)

    @prepared
    def read_as_mappings(code: str) -> QuerySet[Institution, Any]:
        return Institution.objects.filter(code=code).values("code")

    for read in (prefetch, begin_at_one, read_as_mappings):
        with pytest.raises(TypeError, match="prepared"):
            read("archives")
