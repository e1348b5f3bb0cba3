"""Contributions: sent by everybody, moderated, grouped and answered by those who may."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import REFERENCES_AT_MOST, KeyField, read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import find_person, find_version, get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.subjects import answer, get_visible
from lifecycle.models import Consultation, Contribution
from lifecycle.models.consultation import CONTRIBUTION_MAX_LENGTH
from lifecycle.selectors.consultations import list_readable
from lifecycle.selectors.contributions import (
    are_answers_told,
    find_by_token,
    list_for_work,
    list_own_lines,
    list_proposed_lines,
    list_published,
)
from lifecycle.selectors.subject_rows import make_unknown
from lifecycle.selectors.visibility import READERS
from lifecycle.services import contributions
from lifecycle.services.contribution_limits import count_from
from lifecycle.services.contributions import (
    ANSWER_MAX_LENGTH,
    NAME_MAX_LENGTH,
    REASON_MAX_LENGTH,
)
from lifecycle.vocabulary import AnswerEffect, ContentLanguage, Moderation
from lifecycle.vocabulary.roles import MODERATOR
from workflow.models import Via
from workflow.permissions import Grants

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_UNKNOWN = (HTTPStatus.NOT_FOUND,)


class NewContributionSerializer(serializers.Serializer[Any]):
    """What somebody says of a line, or of the whole plan when none is named."""

    text = serializers.CharField(max_length=CONTRIBUTION_MAX_LENGTH)
    language = serializers.ChoiceField(choices=ContentLanguage.choices)
    proposal = KeyField(default=None, allow_null=True, help_text="Id of a line's proposal.")
    name = serializers.CharField(max_length=NAME_MAX_LENGTH, default="", allow_blank=True)
    shows_name = serializers.BooleanField(default=False)
    email = serializers.EmailField(default="", allow_blank=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """What becomes of it, and why."""

    effect = serializers.ChoiceField(choices=AnswerEffect.choices)
    answer = serializers.CharField(max_length=ANSWER_MAX_LENGTH)


class WithholdingSerializer(serializers.Serializer[Any]):
    """Why it is kept from everybody."""

    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class GroupSerializer(serializers.Serializer[Any]):
    """The contributions that say the same."""

    members = serializers.ListField(child=KeyField(), max_length=REFERENCES_AT_MOST)
    versions = serializers.DictField(
        child=serializers.IntegerField(min_value=0),
        default=dict,
        help_text="The version at which each was read, by id: nothing else is overwritten.",
    )

    def validate_versions(self, given: dict[str, int]) -> dict[int, int]:
        """Return the versions by the number of the contribution."""
        if not all(key.isascii() and key.isdigit() and len(key) <= 18 for key in given):
            raise serializers.ValidationError(_("Name each contribution by its number."))
        return {int(key): version for key, version in given.items()}


class ContributionSerializer(serializers.Serializer[Any]):
    """A contribution as everybody reads it; its answer once the answers are published."""

    id = serializers.IntegerField()
    proposal = serializers.IntegerField(source="proposal_id", allow_null=True)
    author = serializers.CharField(source="shown_name")
    language = serializers.ChoiceField(choices=ContentLanguage.choices)
    text = serializers.CharField()
    received_at = serializers.DateTimeField()
    effect = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()

    def get_effect(self, row: Contribution) -> str:
        """Return what became of it, once that is told."""
        return row.effect if self.context.get("tells_answers") else ""

    def get_answer(self, row: Contribution) -> str:
        """Return the reason, once that is told."""
        return row.answer if self.context.get("tells_answers") else ""


class ReceivedSerializer(ContributionSerializer):
    """One's own contribution. Whoever has the `token` follows it."""

    moderation = serializers.ChoiceField(choices=Moderation.choices)
    withheld_because = serializers.CharField()
    token = serializers.CharField(source="receipt_token")


class WorkedOnSerializer(ContributionSerializer):
    """A contribution for those who work on it. `leader`: it is answered with that one."""

    moderation = serializers.ChoiceField(choices=Moderation.choices)
    withheld_because = serializers.CharField()
    leader = serializers.IntegerField(source="leader_id", allow_null=True)
    proposed_effect = serializers.CharField(help_text="Empty to whom it is not told.")
    proposed_answer = serializers.CharField(help_text="Empty to whom it is not told.")
    version = serializers.IntegerField(help_text="Grows with everything that is done with it.")

    def to_representation(self, instance: Contribution) -> dict[str, Any]:
        """Return it without what a porter proposes where that is for others."""
        told: dict[str, Any] = super().to_representation(instance)
        if instance.proposal_id not in self.context["proposed_lines"]:
            told |= {"proposed_effect": "", "proposed_answer": ""}
        return told


def _tell_work(rows: Sequence[Contribution], grants: Grants) -> list[dict[str, Any]]:
    """Return contributions for those who work on them, as this reader is told of them."""
    lines = {row.proposal_id for row in rows if row.proposal_id is not None}
    told = {"tells_answers": True, "proposed_lines": list_proposed_lines(lines, grants)}
    return list(WorkedOnSerializer(rows, many=True, context=told).data)


class ContributionsView(ListView):
    """The contributions to a consultation."""

    permission_classes = (AllowAny,)
    serializer_class = ContributionSerializer

    @operation(
        _("List what was published of it"),
        answers={200: ContributionSerializer(many=True)},
        refuses=_UNKNOWN,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of what everybody may read, the latest first."""
        consultation = get_visible(list_readable(read_grants(request)), pk)
        page = self.read_page(list_published(pk))
        told = {"tells_answers": are_answers_told(consultation)}
        rows = ContributionSerializer(page, many=True, context=told)
        return self.get_paginated_response(rows.data)

    @operation(
        _("Contribute"),
        takes=NewContributionSerializer,
        answers={201: ReceivedSerializer},
        refuses=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say something; no account is needed."""
        given = read_body(request, NewContributionSerializer)
        get_visible(list_readable(read_grants(request)), pk)
        count_from(get_adapter().get_client_ip(request._request))  # noqa: SLF001  # Django's own
        row = contributions.contribute(pk, person=find_person(request), **given)
        return Response(ReceivedSerializer(row).data, status=HTTPStatus.CREATED)


class ReceivedView(APIView):
    """A contribution by its secret link."""

    permission_classes = (AllowAny,)

    @operation(_("Follow a contribution"), answers={200: ReceivedSerializer}, refuses=_UNKNOWN)
    def get(self, request: Request, token: str) -> Response:
        """Return the contribution of this link, and its answer once it is told."""
        row = find_by_token(token)
        if row is None:
            raise make_unknown()
        told = {"tells_answers": are_answers_told(row.consultation)}
        return Response(ReceivedSerializer(row, context=told).data)


class WorkView(ListView):
    """The contributions to work on."""

    serializer_class = WorkedOnSerializer

    @operation(
        _("List the contributions to work on"),
        answers={200: WorkedOnSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return every contribution to those who follow it, to a porter those on its lines."""
        consultation = get_visible(list_readable(read_grants(request)), pk)
        page = self.read_page(_list_theirs(request, consultation))
        return self.get_paginated_response(_tell_work(page, read_grants(request)))


class _ActView(APIView):
    """Something done with one contribution."""

    def answer(self, request: Request, pk: int) -> Response:
        """Return the contribution as it is now."""
        row = Contribution.objects.get(pk=pk)
        (told,) = _tell_work([row], read_grants(request))
        return answer(told, version=row.version)


class PublishView(_ActView):
    """Publish a contribution."""

    @operation(
        _("Publish a contribution"),
        answers={200: WorkedOnSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        has_tag=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let everybody read it."""
        contributions.publish_contribution(
            pk, actor=get_person(request), expect=find_version(request), via=Via.API
        )
        return self.answer(request, pk)


class WithholdView(_ActView):
    """Withhold a contribution."""

    @operation(
        _("Withhold a contribution"),
        takes=WithholdingSerializer,
        answers={200: WorkedOnSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        has_tag=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Keep it from everybody but its author, for a reason."""
        given = read_body(request, WithholdingSerializer)
        contributions.withhold_contribution(
            pk, actor=get_person(request), expect=find_version(request), via=Via.API, **given
        )
        return self.answer(request, pk)


class AnswerView(_ActView):
    """Answer a contribution."""

    @operation(
        _("Answer a contribution"),
        takes=AnswerSerializer,
        answers={200: WorkedOnSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        has_tag=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say what becomes of it and why; what is grouped with it is answered too."""
        given = read_body(request, AnswerSerializer)
        contributions.answer_contribution(
            pk, actor=get_person(request), expect=find_version(request), via=Via.API, **given
        )
        return self.answer(request, pk)


class ProposeView(_ActView):
    """Propose an answer."""

    @operation(
        _("Propose an answer to a contribution"),
        takes=AnswerSerializer,
        answers={200: WorkedOnSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        has_tag=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Propose, for a porter of its line, what the ministry answers."""
        given = read_body(request, AnswerSerializer)
        contributions.propose_answer(
            pk, actor=get_person(request), expect=find_version(request), via=Via.API, **given
        )
        return self.answer(request, pk)


class GroupView(_ActView):
    """Group contributions."""

    @operation(
        _("Group contributions behind this one"),
        takes=GroupSerializer,
        answers={200: WorkedOnSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        has_tag=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put these behind this one: its answer is theirs."""
        given = read_body(request, GroupSerializer)
        versions, read = given["versions"], find_version(request)
        contributions.group_contributions(
            pk,
            members=given["members"],
            actor=get_person(request),
            expect=versions if read is None else {**versions, pk: read},
            via=Via.API,
        )
        return self.answer(request, pk)


class UngroupView(_ActView):
    """Take a contribution out of its group."""

    @operation(
        _("Take a contribution out of its group"),
        answers={200: WorkedOnSerializer},
        refuses=_REFUSALS,
        takes_version=True,
        has_tag=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer it by itself again."""
        contributions.ungroup_contribution(
            pk, actor=get_person(request), expect=find_version(request), via=Via.API
        )
        return self.answer(request, pk)


def _list_theirs(request: Request, consultation: Consultation) -> QuerySet[Contribution]:
    grants, rows = read_grants(request), list_for_work(consultation.pk)
    if grants.has_group(*READERS, MODERATOR.code):
        return rows
    lines = consultation.plan_version.lines.values_list("proposal_id", flat=True)
    return rows.filter(proposal__in=list_own_lines(lines, grants))
