"""The text of an uploaded file, read in a child process (backend.common.reading).

PDF, Word (.docx), Excel (.xlsx), plain text and CSV give text; pictures and scans give none.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from backend.common.errors import DomainError

MOST_CHARACTERS = 2_000_000
MOST_PAGES = 400
MOST_PART_BYTES = 60_000_000
FEWEST_LETTERS = 20
# Fewer letters beside a picture are a scan with a stamp, a header or the name of the scanner.
FEWEST_BESIDE_PICTURE = 200
_PAGE_NUMBER = re.compile(r"(?:trang|tr|page|p)?[\s.]*\d+(?:\s*[/-]\s*\d+)?", re.IGNORECASE)
_TAG = re.compile(rb"<[^>]*>")
_PARAGRAPH = re.compile(rb"</(?:w|a):p>|<w:br ?/>|</si>|</is>|</c>|</row>")
_WORD_PARTS = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|docProps/(?:core|app|custom)\.xml"
)
_SHEET_PARTS = re.compile(
    r"xl/(?:sharedStrings|workbook|worksheets/[^/]+|drawings/[^/]+|comments[^/]*)\.xml|docProps/(?:core|app|custom)\.xml"
)


class FileRefused(DomainError):
    """The file can't be taken; nothing was stored."""


@dataclass(frozen=True, slots=True)
class FileText:
    """extension: by content, not by name. text: all that was found. pages_without_text: of a PDF."""

    extension: str
    text: str
    pages_without_text: int = 0

    @property
    def is_readable(self) -> bool:
        """Return True if there is text, and no page that is only a picture."""
        return sum(map(str.isalpha, self.text)) >= FEWEST_LETTERS and not self.pages_without_text


def text_of(file: BinaryIO) -> FileText:
    """Return the kind and the text of a file. Raises FileRefused for kinds that Piêu doesn't take."""
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    if head.startswith(b"\xff\xd8\xff"):
        return FileText("jpg", "")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileText("png", "")
    return _plain(file)


def _pdf(file: BinaryIO) -> FileText:
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        raise FileRefused(
            _("Không mở được tệp PDF này: tệp hỏng hoặc có mật khẩu."), field="file", code="broken_file"
        ) from None
    if len(document) > MOST_PAGES:
        raise FileRefused(_("Tệp dài quá 400 trang."), field="file", code="file_too_long")
    parts, without = [], 0
    for page in document:
        words = page.get_textpage().get_text_bounded()
        without += _is_scan(
            words, has_picture=any(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
        )
        parts.append(words)
    parts += [str(value) for value in document.get_metadata_dict().values()]
    return FileText("pdf", _limited("\n".join(parts).replace("\r", "")), without)


def _office(file: BinaryIO) -> FileText:
    try:
        with zipfile.ZipFile(file) as archive:
            names = [each.filename for each in archive.infolist()]
            for extension, main, wanted in (
                ("docx", "word/document.xml", _WORD_PARTS),
                ("xlsx", "xl/workbook.xml", _SHEET_PARTS),
            ):
                if main in names:
                    text = "\n".join(_part(archive, name) for name in names if wanted.fullmatch(name))
                    has_pictures = any("/media/" in name for name in names)
                    return FileText(
                        extension, _limited(text), int(has_pictures and _is_scan(text, has_picture=True))
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        pass
    raise FileRefused(
        _("Piêu nhận tệp PDF, Word (.docx), Excel (.xlsx), văn bản thuần hoặc ảnh."),
        field="file",
        code="unknown_file",
    )


def _part(archive: zipfile.ZipFile, name: str) -> str:
    import html  # noqa: PLC0415

    if archive.getinfo(name).file_size > MOST_PART_BYTES:
        raise FileRefused(_("Tệp lớn quá."), field="file", code="file_too_long")
    with archive.open(name) as part:
        data = part.read(MOST_PART_BYTES)
    return html.unescape(_TAG.sub(b"", _PARAGRAPH.sub(b"\n", data)).decode("utf-8", "replace"))


def _plain(file: BinaryIO) -> FileText:
    data = file.read(MOST_CHARACTERS + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not text or "\0" in text:
        raise FileRefused(
            _("Piêu nhận tệp PDF, Word (.docx), Excel (.xlsx), văn bản thuần hoặc ảnh."),
            field="file",
            code="unknown_file",
        )
    return FileText("txt", _limited(text))


def _is_scan(words: str, *, has_picture: bool) -> bool:
    """Return True for a page without words of its own: only a number, or hardly any beside a picture."""
    if has_picture and sum(map(str.isalpha, words)) < FEWEST_BESIDE_PICTURE:
        return True
    return not any(map(str.isalnum, _PAGE_NUMBER.sub("", words, count=1)))


def _limited(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise FileRefused(_("Tệp dài quá."), field="file", code="file_too_long")
    return text
