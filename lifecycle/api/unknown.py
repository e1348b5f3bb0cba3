"""What stands at no address of the API: a problem as everywhere here, not a page."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


@extend_schema(exclude=True)
class UnknownView(APIView):
    """Nothing is here."""

    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Answer 404 whatever the method is.

        Raises:
            NotFound: always.
        """
        super().initial(request, *args, **kwargs)
        raise NotFound
