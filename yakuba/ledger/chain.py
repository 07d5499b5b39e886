"""How lines, details and days are hashed; with the rows and any SHA-256 anybody computes the same (docs/ledger.md)."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from typing import Any


def canonical(value: Any) -> str:
    """The one way of writing a JSON value: keys sorted, no spaces, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def plain(value: Any) -> Any:
    """The value as any database gives it back. Raises TypeError for what JSON cannot hold, and for decimal numbers:
    1e20 comes back as another text, and the hash with it. Write them as text."""
    return json.loads(canonical(value), parse_float=_refuse_decimals)


def _refuse_decimals(number: str) -> Any:
    raise TypeError(f"the ledger keeps no decimal numbers; write {number} as text")


def line_hash(line: Any) -> str:
    """Over everything a line says and the hash of the line before it, but not over its place in the table."""
    said = {
        "thing": line.thing,
        "number": line.number,
        "verb": line.verb,
        "at": moment(line.at),
        "actor_key": line.actor_key,
        "actor_name": line.actor_name,
        "actor_post": line.actor_post,
        "facts": line.facts,
        "detail_digest": line.detail_digest,
        "previous": line.previous,
    }
    return _sha256(canonical(said).encode())


def detail_digest(salt: str, text: str) -> str:
    """Without the salt nobody can find out a detail by trying: a birth date has few values."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def root_hash(day: date, *, tree: str, heads: int, last_line: int, previous: str) -> str:
    """Over the state of all things on that day and the root before it."""
    said = {"day": day.isoformat(), "tree": tree, "heads": heads, "last_line": last_line, "previous": previous}
    return _sha256(canonical(said).encode())


def moment(at: datetime) -> str:
    """UTC to the microsecond, the finest that both databases keep."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Tree:
    """A Merkle tree (shape of RFC 6962) over heads in the order of their things; keeps log2(n) nodes and no leaves."""

    def __init__(self) -> None:
        self.leaves = 0
        self._nodes: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """The next leaf; `leaf()` makes it."""
        height, node = 0, leaf
        while self._nodes and self._nodes[-1][0] == height:
            node = _join(self._nodes.pop()[1], node)
            height += 1
        self._nodes.append((height, node))
        self.leaves += 1

    def root(self) -> str:
        """The hash over all leaves so far."""
        if not self._nodes:
            return _sha256(b"")
        *earlier, (_height, node) = self._nodes
        for _height, left in reversed(earlier):
            node = _join(left, node)
        return node.hex()


def leaf(thing: str, number: int, line: str) -> bytes:
    """One thing as it stands: how many lines it has, and the hash of the last."""
    return hashlib.sha256(b"\x00" + canonical([thing, number, line]).encode()).digest()


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
