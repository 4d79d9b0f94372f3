"""POST to a URL that a user chose, but only to public addresses (protection against SSRF).

The internal network has the database, the cache and machines that trust this one. So the name is resolved
once, all its addresses must be public, and the connection goes to one of them. A redirect is not followed: it
counts as a failure, as every status except 2xx.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from backend.common.errors import DomainError

SECONDS = 20  # the specification: 15 to 30
_READ = 2_000
# Most embed an IPv4 address, which may be private: NAT64, 6to4, Teredo.
_WRAPPING = [
    ipaddress.ip_network(net)
    for net in (
        *("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"),
        # IPv4-compatible, IPv4-translated and site-local ones are of no use in public, whatever a library calls them.
        *("::/96", "::ffff:0:0:0/96", "fec0::/10"),
    )
]


class AddressRefused(DomainError):
    """The URL or its address is not allowed; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Response of an endpoint.

    status: the HTTP status; None without a response, and then `error` has the reason.
    retry_after: seconds, 0 if not given.
    """

    status: int | None = None
    body: str = ""
    error: str = ""
    retry_after: int = 0


def checked_url(raw: str) -> str:
    """Return `raw` stripped. Raises AddressRefused unless it is an https URL with a public host.

    With WEBHOOKS_ALLOW_LOCAL, http and local hosts are accepted too. The host's name is not resolved.
    """
    url = raw.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    local = settings.WEBHOOKS_ALLOW_LOCAL
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise AddressRefused(_("Địa chỉ bắt đầu bằng https://"), field="url", code="url_scheme")
    if (
        not host or len(url) > 500 or not url.isascii() or not url.isprintable() or " " in url or "\\" in url
        or parts.username is not None or parts.password is not None or parts.fragment or port == 0
    ):  # fmt: skip
        raise AddressRefused(
            _("Địa chỉ chưa đúng. Ví dụ: https://phan-mem.example.vn/pieu"), field="url", code="url_form"
        )
    if not local and (
        not set(".:") & set(host)
        or host.rstrip(".").endswith((".local", ".internal", ".localhost"))
        or _is_inner(host)
    ):
        raise _inner()
    return url


def post(url: str, body: bytes, headers: Mapping[str, str], *, most_bytes: int = _READ) -> Answer:
    """POST `body` to `url` once, within SECONDS in all. Return the response, or the failure, as an Answer.

    most_bytes: of the response; the rest is not read.

    Raises AddressRefused.
    """
    parts = urlsplit(checked_url(url))
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ends = time.monotonic() + SECONDS
    try:
        addresses = public_addresses(host, port)
    except OSError:
        return Answer(error=_("Không tìm thấy máy có tên này."))
    connection = (_Https if parts.scheme == "https" else _Http)(host, port, addresses, ends)
    # The socket's timeout is per read: a server that sends one byte at a time would hold the worker.
    is_cut = threading.Event()
    watch = threading.Timer(ends - time.monotonic(), _cut, [connection, is_cut])
    watch.daemon = True
    watch.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "POST", target, body, {"content-type": "application/json", "user-agent": "Pieu", **headers}
        )
        response = connection.getresponse()
        text = response.read(most_bytes).decode(errors="replace").replace("\0", "")
        wished = response.getheader("retry-after", "")
        wait = int(wished) if wished.isascii() and wished.isdigit() and len(wished) < 7 else 0
        return Answer(response.status, text, retry_after=wait)
    except TimeoutError:
        return Answer(error=_("Bên nhận không trả lời trong 20 giây."))
    except ssl.SSLError as error:
        return Answer(error=f"TLS: {error.reason or error}"[:200])
    except (OSError, http.client.HTTPException, ValueError) as error:
        if is_cut.is_set():
            return Answer(error=_("Bên nhận không trả lời trong 20 giây."))
        return Answer(error=f"{type(error).__name__}: {error}"[:200])
    finally:
        watch.cancel()
        connection.close()


def public_addresses(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, in the order to try them.

    Raises AddressRefused if one of them is not public, unless WEBHOOKS_ALLOW_LOCAL. Raises OSError if there
    is none or name servers don't answer within SECONDS.
    """
    found = list(dict.fromkeys(str(info[4][0]) for info in _looked_up(host, port)))
    if not found:
        raise OSError("no address")
    if not settings.WEBHOOKS_ALLOW_LOCAL and any(map(_is_inner, found)):
        raise _inner()
    return found


def _looked_up(host: str, port: int) -> list[Any]:
    """Return the answer of socket.getaddrinfo. It runs in a thread, because the call can't be interrupted.

    Raises OSError; its subclass TimeoutError if no name server answers within SECONDS.
    """
    addresses: list[Any] = []
    wrong: list[OSError] = []

    def ask() -> None:
        try:
            addresses.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            wrong.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(SECONDS)
    if asking.is_alive():
        raise TimeoutError("no name server answers")
    if wrong:
        raise wrong[0]
    return list(addresses)


def _is_inner(text: str) -> bool:
    """Return True if `text` is an IP address outside the public internet."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif any(address in net for net in _WRAPPING):
            return True
    return not address.is_global or address.is_multicast or "%" in text


def _inner() -> AddressRefused:
    return AddressRefused(
        _("Piêu chỉ báo đến địa chỉ công khai trên mạng, không đến máy trong nhà."),
        field="url",
        code="url_inner",
    )


def _cut(connection: http.client.HTTPConnection, is_cut: threading.Event) -> None:
    is_cut.set()
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


class _Http(http.client.HTTPConnection):
    """Connection to one of the resolved `addresses`, with the host's name in the request.

    It must connect before `ends` (time.monotonic).
    """

    def __init__(self, host: str, port: int, addresses: Sequence[str], ends: float) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.addresses, self.ends = addresses, ends

    def connect(self) -> None:
        """Connect to the first address that works. Some, such as IPv6 without a route, may be unreachable."""
        for number, address in enumerate(self.addresses):
            left = max(0.1, self.ends - time.monotonic())
            waits = len(self.addresses) - number
            try:
                self.sock = socket.create_connection((address, self.port), left / waits)
            except OSError:
                if waits == 1:
                    raise
            else:
                self.sock.settimeout(left)
                return


class _Https(_Http):
    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
