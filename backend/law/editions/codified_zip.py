"""Read the codified law as a zip: jsonData.js, and demuc/UUID.html of each topic."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from backend.law.editions.codified_html import read_codified_html, read_list
from backend.law.editions.codified_text import HEAD
from backend.law.editions.parsed import BrokenLaw, ParsedLaw

MOST_BYTES = 400_000_000  # of one file in the zip
LIST = "jsonData.js"
# What reading a member of a broken, encrypted or unknown archive raises.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError)


def read_codified_zip(file: BinaryIO) -> Iterator[ParsedLaw]:
    """Yield each topic whose file is in the zip. Raises BrokenLaw, whose message names the file."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise BrokenLaw(_("Tệp zip hỏng.")) from None
    with archive:
        names = {PurePosixPath(each).name: each for each in archive.namelist() if not each.endswith("/")}
        if LIST not in names:
            raise BrokenLaw(_("Tệp zip không có jsonData.js."))
        data = _text(archive, names[LIST])
        listed = _listed(read_list(data, "jdAllTree"))
        for topic in read_list(data, "jdDeMuc"):
            member = names.get(f"{topic.get('Value', '')}.html")
            if member is None:
                continue
            try:
                yield read_codified_html(
                    _text(archive, member), title=topic.get("Text", ""), listed=listed[topic["Value"]]
                )
            except BrokenLaw as error:
                error.message = f"{member}: {error.message}"
                raise


def _listed(rows: list[dict[str, str]]) -> defaultdict[str, dict[str, str]]:
    """Return topic -> code -> title of the articles in the tree."""
    topics: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        name = row.get("TEN", "")
        if found := HEAD.match(name):
            topics[row.get("DeMucID", "")][found[1]] = name[found.end() :].strip(" .")
    return topics


def _text(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise BrokenLaw(_("%(name)s trong tệp zip lớn quá.") % {"name": name})
    try:
        return archive.read(name).decode("utf-8-sig")
    except (UnicodeDecodeError, *UNREADABLE):
        raise BrokenLaw(_("%(name)s trong tệp zip không đọc được.") % {"name": name}) from None
