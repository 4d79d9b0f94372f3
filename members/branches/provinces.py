"""The provinces of Vietnam with their communes, as the file members/data/units.json has them. No database is needed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import fold
from members.branches.enums import UnitKind

UNITS = Path(__file__).resolve().parents[1] / "data" / "units.json"
SON_LA = 14
# The state writes provinces with two digits and communes with five: 04 is Tỉnh Cao Bằng, 00004 Phường Ba Đình.
# As numbers they would be the same unit, so a commune's code below 100 is stored with this added.
_LOW_CODES, _LOW_CODE_OFFSET = 100, 100_000
_KINDS = {"Phường": UnitKind.WARD, "Xã": UnitKind.COMMUNE, "Đặc khu": UnitKind.COMMUNE}


class ProvinceError(DomainError):
    """No province has the name or code, or the installation has another province."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province in members/data/units.json. `communes`: (stored code, kind, name) of each commune."""

    code: int
    name: str
    communes: tuple[tuple[int, UnitKind, str], ...]


@cache
def all_provinces() -> dict[int, Province]:
    """Return the 34 provinces and cities by code, each with its communes, wards and special zones."""
    found = {}
    for code, name, communes in json.loads(UNITS.read_text(encoding="utf-8"))["provinces"]:
        found[code] = Province(
            code, name, tuple((_stored(number), _kind_of(each), each) for number, each in communes)
        )
    return found


def find_province(asked: str) -> Province:
    """Return the province with the code or name `asked`; accents and "Tỉnh", "Thành phố" are optional.

    Raises ProvinceError, which names the nearest provinces.
    """
    provinces = all_provinces()
    if asked.strip().isdecimal() and int(asked) in provinces:
        return provinces[int(asked)]
    by_name = {_short(each.name): each for each in provinces.values()}
    wanted = _short(asked)
    if wanted in by_name:
        return by_name[wanted]
    near = get_close_matches(wanted, by_name, n=3)
    raise ProvinceError(
        _("Không có tỉnh “%(asked)s”. %(near)s")
        % {
            "asked": asked[:40],
            "near": ", ".join(f"{by_name[name].name} ({by_name[name].code})" for name in near or by_name),
        },
        field="province",
        code="no_province",
    )


def _stored(code: int) -> int:
    return code + _LOW_CODE_OFFSET if code < _LOW_CODES else code


def _kind_of(name: str) -> UnitKind:
    return next(kind for word, kind in _KINDS.items() if name.startswith(f"{word} "))


def _short(name: str) -> str:
    """Return a province's name for comparing: "son la" for "Tỉnh Sơn La" and "SƠN LA"."""
    folded = fold(name)
    for word in ("tinh ", "thanh pho ", "tp "):
        folded = folded.removeprefix(word)
    return folded
