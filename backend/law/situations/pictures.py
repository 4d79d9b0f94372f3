"""The pictures of topics, for who can't read: small embroideries in the threads of the scarf."""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString, mark_safe

from backend.law.data_files import data_file
from backend.theme.ornament import CLOTH, THREADS, Grid, letters, path

SIDE = 15  # stitches
MARGIN = 2


@cache
def topic_grids() -> dict[str, Grid]:
    """Return {topic's id: its rows of stitches}."""
    return {name: tuple(rows.split()) for name, rows in data_file("pictures").values.items()}


@cache
def topic_picture(topic_id: str) -> SafeString:
    """Return a topic's picture as inline SVG; its size is the style sheet's. "" for a topic without one."""
    grid = topic_grids().get(topic_id)
    if grid is None:
        return mark_safe("")  # empty
    side = SIDE + 2 * MARGIN
    stitches = "".join(
        f'<path fill="{THREADS[letter]}" d="{path(grid, letter, dx=MARGIN, dy=MARGIN)}"/>'
        for letter in letters(grid)
    )
    return mark_safe(  # drawn from the project's own files
        f'<svg class="law-picture" viewBox="0 0 {side} {side}" width="{4 * side}" height="{4 * side}" aria-hidden="true" '
        f'focusable="false" shape-rendering="crispEdges"><path fill="{CLOTH}" d="M0 0h{side}v{side}H0z"/>{stitches}</svg>'
    )
