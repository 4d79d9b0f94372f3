"""A lot's genealogy as a picture: every lot in a row of its own generation, upwards what went in, downwards what was made."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.genealogy.walking import ancestor_ids, descendant_ids
from traceability.models import Lot, LotEdge

# Beyond this a picture shows nothing any more; the list shows the near ones and how many there are.
MOST_LOTS = 60
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 148, 56, 14, 40, 8


@dataclass(frozen=True, slots=True)
class Node:
    lot: Lot
    x: int
    y: int
    is_this: bool

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

    @property
    def short_name(self) -> str:
        name = str(self.lot.product)
        return name if len(name) <= 18 else name[:17].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Picture:
    nodes: list[Node]
    arrows: list[str]
    width: int
    height: int
    box_width: int = WIDTH
    box_height: int = HEIGHT


def genealogy_of(lot: Lot) -> tuple[set[int], set[int]]:
    """Ids of the lots that went into `lot`, and of those made from it."""
    return ancestor_ids([lot.pk]), descendant_ids([lot.pk])


def draw(lot: Lot, ids: set[int]) -> Picture | None:
    """`lot` among the lots `ids`; None where there are none, or too many for a picture."""
    if not ids or len(ids) >= MOST_LOTS:
        return None
    lots = {one.pk: one for one in Lot.objects.filter(pk__in=ids | {lot.pk}).select_related("product")}
    edges = set(LotEdge.objects.filter(source__in=lots, target__in=lots).values_list("source", "target"))
    rows: dict[int, list[int]] = {}
    for pk, step in _rows(set(lots), edges).items():
        rows.setdefault(step, []).append(pk)
    widest = max(len(row) for row in rows.values())
    width = 2 * MARGIN + widest * WIDTH + (widest - 1) * GAP_X
    nodes: dict[int, Node] = {}
    for number, row in sorted(rows.items()):
        used = len(row) * WIDTH + (len(row) - 1) * GAP_X
        for place, pk in enumerate(sorted(row)):
            x = (width - used) // 2 + place * (WIDTH + GAP_X)
            nodes[pk] = Node(lots[pk], x, MARGIN + number * (HEIGHT + GAP_Y), pk == lot.pk)
    arrows = [
        f"M{nodes[s].middle} {nodes[s].bottom}C{nodes[s].middle} {nodes[s].bottom + GAP_Y // 2} "
        f"{nodes[t].middle} {nodes[t].y - GAP_Y // 2} {nodes[t].middle} {nodes[t].y - 3}"
        for s, t in sorted(edges)
    ]
    height = 2 * MARGIN + len(rows) * HEIGHT + (len(rows) - 1) * GAP_Y
    return Picture(list(nodes.values()), arrows, width, height)


def _rows(ids: set[int], edges: set[tuple[int, int]]) -> dict[int, int]:
    """How many steps each lot is below the topmost: one more than the lowest of what went into it."""
    before: dict[int, set[int]] = {pk: set() for pk in ids}
    for source, target in edges:
        before[target].add(source)
    rows: dict[int, int] = {}
    while len(rows) < len(ids):
        ready = [pk for pk in ids if pk not in rows and before[pk] <= rows.keys()]
        if not ready:  # never: cycles are refused
            break
        for pk in ready:
            rows[pk] = max((rows[one] + 1 for one in before[pk]), default=0)
    return rows
