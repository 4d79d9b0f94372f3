import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

MAX_BYTES = 1024 * 1024


class JSONParser(parsers.JSONParser):
    """JSON parser that refuses bodies above MAX_BYTES, too deep nesting, and unpaired surrogates."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        length = parser_context["request"].META.get("CONTENT_LENGTH") if parser_context else None
        if int(length or 0) > MAX_BYTES:
            raise RequestDataTooBig
        try:
            data = super().parse(stream, media_type, parser_context)
            # "\\ud800" is JSON, but an unpaired surrogate, which no row can store and no query can contain.
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError(_("Dữ liệu lồng nhau quá sâu.")) from None
        except UnicodeEncodeError:
            raise ParseError(_("Dữ liệu gửi lên không đọc được.")) from None
        return data
