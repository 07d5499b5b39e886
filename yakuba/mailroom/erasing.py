"""Letters at the end of the retention of what they were about."""

from yakuba.mailroom.models import Letter


def erase(about: str) -> int:
    """Removes the letters about one thing, in the caller's transaction; how many there were."""
    count, _of_which = Letter.objects.about(about).delete()
    return count
