"""Transitions of any subject: what is possible and why not, what it would do, and the deed."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import get_reader, make_serializer_class, read_inputs
from lifecycle.api.outcomes import Outcome, answer_outcome
from lifecycle.api.requests import (
    find_key,
    find_principal,
    get_person,
    get_rights,
    read_grants,
    read_version,
)
from lifecycle.api.schema import ON_BEHALF_OF, operation
from lifecycle.api.serializers.transitions import (
    OutcomeSerializer,
    PreviewSerializer,
    TransitionsSerializer,
)
from lifecycle.api.subjects import answer
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.subject_rows import get_subject
from workflow.engine import Reason, explain, fire, preview
from workflow.exceptions import WorkflowError
from workflow.machine.registry import get_machine
from workflow.models import Via
from workflow.permissions import load_grants

#: What else a request about one transition can be answered.
REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class TransitionsView(APIView):
    """Every transition of a subject with every reason against it, for who asks."""

    kind = ""

    @operation(
        _("List what can move it, and why the rest cannot"),
        answers={200: TransitionsSerializer},
        refuses=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
        has_tag=True,
        parameters=(ON_BEHALF_OF,),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return where the subject stands and all its transitions; constant in statements."""
        grants, principal = read_grants(request), find_principal(request)
        explained = explain(
            get_subject(self.kind, pk),
            actor=get_person(request),
            on_behalf_of=principal,
            grants=grants,
        )
        reads_as = load_grants(principal) if principal is not None else grants
        context = {"reader": make_reader(explained.case, reads_as)}
        content = TransitionsSerializer(explained, context=context).data
        return answer(content, version=explained.version)


class OneTransitionView(APIView):
    """What the views about one transition share: they tell every reason when it is refused."""

    kind = ""

    def explain_refusal(self) -> Sequence[Reason]:
        """Return every reason against the transition, as the list of transitions gives them."""
        try:
            explained = explain(
                self.kwargs["pk"],
                actor=get_person(self.request),
                on_behalf_of=find_principal(self.request),
                grants=read_grants(self.request),
            ).find(self.kwargs["name"])
        except WorkflowError:
            return ()
        return explained.reasons if explained else ()


class TransitionView(OneTransitionView):
    """One transition of a subject."""

    def post(self, request: Request, pk: int, name: str) -> Response:
        """Fire it; one that needs a second person is only proposed, which is answered 202."""
        # Before the subject: for whom somebody may act does not hang on what there is.
        principal = find_principal(request)
        event = fire(
            pk,
            name,
            kind=self.kind,
            actor=get_person(request),
            on_behalf_of=principal,
            inputs=read_inputs(request.data, get_reader(self.kind, name)),
            expect=self.find_read(request),
            key=find_key(request),
            via=Via.API,
            grants=get_rights(request),
        )
        return answer_outcome(Outcome(event))

    def find_read(self, request: Request) -> int | None:
        """Return the version that was read, which a deed needs."""
        return read_version(request)


class PreviewView(OneTransitionView):
    """What a transition would do."""

    @operation(
        _("Say what a transition would do, and do nothing"),
        takes=OpenApiTypes.OBJECT,
        answers={200: PreviewSerializer},
        refuses=REFUSALS,
        parameters=(ON_BEHALF_OF,),
    )
    def post(self, request: Request, pk: int, name: str) -> Response:
        """Return what would move and who would be waited for; takes what the transition takes."""
        principal = find_principal(request)
        foreseen = preview(
            get_subject(self.kind, pk),
            name,
            actor=get_person(request),
            on_behalf_of=principal,
            inputs=read_inputs(request.data, get_reader(self.kind, name)),
            grants=read_grants(request),
        )
        return Response(PreviewSerializer(foreseen).data)


def make_transition_view(kind: str, name: str) -> Callable[..., HttpResponseBase]:
    """Return the view of one declared transition, described with what it takes."""
    transition = get_machine(kind).transitions[name]
    described: Any = extend_schema_view(
        post=operation(
            transition.label,
            takes=make_serializer_class(kind, name),
            answers={200: OutcomeSerializer, 202: OutcomeSerializer},
            refuses=REFUSALS,
            needs_version=True,
            takes_key=True,
            parameters=(ON_BEHALF_OF, OpenApiParameter("name", exclude=True, location="path")),
        )
    )
    view = described(type(f"{kind}_{name}_view".title().replace("_", ""), (TransitionView,), {}))
    return cast("Callable[..., HttpResponseBase]", view.as_view(kind=kind))
