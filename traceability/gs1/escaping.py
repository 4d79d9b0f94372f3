"""Percent-escapes in the path and query of a Digital Link URI: read leniently, written strictly, as GS1's
syntax engine does.

Reading: an incomplete escape is the characters themselves, and each escape is one character. No AI has any
character beyond U+007F, so a byte above is rejected later, by its name. In a query "+" is a space. Writing:
everything but the unreserved characters of RFC 3986 §2.3 is escaped, and a space in a query becomes "+".
"""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


def unescape_path(text: str) -> str:
    if "%" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def unescape_query(text: str) -> str:
    return unescape_path(text.replace("+", " ") if "+" in text else text)


def escape_path(text: str) -> str:
    return quote(text, safe="", encoding="latin-1")


def escape_query(text: str) -> str:
    return quote_plus(text, safe="", encoding="latin-1")
