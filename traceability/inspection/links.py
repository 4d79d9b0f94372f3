"""Resolve the identifiers in a bundle's events to lots, as capture does, from the bundle alone.

A lot named by its product's code and its own, as a URN or a URI at any host, in any case, is certain. Only
the database knows the secret of a label without its lot, and the contents of a carton at that hour. For those
the bundle shows which lots may be meant. That they are meant rests on the database alone (ma-bam.json), so
such a link counts as not provable.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from traceability.capture.resolving import parts_in
from traceability.epcis.identifiers import CARTON, canonical, path_of_ours
from traceability.inspection.names import EVENTS, HASHES, LEFT
from traceability.inspection.numbers import numbering

INPUTS, OUTPUTS = ("inputQuantityList", "inputEPCList"), ("outputQuantityList", "outputEPCList")
PACKED = ("childQuantityList", "childEPCs")
NAMING = ("quantityList", "epcList", *PACKED, "parentID", *INPUTS, *OUTPUTS)
# Codes and cartons of the site that made the bundle, which may have had other hosts.
_OWN = re.compile(r"(?i:https?)://[^/?#]+(/(?i:P|thung)/[^?#]*)(?:[?#].*)?")


def known_as(identifier: str) -> str:
    """Return the canonical form of `identifier`, whichever installation made it.

    A code gets this installation's address; a carton is returned as the path of its address.
    """
    if (own := _OWN.fullmatch(identifier)) and (path := path_of_ours(own[1])):
        return path if path.startswith(CARTON) else settings.PUBLIC_ORIGIN + path
    return canonical(identifier)


@dataclass(slots=True)
class Named:
    """The lots that an event names for certain, and those that it may name."""

    certain: set[int] = field(default_factory=set)
    perhaps: set[int] = field(default_factory=set)

    @property
    def possible(self) -> set[int]:
        return self.certain | self.perhaps

    def add(self, other: Named) -> None:
        self.certain |= other.certain
        self.perhaps |= other.perhaps


class Links:
    """The links between events and lots of a bundle. `names`: the present and former codes of each lot."""

    def __init__(self, files: Mapping[str, Any], names: Mapping[int, set[str]]) -> None:
        self.names = names
        products = {row["id"]: (row["producer"], row["product"], row["gtin"]) for row in files["lo.json"]}
        codes: dict[Any, set[str]] = defaultdict(set)
        for row in files["lo.json"]:
            codes[products[row["id"]]] |= {row["gtin"].zfill(14)} if row["gtin"] else set()
        self._labelled = {row["lot"] for row in files["tem.json"]} & names.keys()
        for row in files["tem.json"]:
            if row["lot"] in products:
                codes[products[row["lot"]]].add(row["code"])
        # Known codes of a lot's product, and codes of other products.
        self._codes = {lot: codes[product] for lot, product in products.items()}
        everybodys = set().union(*codes.values())
        self._others = {lot: everybodys - known for lot, known in self._codes.items()}
        # Event -> the lots that the database says it is about; older bundles lack this.
        number = numbering(files)
        self.book: dict[uuid.UUID, set[int]] = {
            number(row["eventID"]): {*row["lots"]}
            for row in files[HASHES]
            if not row["isError"] and "lots" in row
        }
        self._packed: dict[str, set[str]] = defaultdict(set)
        self._is_erased = False
        for event in files[EVENTS]["epcisBody"]["eventList"]:
            if "errorDeclaration" in event:
                continue
            self._is_erased |= event.keys() <= LEFT
            # Also if it was unpacked or declared wrong later: what was used before then had been inside.
            if "parentID" in event:
                self._packed[known_as(event["parentID"])] |= {known_as(one) for one in texts(event, PACKED)}

    def named(self, event: Mapping[str, Any], lists: Iterable[str]) -> Named:
        """Return the lots named in the fields `lists` of an event; an erased event may have named any lot."""
        found = Named()
        if event.keys() <= LEFT:
            return Named(perhaps=set(self.names))
        for text in texts(event, lists):
            found.add(self._meant(known_as(text)))
        found.perhaps -= found.certain
        return found

    def _meant(self, known: str) -> Named:
        parts = parts_in(known)
        if parts is None:
            return Named(perhaps=self._inside(known))
        code, lot, serial = parts
        if not lot:
            labelled = self._labelled if serial else set()
            return Named(perhaps={one for one in labelled if code not in self._others[one]})
        for form in dict.fromkeys((lot, lot.upper())):
            mine = {one for one, names in self.names.items() if form in names and code in self._codes[one]}
            if len(mine) == 1:
                return Named(certain=mine)
            # Its product may have, or have had, a code that the bundle lacks.
            if mine := mine or {
                one for one, names in self.names.items() if form in names and code not in self._others[one]
            }:
                return Named(perhaps=mine)
        return Named()

    def _inside(self, carton: str) -> set[int]:
        """Return the lots that were ever packed into a carton, or into what was put on it."""
        visited, reached, found = {carton}, [carton], set[int]()
        while reached:
            for one in self._packed.get(reached.pop(), ()):
                if one not in visited and one in self._packed:
                    visited.add(one)
                    reached.append(one)
                elif parts_in(one):
                    found |= self._meant(one).possible
        # An event with erased words may have packed it.
        return set(self.names) if self._is_erased and not found else found


def texts(event: Mapping[str, Any], lists: Iterable[str]) -> Iterable[str]:
    for name in lists:
        value = event.get(name, ())
        for one in (value,) if isinstance(value, str) else value:
            yield one["epcClass"] if isinstance(one, dict) else one
