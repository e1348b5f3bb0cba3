"""Refused addresses by a program: to whom nothing is sent, until an operator trusts it again."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.delivery import ChangedSerializer
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person
from lifecycle.api.schema import operation
from lifecycle.services import operating as services
from notifications import operating
from notifications.models import RefusedAddress


class RefusedAddressSerializer(serializers.ModelSerializer[RefusedAddress]):
    """An address that was refused; the address itself is kept nowhere."""

    recipient = serializers.IntegerField(source="recipient_id", allow_null=True)

    class Meta:
        model = RefusedAddress
        fields = ("id", "recipient", "refused_at", "error")


class RefusedAddressesView(ListView):
    """The addresses to which nothing is sent."""

    serializer_class = RefusedAddressSerializer

    @operation(
        _("Addresses that were refused"),
        answers={200: RefusedAddressSerializer(many=True)},
        refuses=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
    )
    def get(self, request: Request) -> Response:
        """Return a page of them, the latest first."""
        services.require_operator(get_person(request))
        return self.answer_page(operating.list_refused_addresses())


class TrustAddressView(APIView):
    """An address that is trusted again."""

    @operation(
        _("Trust it again"),
        answers={200: ChangedSerializer},
        refuses=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Trust an address again; return the letters that are tried anew."""
        return Response({"letters": services.trust_again(pk, actor=get_person(request))})
