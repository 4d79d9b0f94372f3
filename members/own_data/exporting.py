"""Everything that is known of a person, gathered from every app (Law 91/2025/QH15: she may see and take it along).

An app that keeps something of people registers it in AppConfig.ready():

    exporting.register("products", _("Sản phẩm"), products_of)     # products_of(user) -> list or dict of plain values
    exporting.register_files("products", files_of)                 # files_of(user) -> names in the store

`words` says the keys of its dicts in her language for the page she reads ({"full_name": _("Họ và tên")}). Values are text, numbers, True/False, None, lists and dicts; moments and days as the functions of backend.common.dates
write them or as datetime, date (then ISO 8601 in JSON). What may be many goes into `Rows`: nothing is cut off, and it is read a
page at a time while the file is sent.
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
    """Any number of rows, read anew each time they are gone through.

    `found` has rows of unique `key`; a page of PAGE rows at a time goes through `told`, which answers what is said of each.
    """

    found: QuerySet[Any]
    told: Callable[[list[Any]], Iterable[Any]]
    key: str = "pk"

    def __iter__(self) -> Iterator[Any]:
        rows = self.found.order_by(self.key)
        page = list(rows[:PAGE])
        while page:
            yield from self.told(page)
            page = list(rows.filter(**{f"{self.key}__gt": getattr(page[-1], self.key)})[:PAGE])

    def newest(self, most: int) -> list[Any]:
        """What is said of the last `most` rows, the last first."""
        return list(self.told(list(self.found.order_by(f"-{self.key}")[:most])))


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
    """Add a section to the export; `key` is its name in the JSON. Registering a key again replaces it.

    One that is not `on_page` is only in the file.
    """
    _sections[key] = Section(key, title, collect, order, words or {}, on_page)


def register_files(key: str, names: Callable[[User], Iterable[str]]) -> None:
    """Add files to what she may take along: `names(user)` answers their names in the store, as the sections write them."""
    _files[key] = names


def files(user: User) -> list[str]:
    """The names in the store of every file of hers, each once."""
    found = (name for key in sorted(_files) for name in _files[key](user))
    return list(dict.fromkeys(filter(None, found)))


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: (section.order, section.key))


def collect(user: User) -> dict[str, Any]:
    """All sections by key, in order."""
    return {section.key: section.collect(user) for section in sections()}


def written(user: User, *, besides: Mapping[str, Any]) -> Iterator[bytes]:
    """`besides` and all sections as JSON, in pieces; of what is in Rows a page at a time is in memory."""
    yield from _pieces({**besides, **collect(user)}, "")


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
