"""The table of AIs, prepared: each AI with a compiled format, and the orders of qualifiers that a primary key
    allows.

AIS["01"].check("09521234543213")      raises a Gs1Error, or returns None
SEQUENCES                              ("01",), ("01", "10"), ("01", "10", "21"), … every valid path
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext_lazy

from traceability.gs1 import errors
from traceability.gs1.linters import LINTERS, SET_82, cset64
from traceability.gs1.table import ROWS, Row

_SETS = {
    "N": "[0-9]",
    "X": f"[{re.escape(SET_82)}]",
    "Y": r"[#\-/0-9A-Z]",  # GS1 General Specifications 7.11, set 39
    "Z": r"[A-Za-z0-9\-_=]",
}
_COMPONENT = re.compile(r"(\??)([NXYZ])(\.\.)?([0-9]+)((?::[a-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a value's format: `least` to `most` characters of one set.

    `linters` are names in LINTERS.
    """

    letters: str
    least: int
    most: int
    is_optional: bool
    linters: tuple[str, ...]

    @property
    def pattern(self) -> str:
        one = f"({_SETS[self.letters]}{{{self.least},{self.most}}})"
        return f"(?:{one})?" if self.is_optional else one


NAMES = {
    "00": "SSCC",
    "01": "GTIN",
    "02": "GTIN",
    "10": gettext_lazy("số lô"),
    "11": gettext_lazy("ngày sản xuất"),
    "13": gettext_lazy("ngày đóng gói"),
    "15": gettext_lazy("ngày dùng tốt nhất"),
    "16": gettext_lazy("ngày bán cuối"),
    "17": gettext_lazy("hạn dùng"),
    "21": gettext_lazy("số sê-ri"),
    "22": gettext_lazy("phiên bản sản phẩm"),
    "30": gettext_lazy("số lượng"),
    "37": gettext_lazy("số lượng"),
    "254": gettext_lazy("phần mở rộng của GLN"),
    "410": "GLN",
    "414": "GLN",
    "415": "GLN",
    "416": "GLN",
    "417": "GLN",
    "422": gettext_lazy("nước xuất xứ"),
    "7003": gettext_lazy("giờ hết hạn"),
    "7006": gettext_lazy("ngày đông lạnh đầu tiên"),
    "7007": gettext_lazy("ngày thu hoạch"),
    "8200": gettext_lazy("địa chỉ web"),
}


class Ai:
    """One Application Identifier. `check` validates a value of it."""

    __slots__ = (
        "ai", "components", "needs", "never", "is_attribute", "is_fixed", "alternatives", "least", "most",
        "_matches", "_linters",
    )  # fmt: skip

    def __init__(self, row: Row) -> None:
        self.ai = row.ai
        self.components = tuple(_component(text) for text in row.format.split())
        self.needs = tuple(tuple(group.split("+")) for group in row.needs.split())
        self.never = tuple(row.never.split())
        self.is_attribute, self.is_fixed = row.dl == "a", row.fixed
        # None: no primary key. Otherwise the alternative orders of its qualifiers.
        self.alternatives = (
            None if row.then is None else tuple(tuple(each.split()) for each in row.then.split("|"))
        )
        self.least = sum(part.least for part in self.components if not part.is_optional)
        self.most = sum(part.most for part in self.components)
        self._matches = re.compile("".join(part.pattern for part in self.components)).fullmatch
        linters: list[tuple[int, str, Callable[[str], bool]]] = []
        for place, part in enumerate(self.components, start=1):
            if part.letters == "Z":
                linters.append((place, "cset64", cset64))
            linters += [(place, name, LINTERS[name]) for name in part.linters]
        self._linters = tuple(linters)

    def __repr__(self) -> str:
        return f"<Ai {self.ai} {self.title}>"

    @property
    def title(self) -> str:
        """Return the AI's readable name, or "" if only its number is known: GS1's data titles are English."""
        return str(NAMES.get(self.ai, ""))

    @property
    def is_key(self) -> bool:
        return self.alternatives is not None

    def check(self, value: str) -> None:
        """Check that `value` is valid for this AI.

        Raises EmptyValue, WrongLength, WrongCharacter, WrongContent or WrongCheckDigit.
        """
        match = self._matches(value)
        if match is None:
            raise self._misfit(value)
        for place, name, holds in self._linters:
            part = match[place]
            # A missing optional component.
            if part is not None and not holds(part):
                raise errors.wrong_content(self.ai, self.title, name)

    def _misfit(self, value: str) -> errors.Gs1Error:
        """Return the error for a `value` that doesn't match.

        It is about the length, else about the first component that is too short or has a wrong character.
        """
        if not value:
            return errors.empty(self.ai, self.title)
        if len(value) < self.least:
            return errors.too_short(self.ai, self.title)
        if len(value) > self.most:
            return errors.too_long(self.ai, self.title)
        left = value
        for part in self.components:
            piece, left = left[: part.most], left[part.most :]
            if part.is_optional and not piece:
                continue
            if not re.fullmatch(f"{_SETS[part.letters]}*", piece):
                return errors.wrong_character(self.ai, self.title)
            if len(piece) < part.least:
                return errors.too_short(self.ai, self.title)
        raise AssertionError(f"{value!r} matches {self!r}")


def _component(text: str) -> Component:
    match = _COMPONENT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no component of a format")
    optional, letters, variable, most, linters = match.groups()
    return Component(
        letters=letters,
        least=1 if variable else int(most),
        most=int(most),
        is_optional=bool(optional),
        linters=tuple(linters.split(":")[1:]),
    )


def _sequences(keys: Iterable[Ai]) -> dict[tuple[str, ...], None]:
    """Return every valid path: a key with any of its qualifiers, in their order."""
    found: dict[tuple[str, ...], None] = {}
    for key in keys:
        for order in key.alternatives or ():
            for count in range(len(order) + 1):
                for chosen in combinations(order, count):
                    found[(key.ai, *chosen)] = None
    return found


AIS: dict[str, Ai] = {row.ai: Ai(row) for row in ROWS}
KEYS: tuple[str, ...] = tuple(ai.ai for ai in AIS.values() if ai.is_key)
SEQUENCES: dict[tuple[str, ...], None] = _sequences(AIS[key] for key in KEYS)
# path -> the AIs that would still fit into it after the key, and therefore may not be in the query
ROOM: dict[tuple[str, ...], frozenset[str]] = {
    path: frozenset(
        longer[place]
        for longer in SEQUENCES
        if len(longer) == len(path) + 1
        for place in range(1, len(longer))
        if longer[:place] + longer[place + 1 :] == path
    )
    for path in SEQUENCES
}
