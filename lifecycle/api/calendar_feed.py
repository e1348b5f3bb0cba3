"""The address at which one's own calendar reads what is due."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.requests import get_person
from lifecycle.api.schema import operation
from lifecycle.selectors.calendar_feeds import find_own_feed
from lifecycle.services.calendar_feeds import make_feed, revoke_feed
from lifecycle.topics.words import make_url


class FeedSerializer(serializers.Serializer[Any]):
    """Whether a feed is in use."""

    made_at = serializers.DateTimeField(allow_null=True)


class FeedAddressSerializer(serializers.Serializer[Any]):
    """The address of a new feed."""

    address = serializers.URLField(help_text="Shown only now; whoever knows it reads the feed.")


class CalendarFeedView(APIView):
    """The feed of whoever asks."""

    @operation(_("See whether a calendar feed is in use"), answers={200: FeedSerializer})
    def get(self, request: Request) -> Response:
        """Return since when the feed is in use, null when there is none."""
        feed = find_own_feed(get_person(request))
        return Response({"made_at": feed.made_at if feed is not None else None})

    @operation(_("Make a calendar feed"), answers={201: FeedAddressSerializer})
    def post(self, request: Request) -> Response:
        """Make a new address; the one before stops at once."""
        address = make_url("calendar_feed_send", make_feed(get_person(request)))
        return Response({"address": address}, status=HTTPStatus.CREATED)

    @operation(_("Take a calendar feed back"), answers={204: None})
    def delete(self, request: Request) -> Response:
        """Stop the feed; stopping none changes nothing."""
        revoke_feed(get_person(request))
        return Response(status=HTTPStatus.NO_CONTENT)
