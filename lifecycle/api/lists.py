"""What every list of the API shares: it is read page by page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response


class ListView(GenericAPIView[Any]):
    """A list of what `serializer_class` describes."""

    def read_page(self, rows: QuerySet[Any] | Sequence[Any]) -> list[Any]:
        """Return the rows of the page that is asked for.

        Raises:
            NotFound: there is no such page.
        """
        return self.paginate_queryset(rows) or []

    def answer_page(self, rows: QuerySet[Any] | Sequence[Any]) -> Response:
        """Return the page of `rows` that is asked for, with the way to the others."""
        page = self.read_page(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
