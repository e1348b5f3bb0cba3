"""Files of any subject: listed and read by who may, added by who may."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.lists import ListView
from lifecycle.api.parsers import BoundedMultiPartParser
from lifecycle.api.requests import find_principal, find_version, get_person, read_grants
from lifecycle.api.schema import ON_BEHALF_OF, operation
from lifecycle.api.serializers.attachments import AttachmentSerializer, UploadSerializer
from lifecycle.api.subjects import open_case
from lifecycle.models import Attachment
from lifecycle.selectors.attachments import list_readable
from lifecycle.selectors.subject_rows import get_subject, make_unknown
from lifecycle.services.attachments import attach, open_attachment, remove
from lifecycle.vocabulary import AttachmentPurpose
from workflow.models import Via


class AnyFormat(DefaultContentNegotiation):
    """A file is what it is, whatever formats the client would like best."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer of problems: the file itself needs none."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class AttachmentsView(ListView):
    """The files of a subject."""

    kind = ""
    permission_classes = (IsAuthenticatedOrReadOnly,)
    parser_classes = (BoundedMultiPartParser,)
    serializer_class = AttachmentSerializer

    @operation(
        _("List its files"),
        answers={200: AttachmentSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of the files that the asker may read, oldest first."""
        case = open_case(self.kind, pk, request)
        return self.answer_page(list_readable(case, read_grants(request)))

    @operation(
        _("Add a file"),
        takes={"multipart/form-data": UploadSerializer},
        answers={201: AttachmentSerializer},
        refuses=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
        parameters=(ON_BEHALF_OF,),
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Keep a file; the history of the subject moves on by one."""
        given, principal = read_body(request, UploadSerializer), find_principal(request)
        attachment = attach(
            get_subject(self.kind, pk),
            upload=given["file"],
            purpose=AttachmentPurpose(given["purpose"]),
            actor=get_person(request),
            expect=find_version(request),
            on_behalf_of=principal,
            via=Via.API,
        )
        return Response(AttachmentSerializer(attachment).data, status=HTTPStatus.CREATED)


class AttachmentView(APIView):
    """One file: its bytes, and its end."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    content_negotiation_class = AnyFormat

    @operation(
        _("Read a file"),
        answers={(200, "*/*"): OpenApiTypes.BINARY},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        """Return the bytes, for a program to keep: a browser must not run what people upload."""
        attachment = Attachment.objects.filter(pk=pk).first()
        if attachment is None:
            raise make_unknown()
        opened = open_attachment(attachment, grants=read_grants(request))
        return FileResponse(
            opened,
            as_attachment=True,
            filename=attachment.original_name,
            content_type=attachment.media_type,
        )

    @operation(
        _("Remove a file from one's own draft"),
        answers={204: None},
        refuses=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
        takes_version=True,
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Take the file off the draft; once it was submitted, what was attached stays."""
        remove(pk, actor=get_person(request), expect=find_version(request), via=Via.API)
        return Response(status=HTTPStatus.NO_CONTENT)
