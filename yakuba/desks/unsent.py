"""What somebody of the office typed beside a button that could not act: shown once more on the page of the case."""

from django.http import HttpRequest

BOXES = ("effective_on", "sentence", "reason", "advice", "why", "text", "how", "note")
UNSENT = "unsent"


def typed(request: HttpRequest) -> dict[str, str]:
    return {box: request.POST[box] for box in BOXES if request.POST.get(box)}


def keep(request: HttpRequest) -> None:
    """Waits in the session until whoever typed it has signed in again."""
    receipt = request.resolver_match.kwargs.get("receipt") if request.resolver_match else None
    if receipt and (words := typed(request)):
        request.session[UNSENT] = {"receipt": receipt, "words": list(words.values())}


def kept(request: HttpRequest, receipt: str) -> list[str]:
    """What waits for the page of that case; it is shown once."""
    if request.session.get(UNSENT, {}).get("receipt") != receipt:
        return []
    return list(request.session.pop(UNSENT)["words"])
