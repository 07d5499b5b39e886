"""Asking a machine whose address somebody else has given: never one inside, never where it sends us on to."""

import ipaddress
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError

from yakuba.toolbox.refused import Refused

SECONDS = 10
MOST_BYTES = 64_000
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # an IPv4 address in the clothes of IPv6


@dataclass(frozen=True)
class Address:
    """Where a request goes: one IP address, asked once, so that a name cannot point elsewhere a moment later."""

    parts: SplitResult
    ip: str
    port: int


class NotReached(Exception):
    """Nobody answered, or not in time; trying again may help."""


def look_up(url: str, inside: Collection[str] = ()) -> Address:
    """The address of an https URL. Raises Refused where it lies inside, unless its `host:port` is one of `inside`.

    Those may speak plain http. What a name stands for is asked every time, because it changes.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError as error:
        raise Refused(_("アドレスの形が正しくありません。https:// から書いてください。")) from error
    host = (parts.hostname or "").rstrip(".")
    is_known = f"{host}:{port}" in inside
    if parts.scheme != "https" and not (is_known and parts.scheme == "http"):
        raise Refused(_("アドレスは https:// で始まるものにしてください。"))
    if not host or parts.username or parts.password or parts.fragment:
        raise Refused(_("アドレスの形が正しくありません。https:// から書いてください。"))
    ips = _ips(host, port)
    if not is_known and not all(_is_outside(ip) for ip in ips):
        raise Refused(_("このアドレスは、庁内などの内側を指しているので使えません。"))
    return Address(parts, ips[0], port)


def post(address: Address, body: bytes, headers: Mapping[str, str]) -> int:
    """Sends the body and returns the status; an answer that sends us on is not followed. Raises NotReached."""
    host, path = address.parts.hostname or "", address.parts.path or "/"
    target = f"{path}?{address.parts.query}" if address.parts.query else path
    sent = {**headers, "Host": address.parts.netloc, "User-Agent": "Yakuba"}
    limits = urllib3.Timeout(connect=SECONDS, read=SECONDS)
    pool: urllib3.HTTPConnectionPool
    if address.parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address.ip, address.port, timeout=limits, server_hostname=host, assert_hostname=host
        )
    else:
        pool = urllib3.HTTPConnectionPool(address.ip, address.port, timeout=limits)
    try:
        with pool:
            answer = pool.urlopen("POST", target, body, sent, retries=False, redirect=False, preload_content=False)
            answer.read(MOST_BYTES)
            answer.close()
            return answer.status
    except (HTTPError, OSError) as error:
        raise NotReached(type(error).__name__) from error


def _ips(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(_("このアドレスの名前が見つかりません。")) from error
    return [str(one[4][0]) for one in found]


def _is_outside(ip: str) -> bool:
    """Whether the whole world could reach it: no loopback, no private or link-local net, no multicast."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        in_nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
        address = address.ipv4_mapped or address.sixtofour or in_nat64 or address
    return address.is_global and not address.is_multicast
