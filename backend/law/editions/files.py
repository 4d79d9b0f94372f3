"""Read a file of law, whatever its layout, before any transaction begins."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from backend.law.editions.codified_html import read_codified_html
from backend.law.editions.codified_text import is_codified_text, read_codified_text
from backend.law.editions.codified_zip import read_codified_zip
from backend.law.editions.parsed import BrokenLaw, ParsedLaw
from backend.law.editions.plain_document import read_plain_document
from backend.law.editions.yaml_document import read_yaml_document

MOST_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class LawFile:
    """A file and what it holds: several editions only for a zip."""

    name: str
    sha256: str
    laws: list[ParsedLaw]


def read_law_file(path: Path, *, number: str = "", from_date: dt.date | None = None) -> LawFile:
    """Return what the file holds. number, from_date: of a plain document that doesn't state them.

    Raises BrokenLaw, which names the line.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BrokenLaw(_("Tệp lớn quá."))
        data = path.read_bytes()
    except OSError as error:
        raise BrokenLaw(_("Không mở được tệp: %(reason)s") % {"reason": error.strerror}) from None
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(b"PK\x03\x04"):
        return LawFile(path.name, digest, list(read_codified_zip(io.BytesIO(data))))
    text = decoded(data)
    if path.suffix.lower() in (".html", ".htm"):
        law = read_codified_html(text, title=path.stem)
    elif path.suffix.lower() in (".yaml", ".yml"):
        law = read_yaml_document(text)
    elif is_codified_text(text):
        law = read_codified_text(text, name=path.stem)
    else:
        law = read_plain_document(text, name=path.name, number=number, from_date=from_date)
    return LawFile(path.name, digest, [law])


def decoded(data: bytes) -> str:
    """Return the text, composed (NFC). An Icelandic Ð, which looks like Đ, becomes Đ. Raises BrokenLaw."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenLaw(_("không phải chữ UTF-8."), line=line) from None
    if "\0" in text:
        raise BrokenLaw(
            _("có ký tự rỗng: không phải tệp chữ."), line=text.count("\n", 0, text.index("\0")) + 1
        )
    return unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")
