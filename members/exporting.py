"""Everything that is known of a person, gathered from every app (Law 91/2025/QH15: she may see and take it along).

An app that keeps something of people registers it in AppConfig.ready():

    exporting.register("products", _("Sản phẩm"), products_of)     # products_of(user) -> list or dict of plain values

`words` says the keys of its dicts in her language for the page she reads ({"full_name": _("Họ và tên")}). Values are text, numbers, True/False, None, lists and dicts; moments and days as the functions of backend.common.dates
write them or as datetime, date (then ISO 8601 in JSON).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: (section.order, section.key))


def collect(user: User) -> dict[str, Any]:
    """All sections by key, in order."""
    return {section.key: section.collect(user) for section in sections()}
