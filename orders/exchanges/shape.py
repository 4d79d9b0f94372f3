"""What a filled file depends on: headings, drop-down lists, checks, hidden rows, cell formats.

All of it is compared when the exchange sends another file: a shorter list or a second heading row breaks a
filled file like a moved column does. Only rows from the heading row on count; titles above may have a date.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from backend.common.text import fold
from orders.exchanges.packages import MAIN, MOST_COLUMNS, headings_of, part_of, sheet_parts
from orders.exchanges.sheets import letters

MOST_CHOICES = 2_000
_REFERENCE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([^'!,()]+))!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
)

type Shape = dict[str, Any]


def shape_of(data: bytes, sheet: str, heading_row: int, first_row: int) -> Shape:
    """Return what two files of the sheet must agree in, as JSON; {} if the sheet is missing.

    "rows": {row: texts} from the heading to above the first filled row; "sheets": [[name, state]];
    "hidden": numbers of hidden rows; "lists": {column: [choices]}, or the formula of a list that can't be
    read;
    "checks": {column: kind and bounds}; "formats": {column: number format of the first filled row}.
    Columns are letters.
    """
    parts = sheet_parts(data)
    if sheet not in parts:
        return {}
    root = fromstring(part_of(data, parts[sheet]))
    rows = {int(row.get("r", "0")): row for row in root.iter(f"{MAIN}row")}
    texts = {
        str(number): [" ".join(fold(text).split()) for text in _stripped(headings_of(data, sheet, number))]
        for number in range(heading_row, min(first_row, heading_row + 10))
    }
    lists, checks = _checks(data, root, sheet, first_row)
    return {
        "sheets": _sheets(data),
        "rows": {number: words for number, words in texts.items() if words},
        "hidden": [
            n
            for n in sorted(rows)
            if heading_row <= n <= first_row and rows[n].get("hidden") in ("1", "true")
        ],
        "lists": lists,
        "checks": checks,
        "formats": _formats(data, rows.get(first_row)),
    }


def choices_of(data: bytes, sheet: str, first_row: int) -> dict[int, list[str]]:
    """Return {column (from 1): the words that its drop-down list allows}, for lists that can be read."""
    parts = sheet_parts(data)
    if sheet not in parts:
        return {}
    lists, _rest = _checks(data, fromstring(part_of(data, parts[sheet])), sheet, first_row)
    return {
        range_boundaries(f"{letter}1")[0]: words for letter, words in lists.items() if isinstance(words, list)
    }


def differences(before: Shape, after: Shape, headings: dict[str, str]) -> list[str]:
    """Return the differences of two shapes, a sentence each, except those of the heading row.

    `headings`: {letter: text}.
    """
    changes = []
    if before["sheets"] != after["sheets"]:
        changes.append(_("Các trang tính của tệp đã đổi."))
    first = min(before["rows"], key=int, default="")
    if {n: row for n, row in before["rows"].items() if n != first} != {
        n: row for n, row in after["rows"].items() if n != first
    }:
        changes.append(_("Dòng dưới tiêu đề (dòng tiêu đề thứ hai) đã đổi."))
    if before["hidden"] != after["hidden"]:
        changes.append(_("Các dòng ẩn đã đổi."))
    for part, words in (
        ("lists", _("Danh sách chọn của cột “%(name)s” đã đổi.")),
        ("checks", _("Điều kiện nhập của cột “%(name)s” đã đổi.")),
        ("formats", _("Kiểu ô của cột “%(name)s” đã đổi.")),
    ):
        for letter in sorted({*before[part], *after[part]}, key=lambda each: (len(each), each)):
            if before[part].get(letter) != after[part].get(letter):
                changes.append(words % {"name": headings.get(letter) or letter})
    return changes


def _sheets(data: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = fromstring(archive.read("xl/workbook.xml"))
    return [[each.get("name", ""), each.get("state", "visible")] for each in book.iter(f"{MAIN}sheet")]


def _checks(
    data: bytes, root: Element, sheet: str, first_row: int
) -> tuple[dict[str, list[str] | str], dict[str, list[str]]]:
    """Return Excel's checks of the cells of `first_row` by column: drop-down lists, and all other kinds."""
    lists: dict[str, list[str] | str] = {}
    checks: dict[str, list[str]] = {}
    known: dict[str, list[str] | str] = {}
    for each in root.iter():
        if not each.tag.endswith("}dataValidation"):
            continue
        formulas = [" ".join("".join(part.itertext()).split()) for part in each if "formula" in part.tag]
        ranges = each.get("sqref") or next(
            ("".join(p.itertext()) for p in each if p.tag.endswith("}sqref")), ""
        )
        for letter in _columns(ranges, first_row):
            if each.get("type") == "list" and formulas:
                if formulas[0] not in known:
                    known[formulas[0]] = _choices(data, formulas[0], sheet)
                lists[letter] = known[formulas[0]]
            else:
                checks[letter] = [each.get("type", ""), each.get("operator", ""), *formulas]
    return lists, checks


def _columns(ranges: str, row: int) -> list[str]:
    found = []
    for part in ranges.split():
        try:
            left, top, right, bottom = range_boundaries(part)
        except ValueError:
            continue
        if (top or 1) <= row <= (bottom or row):
            found += [
                letters(column) for column in range(left or 1, min(right or MOST_COLUMNS, MOST_COLUMNS) + 1)
            ]
    return found


def _choices(data: bytes, formula: str, sheet: str) -> list[str] | str:
    """Return the entries of a drop-down list, whose `formula` is a literal list, a range or a range's name.

    Any other formula is returned unchanged.
    """
    if formula.startswith('"') and formula.endswith('"'):
        return [word.strip() for word in formula[1:-1].split(",") if word.strip()]
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        text = formula
        if formula in book.defined_names:
            text = book.defined_names[formula].attr_text or ""
        found = _REFERENCE.fullmatch(text.lstrip("="))
        name = (found[1] or found[2] or sheet).replace("''", "'") if found else ""
        if found is None or name not in book.sheetnames:
            return formula
        left, top, right, bottom = range_boundaries(found[3].replace("$", ""))
        page = book[name]
        page.reset_dimensions()
        cells = page.iter_rows(
            min_col=left,
            max_col=right,
            min_row=top,
            max_row=min(bottom, top + MOST_CHOICES),
            values_only=True,
        )
        return [" ".join(str(value).split()) for row in cells for value in row if value is not None]
    finally:
        book.close()


def _formats(data: bytes, row: Element | None) -> dict[str, str]:
    """Return {letter: number format} of the cells of `row`, except the general format."""
    if row is None:
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "xl/styles.xml" not in archive.namelist():
            return {}
        styles = fromstring(archive.read("xl/styles.xml"))
    codes = {each.get("numFmtId", ""): each.get("formatCode", "") for each in styles.iter(f"{MAIN}numFmt")}
    used = styles.find(f"{MAIN}cellXfs")
    numbers = [each.get("numFmtId", "0") for each in used] if used is not None else []
    found = {}
    for cell in row.iter(f"{MAIN}c"):
        style = cell.get("s", "0")
        number = numbers[int(style)] if style.isdecimal() and int(style) < len(numbers) else "0"
        if number != "0":
            found[re.sub(r"\d", "", cell.get("r", ""))] = codes.get(number, number)
    return found


def _stripped(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts = texts[:-1]
    return texts
