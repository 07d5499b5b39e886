"""A machine with a key, speaking to the API through Django's test client."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from yakuba.ledger import Robot
from yakuba.people import keys
from yakuba.people.models import User
from yakuba.people.tokens import WORDS


class Machine:
    def __init__(self, user: User, *may: str, procedures: tuple[str, ...] = (), sections: tuple[str, ...] = ()) -> None:
        scope = keys.Scope(may or WORDS, procedures, sections)
        self.token, self.secret = keys.make(user, "見本の機械", scope, days=30, by=Robot("tests"))
        self.client = Client()

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(f"/api/v1{path}", asked, headers=self.head())

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        head = self.head() | {"Idempotency-Key": key or uuid4().hex}
        content = json.dumps(body or {})
        return self.client.post(f"/api/v1{path}", content, content_type="application/json", headers=head)

    def head(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}
