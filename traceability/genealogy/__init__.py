"""Which lot was made from which, both ways, in one query: `descendants` and `ancestors`."""

from traceability.genealogy.edges import edges_of, rebuild_edges, remove_edges, told_edges, write_edges
from traceability.genealogy.walking import (
    ancestor_ids,
    ancestors,
    closes_cycle,
    descendant_ids,
    descendants,
    nearest,
)

__all__ = [
    "ancestor_ids",
    "ancestors",
    "closes_cycle",
    "descendant_ids",
    "descendants",
    "edges_of",
    "nearest",
    "rebuild_edges",
    "remove_edges",
    "told_edges",
    "write_edges",
]
