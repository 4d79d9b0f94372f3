"""Collect all data of a person from every app (Law 91/2025/QH15: members may see and export it).

An app that stores personal data registers it in AppConfig.ready():

    exporting.register("products", _("Sản phẩm"), products_of)     # products_of(user) -> list or dict of plain values
    exporting.register_files("products", files_of)                 # files_of(user) -> names in the store

`words` translates the keys of its dicts for the page ({"full_name": _("Họ và tên")}). Values are text, numbers, True/False, None,
lists and dicts; dates and moments as formatted by backend.common.dates, or as date and datetime (ISO 8601 in JSON). Long lists are
`Rows`: nothing is cut off, and they are read a page at a time while the file is sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from members.models import User

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of any length, read from the database on each iteration.

    found: rows with a unique `key`. describe: converts up to PAGE rows to the exported values.
    """

    found: QuerySet[Any]
    describe: Callable[[list[Any]], Iterable[Any]]
    key: str = "pk"

    def __iter__(self) -> Iterator[Any]:
        rows = self.found.order_by(self.key)
        page = list(rows[:PAGE])
        while page:
            yield from self.describe(page)
            page = list(rows.filter(**{f"{self.key}__gt": getattr(page[-1], self.key)})[:PAGE])

    def newest(self, most: int) -> list[Any]:
        """Return the exported values of the last `most` rows, newest first."""
        return list(self.describe(list(self.found.order_by(f"-{self.key}")[:most])))


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: Any
    collect: Callable[[User], Any]
    order: int
    words: Mapping[str, Any]
    on_page: bool


_sections: dict[str, Section] = {}
_files: dict[str, Callable[[User], Iterable[str]]] = {}


def register(
    key: str,
    title: Any,
    collect: Callable[[User], Any],
    *,
    order: int = 50,
    words: Mapping[str, Any] | None = None,
    on_page: bool = True,
) -> None:
    """Add a section to the export. `key` is its name in the JSON.

    Registering a key again replaces the section. A section that is not `on_page` is only in the exported
    file.
    """
    _sections[key] = Section(key, title, collect, order, words or {}, on_page)


def register_files(key: str, names: Callable[[User], Iterable[str]]) -> None:
    """Add stored files to the ZIP of the export. `names(user)` returns their storage names.

    A second call with the same `key` replaces the first.
    """
    _files[key] = names


def files(user: User) -> list[str]:
    """Return the storage names of the person's files, each once."""
    found = (name for key in sorted(_files) for name in _files[key](user))
    return list(dict.fromkeys(filter(None, found)))


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: (section.order, section.key))


def collect(user: User) -> dict[str, Any]:
    """Return the values of all sections by key, in order."""
    return {section.key: section.collect(user) for section in sections()}


def written(user: User, *, extra: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield `extra` and all sections as JSON bytes. Only one page of `Rows` is in memory at a time."""
    yield from _pieces({**extra, **collect(user)}, "")


def _pieces(value: Any, margin: str) -> Iterator[bytes]:
    deeper = margin + "  "
    match value:
        case Mapping() if value:
            for number, (key, part) in enumerate(value.items()):
                yield f"{',' if number else '{'}\n{deeper}{json.dumps(key, ensure_ascii=False)}: ".encode()
                yield from _pieces(part, deeper)
            yield f"\n{margin}}}".encode()
        case Rows():
            between = "["
            for part in value:
                yield f"{between}\n{deeper}".encode() + b"".join(_pieces(part, deeper))
                between = ","
            yield f"\n{margin}]".encode() if between == "," else b"[]"
        case _:
            text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            yield text.replace("\n", f"\n{margin}").encode()
