"""What several tests of the toolbox need."""

from collections.abc import Iterator

import pytest

from yakuba.toolbox import press


@pytest.fixture
def own_press(monkeypatch: pytest.MonkeyPatch) -> Iterator[press._Press]:
    """A press of this test alone, so that what the test breaks stays here."""
    own = press._Press()
    monkeypatch.setattr(press, "_press", own)
    yield own
    if own.child:
        own.child.kill()
