"""Run the audit's comparisons that read the rows of one model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backend.ledger import auditing, row_states
from backend.ledger.auditing import Finding


def findings_of(names: Iterable[str], label: str) -> Iterator[Finding]:
    """Yield what the comparisons `names` find; of states, those of the model `label` alone, which is quicker."""
    for name in names:
        is_stated = name == row_states.COMPARISON and label in row_states.declared()
        found = row_states.compare_states(label) if is_stated else auditing._comparisons[name]()
        yield from (each for each in found if isinstance(each, Finding))
