"""Everything that is known of a person, gathered from every app (Law 91/2025/QH15: she may see and take it along).

An app that keeps something of people registers it in AppConfig.ready():

    exporting.register("products", _("Sản phẩm"), products_of)     # products_of(user) -> list or dict of plain values
    exporting.register_files("products", files_of)                 # files_of(user) -> names in the store

`words` says the keys of its dicts in her language for the page she reads ({"full_name": _("Họ và tên")}). Values are text, numbers, True/False, None, lists and dicts; moments and days as the functions of backend.common.dates
write them or as datetime, date (then ISO 8601 in JSON).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from members.models import User


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: Any
    collect: Callable[[User], Any]
    order: int
    words: Mapping[str, Any]


_sections: dict[str, Section] = {}
_files: dict[str, Callable[[User], Iterable[str]]] = {}


def register(
    key: str,
    title: Any,
    collect: Callable[[User], Any],
    *,
    order: int = 50,
    words: Mapping[str, Any] | None = None,
) -> None:
    """Add a section to the export; `key` is its name in the JSON. Registering a key again replaces it."""
    _sections[key] = Section(key, title, collect, order, words or {})


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
