"""JSON inside a page."""

from __future__ import annotations

import json
from typing import Any

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def json_for_script(data: Any) -> str:
    """Return `data` as JSON for a script element, without members that are None.

    No text in it can end the element.

    >>> json_for_script({"name": "</script>", "brand": None})
    '{"name": "\\\\u003c/script\\\\u003e"}'
    """
    return json.dumps(_without_empty(data), ensure_ascii=False).translate(_ESCAPES)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_without_empty(part) for part in value]
    return value
