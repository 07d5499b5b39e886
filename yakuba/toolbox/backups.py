"""When the newest backup in a folder was made, for whoever watches over it."""

from datetime import UTC, datetime
from pathlib import Path


def last_made(folder: str) -> datetime | None:
    """None where no folder is named, and where it holds no file."""
    made = []
    for path in Path(folder).glob("*") if folder else ():
        try:
            made.append(path.stat().st_mtime if path.is_file() else 0.0)
        except FileNotFoundError:
            # Old ones are cleared away while we look.
            continue
    return datetime.fromtimestamp(max(made), UTC) if any(made) else None
