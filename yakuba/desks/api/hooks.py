"""Webhooks of a key: where to tell what happens to its cases."""

from typing import Any

from django.http import Http404
from ninja import Router, Status

from yakuba.cases import calling
from yakuba.cases.models import Hook
from yakuba.desks.api import shapes
from yakuba.desks.api.keys import ApiRequest, Key
from yakuba.desks.api.once import once
from yakuba.desks.api.procedures import REFUSALS
from yakuba.people.tokens import FOLLOW

router = Router(tags=["webhooks"], auth=Key(FOLLOW))


@router.get("/", response={200: list[shapes.HookShape], **REFUSALS}, operation_id="list_hooks")
def list_hooks(request: ApiRequest) -> list[dict[str, Any]]:
    """Those of this key, and whether they are stopped; secrets are not told again."""
    return [_shape(hook) for hook in request.auth.hooks.all()]


@router.post("/", response={201: shapes.HookShape, **REFUSALS}, operation_id="ask_hook")
@once
def ask_hook(request: ApiRequest, told: shapes.HookTold) -> Status[dict[str, Any]]:
    """Tells an https address of everything that happens to the cases of this key. `secret` checks its signatures."""
    hook = calling.ask(request.auth, told.url, by=request.user)
    return Status(201, _shape(hook) | {"secret": calling.secret_of(hook)})


@router.post("/{int:pk}/stop/", response={200: shapes.HookShape, **REFUSALS}, operation_id="stop_hook")
@once
def stop_hook(request: ApiRequest, pk: int) -> dict[str, Any]:
    """Tells that address nothing more."""
    hook = request.auth.hooks.filter(pk=pk, stopped_at=None).first()
    if hook is None:
        raise Http404
    calling.stop(hook, by=request.user)
    return _shape(hook)


def _shape(hook: Hook) -> dict[str, Any]:
    return {"pk": hook.pk, "url": hook.url, "is_stopped": hook.stopped_at is not None}
