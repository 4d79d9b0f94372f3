"""Read question files of any kind, and carry them in the page between preview and confirmation."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from backend.common.workbooks import MAX_BYTES
from courses.question_banks.aiken import read_aiken
from courses.question_banks.excel import read_excel
from courses.question_banks.gift import read_gift
from courses.quizzes.importing import MAX_QUESTIONS, Imported, ImportRefused, Problem, read_text
from courses.quizzes.questions import QuestionInvalid, checked

MAX_PACKED = 20_000_000


def read_questions(data: bytes) -> list[Imported]:
    """Return the questions of an Excel, Aiken or GIFT file, detected by its bytes.

    Call it before a transaction. Raises ImportRefused.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused([Problem(1, _("Tệp lớn quá 5 MB."))])
    if data[:4] == b"PK\x03\x04":
        return read_excel(data)
    text = read_text(data)
    if re.search(r"^\s*(ANSWER|ĐÁP ÁN|DAP AN)\s*:", text, re.MULTILINE | re.IGNORECASE):
        return read_aiken(text)
    return read_gift(text)


def pack(found: Sequence[Imported]) -> str:
    """Encode questions as one text, for a hidden form field."""
    rows = [[row.line, row.question, row.category] for row in found]
    return base64.b64encode(zlib.compress(json.dumps(rows).encode())).decode()


def unpack(packed: str) -> list[Imported]:
    """Return the questions of `pack`, checked again because a form can be changed. Raises ImportRefused."""
    try:
        reader = zlib.decompressobj()
        raw = reader.decompress(base64.b64decode(packed, validate=True), MAX_PACKED)
        if reader.unconsumed_tail or not reader.eof:
            raise ValueError
        rows = json.loads(raw)
        if not isinstance(rows, list) or len(rows) > MAX_QUESTIONS:
            raise ValueError
        found = [Imported(checked(question), int(line), str(category)) for line, question, category in rows]
    except (
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
        zlib.error,
        binascii.Error,
        QuestionInvalid,
    ) as error:
        raise ImportRefused([Problem(1, _("Bản xem trước đã hỏng. Chị chọn lại tệp."))]) from error
    if len({row.question["key"] for row in found}) < len(found) or not found:
        raise ImportRefused([Problem(1, _("Bản xem trước đã hỏng. Chị chọn lại tệp."))])
    return found
