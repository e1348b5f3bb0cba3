"""The history of any subject, as the page of it tells it."""

from http import HTTPStatus
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from lifecycle.api.lists import ListView
from lifecycle.api.requests import read_grants
from lifecycle.api.schema import operation
from lifecycle.api.serializers.events import EventSerializer
from lifecycle.api.subjects import open_case
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.timeline import HistoryEntry, describe_events, query_events
from workflow.models import Event


class Line(NamedTuple):
    """An Event and what it says to this reader."""

    event: Event
    entry: HistoryEntry


class HistoryView(ListView):
    """What happened to a subject, the latest first."""

    kind = ""
    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = EventSerializer

    @operation(
        _("Read its history"),
        answers={200: EventSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of the history: everything to who may, else where it went and why."""
        case = open_case(self.kind, pk, request)
        reader = make_reader(case, read_grants(request))
        events = self.read_page(query_events(case, reader))
        entries = describe_events(events, case, reader, today=case.facts.today)
        lines = [Line(*pair) for pair in zip(events, entries, strict=True)]
        return self.get_paginated_response(EventSerializer(lines, many=True).data)
