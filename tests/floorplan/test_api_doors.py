"""Every operation of the API asks for a key, but for those that tell what can be applied for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from tests.stories.machine import Machine
from yakuba.desks.api.urls import api

OPEN = {"list_procedures", "get_procedure"}
METHODS = ("get", "post", "delete")
STAND_INS = {
    "receipt": "2026-99999",
    "slug": "nobody",
    "pk": "999999",
    "act": "accept",
    "secret": "nobody",
    "file": "00000000-0000-4000-8000-000000000000",
}


def operations() -> Iterator[tuple[str, str, str]]:
    """The name, method and address of every operation, with stand-ins for what is in the address."""
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1")["paths"].items():
        for method in (one for one in METHODS if one in methods):
            yield methods[method]["operationId"], method, path.format(**STAND_INS)


@pytest.mark.django_db
def test_without_a_key_nothing_is_told() -> None:
    client = Client()
    answers = {name: getattr(client, method)(path).status_code for name, method, path in operations()}
    assert len(answers) >= 10
    assert {name for name, code in answers.items() if code != 401} == OPEN


def sent(machine: Machine, name: str, method: str, path: str) -> Any:
    """What that operation needs at least, so that it is answered for what is not there and not for what is missing."""
    if name.startswith("put_file"):
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.4", "application/pdf")
        return machine.client.post(path, {"file": file}, headers=machine.head())
    path = path.removeprefix("/api/v1")
    if method == "get":
        return machine.get(path)
    return machine.post(path, {"answers": {}} if name == "answer" else {})


@pytest.mark.django_db
def test_what_is_nobodys_is_not_there(cast: Cast) -> None:
    for user in (cast.hana, cast.ken):
        machine = Machine(user)
        for name, method, path in operations():
            if name in OPEN or "2026-99999" not in path:
                continue
            answer = sent(machine, name, method, path)
            assert answer.status_code == 404, (name, answer.content)


def test_it_is_described_in_openapi_3_1() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["components"]["securitySchemes"]
