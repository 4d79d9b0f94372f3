"""A lot's genealogy as a picture: lots in one row per generation, ingredients above, products below.

Below them are the cartons with these lots, and the pallets with these cartons.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.units import format_quantity
from traceability.genealogy.traversal import ancestor_ids, descendant_ids, nearest
from traceability.models import Container, ContainerLot, Lot, LotEdge
from traceability.scans.origin.content import names_of

# Above these numbers a picture is unreadable; the list shows the nearest lots and their total number.
MOST_LOTS, MOST_LISTED = 60, 100
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 148, 56, 14, 40, 8
_LONGEST, _DIGITS = 18, 10

# ("lot", id), ("carton", id) or ("pallet", id)
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture with two lines of text. `kind` is "lot", "carton" or "pallet"."""

    kind: str
    title: str
    text: str
    x: int
    y: int
    is_this: bool = False

    @property
    def is_lot(self) -> bool:
        return self.kind == "lot"

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def bottom(self) -> int:
        return self.y + HEIGHT

    @property
    def text_y(self) -> int:
        return self.y + 24

    @property
    def under_y(self) -> int:
        return self.y + 43


@dataclass(frozen=True, slots=True)
class Picture:
    nodes: list[Node]
    arrows: list[str]
    width: int
    height: int
    box_width: int = WIDTH
    box_height: int = HEIGHT


def genealogy_of(lot: Lot) -> tuple[set[int], set[int]]:
    """Return the ids of all ingredients of `lot`, and of all lots made from it, over any number of steps."""
    return ancestor_ids([lot.pk]), descendant_ids([lot.pk])


def listed(lot: Lot, before: set[int], after: set[int]) -> tuple[list[Lot], list[Lot]]:
    """Return the ingredients of `lot`, and the lots made from it: at most MOST_LISTED each, nearest first.

    `before` and `after` are the ids of all of them. The lots get `public_name`, the public name of their
    product: they may belong to others, who may be editing a name that no officer has reviewed yet.
    """
    near = [nearest(lot.pk, ids, back=back)[:MOST_LISTED] for ids, back in ((before, True), (after, False))]
    rows = Lot.objects.select_related("product__producer").in_bulk([pk for some in near for pk in some])
    for one, name in zip(rows.values(), names_of(list(rows.values())), strict=True):
        one.public_name = name or str(one.product)  # type: ignore[attr-defined]
    first, second = ([rows[pk] for pk in some if pk in rows] for some in near)
    return first, second


def draw(lot: Lot, before: set[int], after: set[int]) -> Picture | None:
    """Draw `lot` with its ingredients, the lots made from it, and their cartons and pallets.

    Only the producer's own cartons are drawn, and no cartons of ingredients. If only the cartons are too
    many, they are left out. Return None if there is nothing else to show, or too much for a picture.
    """
    ids = before | after
    if len(ids) >= MOST_LOTS:
        return None
    lots = {one.pk: one for one in Lot.objects.filter(pk__in=ids | {lot.pk}).select_related("product")}
    edges: set[tuple[Key, Key]] = {
        (("lot", source), ("lot", target))
        for source, target in LotEdge.objects.filter(source__in=lots, target__in=lots).values_list(
            "source", "target"
        )
    }
    names = names_of(list(lots.values()))
    words = {
        ("lot", pk): (one.code, _short(name or str(one.product)))
        for (pk, one), name in zip(lots.items(), names, strict=True)
    }
    packed, packed_words = _packed(lot, {lot.pk} | after)
    if len(words) + len(packed_words) <= MOST_LOTS:
        edges, words = edges | packed, words | packed_words
    if len(words) == 1:
        return None
    return _laid_out(words, edges, ("lot", lot.pk))


def _packed(lot: Lot, ids: set[int]) -> tuple[set[tuple[Key, Key]], dict[Key, tuple[str, str]]]:
    """Return edges from lots to their producer's cartons and on to pallets, with the texts of these.

    Cartons of the same lots on the same pallet are one box.
    """
    held: dict[Container, list[ContainerLot]] = {}
    for row in ContainerLot.objects.filter(
        lot__in=ids, container__producer=lot.product.producer_id
    ).select_related("container__parent", "lot"):
        held.setdefault(row.container, []).append(row)
    alike: dict[tuple[bool, int, tuple[int, ...]], list[Container]] = {}
    for container, rows in sorted(held.items(), key=lambda item: item[0].pk):
        inside = tuple(sorted(row.lot_id for row in rows))
        alike.setdefault((container.is_pallet, container.parent_id or 0, inside), []).append(container)
    edges: set[tuple[Key, Key]] = set()
    words: dict[Key, tuple[str, str]] = {}
    pallets: dict[int, tuple[Container, int]] = {}
    for (is_pallet, _parent, inside), group in alike.items():
        key: Key = ("pallet" if is_pallet else "carton", group[0].pk)
        edges |= {(("lot", pk), key) for pk in inside}
        if is_pallet:
            words[key] = (_("Pallet"), _short_number(group[0]))
        elif len(group) == 1:
            words[key] = (_("Thùng"), _short_number(group[0]))
        else:
            together = [row for one in group for row in held[one]]
            amount = format_quantity(sum(row.quantity for row in together), together[0].lot.unit)
            words[key] = (_count(len(group)), amount if len(inside) == 1 else "")
        if (pallet := group[0].parent) is not None:
            edges.add((key, ("pallet", pallet.pk)))
            pallets[pallet.pk] = (pallet, pallets.get(pallet.pk, (pallet, 0))[1] + len(group))
    for pallet, count in pallets.values():
        words["pallet", pallet.pk] = (f"{_('Pallet')} · {_count(count)}", _short_number(pallet))
    return edges, words


def _count(n: int) -> str:
    return ngettext("%(n)d thùng", "%(n)d thùng", n) % {"n": n}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _short_number(container: Container) -> str:
    """Return the last digits of the container's number, which people read out."""
    number = str(container)
    return number if len(number) <= _DIGITS else "…" + number[-_DIGITS:]


def _laid_out(words: dict[Key, tuple[str, str]], edges: set[tuple[Key, Key]], this: Key) -> Picture:
    rows: dict[int, list[Key]] = {}
    for key, step in _rows(set(words), edges).items():
        rows.setdefault(step, []).append(key)
    widest = max(len(row) for row in rows.values())
    width = 2 * MARGIN + widest * WIDTH + (widest - 1) * GAP_X
    nodes: dict[Key, Node] = {}
    for number, row in sorted(rows.items()):
        used = len(row) * WIDTH + (len(row) - 1) * GAP_X
        for place, key in enumerate(sorted(row)):
            x = (width - used) // 2 + place * (WIDTH + GAP_X)
            title, text = words[key]
            nodes[key] = Node(key[0], title, text, x, MARGIN + number * (HEIGHT + GAP_Y), key == this)
    arrows = [
        f"M{nodes[s].middle} {nodes[s].bottom}C{nodes[s].middle} {nodes[s].bottom + GAP_Y // 2} "
        f"{nodes[t].middle} {nodes[t].y - GAP_Y // 2} {nodes[t].middle} {nodes[t].y - 3}"
        for s, t in sorted(edges)
    ]
    height = 2 * MARGIN + len(rows) * HEIGHT + (len(rows) - 1) * GAP_Y
    return Picture(list(nodes.values()), arrows, width, height)


def _rows(keys: set[Key], edges: set[tuple[Key, Key]]) -> dict[Key, int]:
    """Return the row of each node: one below the lowest of its sources."""
    before: dict[Key, set[Key]] = {key: set() for key in keys}
    for source, target in edges:
        before[target].add(source)
    rows: dict[Key, int] = {}
    while len(rows) < len(keys):
        ready = [key for key in keys if key not in rows and before[key] <= rows.keys()]
        if not ready:  # never: cycles are rejected
            break
        for key in ready:
            rows[key] = max((rows[one] + 1 for one in before[key]), default=0)
    return rows
