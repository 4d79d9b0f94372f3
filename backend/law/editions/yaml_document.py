"""Read one document from YAML, for what has no text to import: dates, and the words of a few provisions.

number: 91/2025/QH15
kind: law
title: Bảo vệ dữ liệu cá nhân
issuer: Quốc hội
issued: 2025-06-26
from: 2026-01-01
url: https://…
provisions:
  - ref: "9(1)"
    title: …        # optional, as from and to
    text: …
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import yaml
from django.utils.translation import gettext as _

from backend.law.editions.numbers import kind_of_number
from backend.law.editions.parsed import BrokenLaw, ParsedDocument, ParsedLaw, ParsedProvision
from backend.law.library.enums import DocumentKind
from backend.law.library.references import BadReference, parse_ref

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = {"number", "kind", "title", "issuer", "issued", "from", "to", "url", "provisions"}
_INNER = {"ref", "title", "text", "from", "to"}


def read_yaml_document(text: str) -> ParsedLaw:
    """Return the document. Raises BrokenLaw, which names the line where YAML knows it."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        data = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenLaw(_("YAML không đọc được."), line=mark.line + 1 if mark else 0) from None
    if not isinstance(data, dict) or not data.keys() <= _KEYS or not data.get("number"):
        raise BrokenLaw(
            _("cần number, và chỉ các khoá %(keys)s.") % {"keys": ", ".join(sorted(_KEYS))}, line=1
        )
    number = _text(data, "number", 1)
    kind = data.get("kind") or kind_of_number(number)
    if kind not in DocumentKind.values:
        raise BrokenLaw(_("không có loại văn bản “%(kind)s”.") % {"kind": kind}, line=_line(node, "kind"))
    document = ParsedDocument(
        number, DocumentKind(kind), title=_text(data, "title", 1), issuer=_text(data, "issuer", 1),
        issued=_day(data, "issued", _line(node, "issued")), valid_from=_day(data, "from", _line(node, "from")),
        valid_to=_day(data, "to", _line(node, "to")), source_url=_text(data, "url", 1),
    )  # fmt: skip
    lines = _lines_of_items(node, "provisions")
    for row, line in zip(data.get("provisions") or [], lines, strict=False):
        document.provisions.append(_provision(row, line))
    document.is_seen = any(each.text for each in document.provisions)
    return ParsedLaw("yaml", number, document.title, documents={number: document})


def _provision(row: Any, line: int) -> ParsedProvision:
    if not isinstance(row, dict) or not row.keys() <= _INNER or not row.get("ref"):
        raise BrokenLaw(
            _("điều cần ref, và chỉ các khoá %(keys)s.") % {"keys": ", ".join(sorted(_INNER))}, line=line
        )
    try:
        ref = parse_ref(str(row["ref"]))
    except BadReference as error:
        raise BrokenLaw(error.message, line=line) from None
    return ParsedProvision(
        ref, line, title=_text(row, "title", line), text=_text(row, "text", line),
        valid_from=_day(row, "from", line), valid_to=_day(row, "to", line), text_from=_day(row, "from", line),
    )  # fmt: skip


def _text(data: dict[str, Any], key: str, line: int) -> str:
    value = data.get(key) or ""
    if not isinstance(value, str | int | float):
        raise BrokenLaw(_("%(key)s phải là chữ.") % {"key": key}, line=line)
    return unicodedata.normalize("NFC", str(value)).strip()


def _day(data: dict[str, Any], key: str, line: int) -> dt.date | None:
    value = data.get(key)
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise BrokenLaw(_("%(key)s phải là ngày, như 2026-01-01.") % {"key": key}, line=line)


def _line(node: Any, key: str) -> int:
    for name, _value in getattr(node, "value", []) or []:
        if name.value == key:
            return int(name.start_mark.line) + 1
    return 1


def _lines_of_items(node: Any, key: str) -> list[int]:
    for name, value in getattr(node, "value", []) or []:
        if name.value == key:
            return [int(each.start_mark.line) + 1 for each in value.value]
    return []
