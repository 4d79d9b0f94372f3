"""The picture of a VietQR."""

from __future__ import annotations

from backend.common import qr
from orders.payments.ways.transfer.vietqr.reading import parse_vietqr


def draw_vietqr(payload: str) -> str:
    """The code as an SVG document, with its quiet zone; the page that shows it says beside it what it pays.

    `payload` is read first, so nothing is ever drawn that a banking app might refuse. Raises UnreadableVietQr.
    """
    parse_vietqr(payload)
    return qr.svg(payload)
