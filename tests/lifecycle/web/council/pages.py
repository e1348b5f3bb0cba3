"""The pages of a council file as tests open and send them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lifecycle.models import Council


def read(client: Client, name: str, *args: object, language: str = "en", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args), headers={"accept-language": language})
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, name: str, *args: object, status: int = 302, **values: Any) -> str:
    answer = client.post(reverse(name, args=args), values, headers={"accept-language": "en"})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def act(client: Client, council: Council, name: str, *, status: int = 302, **values: Any) -> str:
    council.refresh_from_db()
    given = {"expect": council.version, "key": f"{name}-{council.version}", **values}
    address = (council.plan.code, council.pk, name)
    return post(client, "plan_act", *address, status=status, **given)


def upload(name: str = "note.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Note au conseil de gouvernement\n")


def expect(council: Council) -> int:
    council.refresh_from_db()
    return council.version
