"""Programs that ask the API as somebody of the cast."""

from typing import Any

from rest_framework.test import APIClient

from lifecycle.services.tokens import issue_token
from workflow.models import User

#: Nearest to the source language, so that tests can read the words.
ENGLISH = "en"


def client_of(person: User | None, *, language: str = ENGLISH) -> APIClient:
    """Return a client with a new token of `person`, or without any for the public."""
    return client_with(issue_token(person) if person is not None else None, language=language)


def client_with(token: str | None, *, language: str = ENGLISH) -> APIClient:
    """Return a client that sends `token` to say who asks."""
    client = APIClient(headers={"accept-language": language} if language else None)
    # What a view lets escape must come back as the answer a real client gets.
    client.raise_request_exception = False
    if token is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def fire_by_api(
    client: APIClient,
    pk: int,
    name: str,
    *,
    version: int,
    key: str | None = None,
    kind: str = "proposals",
    **inputs: Any,
) -> Any:
    """Ask for a transition of a subject that was read at `version`."""
    headers = {"if-match": f'"{version}"'}
    if key is not None:
        headers["idempotency-key"] = key
    address = f"/api/v1/{kind}/{pk}/transitions/{name}/"
    return client.post(address, inputs, format="json", headers=headers)


def list_transitions(person: User, pk: int) -> dict[str, Any]:
    """Return the transitions of a proposal by name, as the API tells them to `person`."""
    answer = client_of(person).get(f"/api/v1/proposals/{pk}/transitions/")
    return {each["name"]: each for each in answer.json()["transitions"]}
