"""What the campaign of faults counts. `./run bench faults` runs these tests in full and prints the counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

# `./run bench faults` sets it: as many rounds as make a campaign, instead of those of a gate.
IS_LONG = os.environ.get("FAULTS_IN_FULL") == "1"


def rounds(few: int, many: int) -> int:
    """Return how often a check repeats: `few` in the gate, `many` in the campaign."""
    return many if IS_LONG else few


@dataclass
class Count:
    """Cases of one check: how many were tried, and which did not hold."""

    tried: int = 0
    missed: list[str] = field(default_factory=list)

    def case(self, holds: object, about: str) -> None:
        self.tried += 1
        if not holds:
            self.missed.append(about)


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Iterator[Count]:
    """Count cases; the test fails at its end if one did not hold."""
    found = Count()
    yield found
    record_property("tried", found.tried)
    record_property("missed", len(found.missed))
    assert not found.missed, "\n".join(found.missed[:20])


@pytest.fixture
def planted(record_property: Callable[[str, object], None]) -> Iterator[Count]:
    """Count the cases of a check that runs against a planted fault; the test fails if it finds nothing."""
    found = Count()
    yield found
    record_property("planted", found.tried)
    record_property("found", len(found.missed))
    assert found.missed, "the check did not find the planted fault"
