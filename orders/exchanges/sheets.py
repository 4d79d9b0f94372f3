"""One worksheet's XML, changed only in filled rows; everything else stays byte for byte.

ECMA-376 Part 1, 18.3.1.73 (row), 18.3.1.4 (c), 18.4.8 (inline string). Text is written as inline strings,
never as a formula, so that the book's shared strings stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape, quoteattr, unescape

from django.utils.translation import gettext as _
from openpyxl.formula.translate import Translator

from backend.common.errors import DomainError

_DATA = re.compile(rb"<sheetData(?:\s[^>]*)?(?:/>|>.*?</sheetData\s*>)", re.DOTALL)
# Each opened tag is closed: the XML was parsed before, and nothing here is hidden from the parser. So no
# search for an end runs past its own element; otherwise a small file of open tags would take hours.
_ATTRIBUTE_TEXT = rb"((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)"
_ROW = re.compile(rb"<row(?=[\s/>])" + _ATTRIBUTE_TEXT + rb"(?:/>|>(.*?)</row\s*>)", re.DOTALL)
_CELL = re.compile(rb"<c(?=[\s/>])" + _ATTRIBUTE_TEXT + rb"(?:/>|>(.*?)</c\s*>)", re.DOTALL)
_FORMULA = re.compile(rb"<f(?=[\s/>])" + _ATTRIBUTE_TEXT + rb"(?:/>|>(.*?)</f\s*>)", re.DOTALL)
_HIDDEN = (b"<!--", b"<![CDATA[", b"<?")  # text that only looks like tags; no program writes it among rows
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DIMENSION = re.compile(rb"(<dimension\b[^>]*?\bref=\")[^\"]*(\")")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
type Value = str | int | None


class SheetRefused(DomainError):
    """The workbook or its sheet has a form that can't be filled in; nothing was made."""


@dataclass(slots=True)
class Cell:
    """A cell: `column` counts from 1, `raw` is its original XML."""

    column: int
    raw: bytes
    style: bytes
    has_formula: bool
    is_empty: bool
    formula: str = ""
    shared: str = ""


@dataclass(slots=True)
class Row:
    number: int
    attributes: bytes
    cells: dict[int, Cell]
    is_hidden: bool
    raw: bytes


class Sheet:
    """The rows of one worksheet's XML."""

    def __init__(self, xml: bytes) -> None:
        """Parse `xml`. Raises SheetRefused if it is broken, not UTF-8, or has no readable rows and cells."""
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or not is_well_formed(xml):
            raise _odd()
        found = _DATA.search(xml)
        if found is None or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise _odd()
        self._before, self._after = xml[: found.start()], xml[found.end() :]
        data = found[0]
        if any(sign in data for sign in _HIDDEN):
            raise _odd()
        self.rows = {row.number: row for row in _rows(data)}
        self._masters = {
            cell.shared: (cell.formula, f"{letters(cell.column)}{row.number}")
            for row in self.rows.values()
            for cell in row.cells.values()
            if cell.shared and cell.formula
        }
        self._filled: dict[int, dict[int, Value]] = {}

    def put(self, row: int, column: int, value: Value) -> None:
        """Set a cell's value for `xml`. Raises SheetRefused for a cell with a formula of the exchange."""
        there = self.rows.get(row)
        if there is not None and (cell := there.cells.get(column)) is not None and cell.has_formula:
            raise SheetRefused(
                _("Ô %(cell)s của sàn là công thức: chị đừng chọn gì cho cột này.")
                % {"cell": f"{letters(column)}{row}"},
                code="formula_there",
            )
        self._filled.setdefault(row, {})[column] = value

    def xml(self, like: int) -> bytes:
        """Return the whole sheet with the values that were put.

        New rows are styled like the row `like`. Its formulas are continued over the filled rows.
        """
        pattern = self.rows.get(like)
        rows = []
        for number in sorted({*self.rows, *self._filled}):
            there = self.rows.get(number)
            values = self._filled.get(number)
            if values is None and there is not None:
                rows.append(there.raw)
            else:
                rows.append(
                    _written(number, there, pattern, values or {}, self._carried_on(number, there, pattern))
                )
        return self._grown() + b"<sheetData>" + b"".join(rows) + b"</sheetData>" + self._after

    def _carried_on(self, number: int, there: Row | None, pattern: Row | None) -> dict[int, str]:
        """Return {column: formula of the pattern row, moved to row `number`} for the row's empty cells."""
        found = {}
        for column, cell in (pattern.cells if pattern else {}).items():
            text, origin = cell.formula, f"{letters(column)}{pattern.number}" if pattern else ""
            if cell.shared and not text:
                text, origin = self._masters.get(cell.shared, ("", origin))
            old = there.cells.get(column) if there else None
            if text and (old is None or old.is_empty):
                place = f"{letters(column)}{number}"
                found[column] = Translator(f"={text}", origin=origin).translate_formula(place)[1:]
        return found

    def _grown(self) -> bytes:
        """Return the XML before the rows, with the dimension of the filled area.

        Some readers rely on the dimension.
        """
        numbers = [*self.rows, *self._filled]
        columns = [c for row in self.rows.values() for c in row.cells]
        columns += [c for values in self._filled.values() for c in values]
        if not numbers or not columns:
            return self._before
        ref = f"A1:{letters(max(columns))}{max(numbers)}".encode()
        return _DIMENSION.sub(b"\\g<1>" + ref + b"\\g<2>", self._before, count=1)


def is_well_formed(xml: bytes) -> bool:
    """Return True if the XML parses. No tree is built, and no external reference is fetched."""
    try:
        ParserCreate().Parse(xml, True)
    except ExpatError:
        return False
    return True


def letters(column: int) -> str:
    """Return the letters of a column number.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """Return the number of a column from its letters, in capitals.

    >>> column_of("AB")
    28
    """
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def _attributes(raw: bytes) -> dict[str, bytes]:
    return {name.decode(): double or single for name, double, single in _ATTRIBUTE.findall(raw)}


def _rows(data: bytes) -> Iterator[Row]:
    number = 0
    for found in _ROW.finditer(data):
        row_attributes = _attributes(found[1])
        number = int(row_attributes["r"]) if "r" in row_attributes else number + 1
        cells: dict[int, Cell] = {}
        column = 0
        for each in _CELL.finditer(found[2] or b""):
            cell_attributes = _attributes(each[1])
            place = _REFERENCE.fullmatch(cell_attributes.get("r", b"").decode())
            column = column_of(place[1]) if place else column + 1
            inside = each[2] or b""
            cells[column] = Cell(
                column,
                each[0],
                cell_attributes.get("s", b""),
                b"<f" in inside,
                not inside.strip(),
                *_formula(inside),
            )
        if (found[2] or b"").strip() and not cells:
            raise _odd()
        hidden = row_attributes.get("hidden", b"0") in (b"1", b"true")
        yield Row(number, found[1], cells, hidden, found[0])


def _formula(inside: bytes) -> tuple[str, str]:
    """Return a cell's formula and its shared number; empty for an array formula, which has a single place."""
    found = _FORMULA.search(inside)
    attributes = _attributes(found[1]) if found else {}
    if found is None or attributes.get("t") in (b"array", b"dataTable"):
        return "", ""
    return unescape((found[2] or b"").decode()), attributes.get("si", b"").decode()


def _written(
    number: int, there: Row | None, pattern: Row | None, values: dict[int, Value], formulas: dict[int, str]
) -> bytes:
    if there is not None:
        head, old = there.attributes.rstrip(), there.cells
    else:
        head, old = f' r="{number}"'.encode() + _height(pattern), {}
    styles = {column: cell.style for column, cell in (pattern.cells if pattern else {}).items()}
    cells = []
    for column in sorted({*old, *values, *formulas} | (set(styles) if there is None else set())):
        style = old[column].style if column in old else styles.get(column, b"")
        if values.get(column) not in (None, ""):
            cells.append(_cell(column, number, style, values[column]))
        elif column in formulas:
            cells.append(_open(column, number, style) + f"><f>{escape(formulas[column])}</f></c>".encode())
        elif column in old:
            cells.append(old[column].raw)
        elif style:
            cells.append(f'<c r="{letters(column)}{number}" s="{style.decode()}"/>'.encode())
    return b"<row" + head + b">" + b"".join(cells) + b"</row>"


def _height(pattern: Row | None) -> bytes:
    """Return the pattern row's height and style as XML attributes, but not hiding and grouping."""
    if pattern is None:
        return b""
    attributes = _attributes(pattern.attributes)
    copied = {
        name: attributes[name] for name in ("s", "customFormat", "ht", "customHeight") if name in attributes
    }
    return b"".join(f" {name}={quoteattr(value.decode())}".encode() for name, value in copied.items())


def _cell(column: int, row: int, style: bytes, value: Value) -> bytes:
    head = _open(column, row, style)
    if isinstance(value, int):
        return head + f"><v>{value}</v></c>".encode()
    text = "".join(char for char in str(value) if char >= " " or char in "\n\t")
    return head + f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'.encode()


def _open(column: int, row: int, style: bytes) -> bytes:
    """Return the start of a cell's tag, with its reference and style."""
    return (f'<c r="{letters(column)}{row}"' + (f' s="{style.decode()}"' if style else "")).encode()


def _odd() -> SheetRefused:
    return SheetRefused(
        _(
            "Trang tính này ghi theo kiểu Piêu chưa điền được. Chị mở bằng Excel, lưu lại thành .xlsx rồi gửi."
        ),
        code="sheet_odd",
    )
