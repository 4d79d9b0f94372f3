"""Uploads in pieces, each the raw body of a request."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import parsers, status
from rest_framework.exceptions import APIException

PIECE_TYPE = "application/octet-stream"
LONGEST = 10**12


class LineBroke(APIException):
    """The connection broke while a piece arrived (408).

    The endpoint's documentation says whether the received bytes are stored.
    """

    status_code = status.HTTP_408_REQUEST_TIMEOUT
    default_detail = gettext_lazy("Đường truyền bị ngắt. Chị gửi tiếp từ chỗ đã tới.")
    default_code = "line_broke"


class PieceParser(parsers.BaseParser):
    """Parser that passes the body on as a stream, without reading it into memory."""

    media_type = PIECE_TYPE

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream


def offset_of(text: str) -> int | None:
    """Return the number in an Upload-Offset header; None if the header has no valid number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 13 else None
