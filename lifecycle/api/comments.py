"""Comments on any subject: what those who work on it say to one another."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.subjects import open_case
from lifecycle.models import Comment
from lifecycle.models.comment import COMMENT_MAX_LENGTH
from lifecycle.selectors.comments import list_readable
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.comments import comment
from lifecycle.vocabulary import ContentLanguage


class CommentSerializer(serializers.Serializer[Comment]):
    """Something that was said; a hidden one is shown to those who moderate."""

    id = serializers.IntegerField()
    author = serializers.CharField()
    language = serializers.ChoiceField(choices=ContentLanguage.choices)
    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    hidden_at = serializers.DateTimeField(allow_null=True)


class NewCommentSerializer(serializers.Serializer[Any]):
    """Something to say."""

    text = serializers.CharField(max_length=COMMENT_MAX_LENGTH)
    language = serializers.ChoiceField(
        choices=ContentLanguage.choices, default=ContentLanguage.FRENCH.value
    )


class CommentsView(ListView):
    """The comments on a subject."""

    kind = ""
    serializer_class = CommentSerializer

    @operation(
        _("List its comments"),
        answers={200: CommentSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of the comments that the asker may read, oldest first."""
        case = open_case(self.kind, pk, request)
        return self.answer_page(list_readable(case, read_grants(request)))

    @operation(
        _("Comment on it"),
        takes=NewCommentSerializer,
        answers={201: CommentSerializer},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say something; no version moves."""
        given = read_body(request, NewCommentSerializer)
        written = comment(get_subject(self.kind, pk), actor=get_person(request), **given)
        return Response(CommentSerializer(written).data, status=HTTPStatus.CREATED)
