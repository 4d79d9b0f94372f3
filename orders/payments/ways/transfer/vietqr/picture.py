"""Draw a VietQR."""

from __future__ import annotations

from backend.common import qr
from orders.payments.ways.transfer.vietqr.reading import parse_vietqr


def draw_vietqr(payload: str) -> str:
    """Return the code as an SVG document with its quiet zone. The page around it states the payment.

    `payload` is parsed first, so that no code is drawn that a banking app might refuse. Raises
    UnreadableVietQr.
    """
    parse_vietqr(payload)
    return qr.svg(payload)
