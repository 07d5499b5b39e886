"""Secrets in links: the link holds the secret, the row only its digest."""

import hashlib
import secrets


def new() -> str:
    """A secret of 256 bits that fits into a URL: 43 characters."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal; for whatever stands in a URL, even what is no secret of ours."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
