"""Operating by a program: what could not be delivered, and the programs that are told."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person
from lifecycle.api.schema import operation
from lifecycle.services import operating as services
from notifications import operating, pausing
from notifications.endpoints import list_endpoints
from notifications.models import Message, MessageState, WebhookEndpoint

LETTERS_AT_MOST = 500
_FORBIDDEN = (HTTPStatus.FORBIDDEN,)
_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class LetterSerializer(serializers.ModelSerializer[Message]):
    """A letter as operators see it; never what it says, nor the address of a citizen."""

    topic = serializers.CharField(source="announcement.topic", default="")
    reference = serializers.CharField(source="announcement.subject.reference", default="")
    recipient = serializers.IntegerField(source="recipient_id", allow_null=True)
    endpoint = serializers.IntegerField(source="endpoint_id", allow_null=True)

    class Meta:
        model = Message
        fields = (
            "id",
            "channel",
            "route",
            "state",
            "topic",
            "reference",
            "recipient",
            "endpoint",
            "attempts",
            "available_at",
            "last_error",
        )


class LetterQuerySerializer(serializers.Serializer[Any]):
    """Which letters are asked for."""

    state = serializers.ChoiceField(
        choices=[str(each) for each in MessageState],
        required=False,
        help_text="Without one, those that wait for a person.",
    )


class RetrySerializer(serializers.Serializer[Any]):
    """The letters that are tried anew."""

    letters = serializers.ListField(child=KeyField(), max_length=LETTERS_AT_MOST)


class DropSerializer(RetrySerializer):
    """The letters that are given up, and why."""

    reason = serializers.CharField(max_length=300)


class ChangedSerializer(serializers.Serializer[Any]):
    """The letters that were changed; those that cannot be are left out."""

    letters = serializers.ListField(child=serializers.IntegerField())


class PauseSerializer(serializers.Serializer[Any]):
    """A pause of delivery: since when nothing leaves, why, and when it ended."""

    reason = serializers.CharField(allow_null=True, default=None)
    paused_at = serializers.DateTimeField(allow_null=True, default=None)
    resumed_at = serializers.DateTimeField(allow_null=True, default=None)


class EndpointSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """A program that is told; its secret is shown only when it is made."""

    groups = serializers.ListField(source="group_codes", child=serializers.CharField())

    class Meta:
        model = WebhookEndpoint
        fields = ("id", "url", "description", "groups", "is_active", "stop_reason")


class NewEndpointSerializer(serializers.Serializer[Any]):
    """A program to tell; without groups, of everything."""

    url = serializers.CharField(max_length=500)
    description = serializers.CharField(max_length=200, allow_blank=True, default="")
    groups = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, default=list
    )


class MadeEndpointSerializer(EndpointSerializer):
    """A program with its new secret."""

    class Meta:
        model = WebhookEndpoint
        fields = ("id", "url", "description", "groups", "is_active", "stop_reason", "secret")


class LettersView(ListView):
    """What was to be delivered."""

    serializer_class = LetterSerializer

    @operation(
        _("List letters"),
        answers={200: LetterSerializer(many=True)},
        refuses=(*_REFUSALS, HTTPStatus.UNPROCESSABLE_ENTITY),
        parameters=(LetterQuerySerializer,),
    )
    def get(self, request: Request) -> Response:
        """Return a page of letters, the newest first."""
        services.require_operator(get_person(request))
        asked = LetterQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        state = asked.validated_data.get("state")
        wanted = operating.LetterFilter(states=(state,) if state else ())
        return self.answer_page(operating.list_letters(wanted))


class RetryLettersView(APIView):
    """Letters that are tried anew."""

    @operation(
        _("Try letters anew"),
        takes=RetrySerializer,
        answers={200: ChangedSerializer},
        refuses=_FORBIDDEN,
    )
    def post(self, request: Request) -> Response:
        """Let letters that wait for a person be tried anew, in the name of whoever asks."""
        given = read_body(request, RetrySerializer)
        tried = services.retry(given["letters"], actor=get_person(request))
        return Response({"letters": tried})


class DropLettersView(APIView):
    """Letters that are given up."""

    @operation(
        _("Drop letters"),
        takes=DropSerializer,
        answers={200: ChangedSerializer},
        refuses=_FORBIDDEN,
    )
    def post(self, request: Request) -> Response:
        """Give letters up, with a reason."""
        given = read_body(request, DropSerializer)
        dropped = services.drop(given["letters"], actor=get_person(request), reason=given["reason"])
        return Response({"letters": dropped})


class PauseView(APIView):
    """Whether anything leaves."""

    @operation(
        _("Read why nothing leaves"),
        answers={200: PauseSerializer},
        refuses=(HTTPStatus.FORBIDDEN,),
    )
    def get(self, request: Request) -> Response:
        """Return the pause that is on; all is null while messages leave."""
        services.require_operator(get_person(request))
        return Response(PauseSerializer(pausing.find_pause() or {}).data)


class ResumeView(APIView):
    """Delivery that goes on."""

    @operation(
        _("Let messages leave again"),
        answers={200: PauseSerializer},
        refuses=(*_FORBIDDEN, HTTPStatus.CONFLICT),
    )
    def post(self, request: Request) -> Response:
        """End the pause, in the name of whoever asks."""
        return Response(PauseSerializer(services.resume_delivery(actor=get_person(request))).data)


class EndpointsView(ListView):
    """The programs that are told."""

    serializer_class = EndpointSerializer

    @operation(
        _("List the programs that are told"),
        answers={200: EndpointSerializer(many=True)},
        refuses=_REFUSALS,
    )
    def get(self, request: Request) -> Response:
        """Return a page of endpoints."""
        services.require_operator(get_person(request))
        return self.answer_page(list_endpoints())

    @operation(
        _("Tell one more program"),
        takes=NewEndpointSerializer,
        answers={201: MadeEndpointSerializer},
        refuses=_FORBIDDEN,
    )
    def post(self, request: Request) -> Response:
        """Add an endpoint; its secret is shown only now."""
        given = read_body(request, NewEndpointSerializer)
        made = services.add_endpoint(actor=get_person(request), **given)
        return Response(MadeEndpointSerializer(made).data, status=HTTPStatus.CREATED)


class EndpointSecretView(APIView):
    """The secret of an endpoint."""

    @operation(_("Renew the secret"), answers={200: MadeEndpointSerializer}, refuses=_REFUSALS)
    def post(self, request: Request, pk: int) -> Response:
        """Make a new secret; the old one signs nothing any more."""
        made = services.renew_secret(pk, actor=get_person(request))
        return Response(MadeEndpointSerializer(made).data)


class StopEndpointView(APIView):
    """An endpoint that is told nothing more."""

    @operation(_("Stop telling it"), answers={200: EndpointSerializer}, refuses=_REFUSALS)
    def post(self, request: Request, pk: int) -> Response:
        """Tell it nothing more; what waited for it is dropped."""
        return Response(
            EndpointSerializer(services.stop_endpoint(pk, actor=get_person(request))).data
        )


class StartEndpointView(APIView):
    """An endpoint that is told again."""

    @operation(_("Tell it again"), answers={200: EndpointSerializer}, refuses=_REFUSALS)
    def post(self, request: Request, pk: int) -> Response:
        """Tell it what happens from now on."""
        return Response(
            EndpointSerializer(services.start_endpoint(pk, actor=get_person(request))).data
        )
