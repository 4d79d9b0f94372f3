"""Allowed link addresses of a code: public https pages, in a form that doesn't mislead readers."""

from __future__ import annotations

import ipaddress
import posixpath
import re
from urllib.parse import unquote, urlsplit, urlunsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from backend.common.errors import DomainError

MAX_LENGTH = 400
_FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f\\<>\"^`{|}]")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
# Hosts without a public page: machines of a local network, and services whose name contains the IP address
#     they resolve to.
_NOWHERE = (
    ".local", ".internal", ".localhost", ".test", ".invalid", ".onion", ".lan", ".home", ".corp", ".home.arpa",
    ".nip.io", ".sslip.io", ".xip.io", ".localtest.me", ".lvh.me", ".traefik.me",
)  # fmt: skip
# Media types by the end of the path; everything else is a page.
_MEDIA_TYPES = {
    ".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".mp4": "video/mp4", ".mp3": "audio/mpeg", ".json": "application/json",
}  # fmt: skip


class LinkAddressError(DomainError):
    """A code may not lead to this address."""


def check_address(raw: str) -> str:
    """Check the address of a link, and return it with an ASCII host in lower case and the rest
    percent-encoded.

    Raises LinkAddressError.
    """
    text = raw.strip()
    if not text:
        raise _refused(_("Chị dán địa chỉ trang, ví dụ https://example.vn/cong-thuc."), "link_empty")
    if len(text) > MAX_LENGTH:
        raise _refused(
            _("Địa chỉ dài quá %(most)d chữ. Chị lấy địa chỉ ngắn hơn.") % {"most": MAX_LENGTH}, "link_length"
        )
    if _FORBIDDEN.search(text):
        raise _refused(
            _("Địa chỉ có dấu cách hoặc ký tự lạ. Chị chép lại từ trình duyệt."), "link_characters"
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(
            _("Địa chỉ này không mở được. Chị chép lại từ trình duyệt."), "link_malformed"
        ) from None
    if parts.scheme.lower() != "https":
        raise _refused(_("Địa chỉ phải bắt đầu bằng https:// để người mua mở an toàn."), "link_scheme")
    if "@" in parts.netloc:
        raise _refused(_("Địa chỉ không được chứa tên đăng nhập hay mật khẩu."), "link_credentials")
    if port not in (None, 443):
        raise _refused(_("Địa chỉ có số cổng lạ. Chị chép lại từ trình duyệt."), "link_port")
    netloc = _ascii_host(host)
    address = iri_to_uri(urlunsplit(("https", netloc, parts.path or "/", parts.query, parts.fragment)))
    if len(address) > MAX_LENGTH:
        raise _refused(
            _("Địa chỉ dài quá %(most)d chữ. Chị lấy địa chỉ ngắn hơn.") % {"most": MAX_LENGTH}, "link_length"
        )
    return address


def same_page(address: str) -> str:
    """Return a key that is equal for addresses that nearly always lead to the same page. Takes a checked
    address.

    It ignores case, escapes, "www.", a last slash or index page, doubled slashes, dots, the order of a query,
    and the fragment.
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    path = posixpath.normpath("/" + unquote(unquote(parts.path)).casefold()).lstrip("/")
    path = re.sub(r"(?:^|/)(?:index|default)\.(?:html?|php|aspx?)$", "", path)
    query = "&".join(sorted(unquote(unquote(parts.query)).casefold().split("&")))
    return f"{host}/{path}?{query}"


def media_type_of(address: str) -> str:
    path = urlsplit(address).path.lower()
    return next((kind for end, kind in _MEDIA_TYPES.items() if path.endswith(end)), "text/html")


def _ascii_host(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        raise _refused(_("Địa chỉ phải có tên trang, không phải dãy số."), "link_host")
    try:
        ascii_host = host.encode("idna").decode().lower()
    except UnicodeError:
        ascii_host = ""
    if not _HOST.fullmatch(ascii_host) or f".{ascii_host}".endswith(_NOWHERE):
        raise _refused(_("Tên trang trong địa chỉ này không đúng. Chị chép lại từ trình duyệt."), "link_host")
    return ascii_host


def _refused(message: str, code: str) -> LinkAddressError:
    return LinkAddressError(message, field="url", code=code)
