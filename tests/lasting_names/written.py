"""Compare the payload of every ledger entry that the code under test writes with ledger_payloads.txt.

Payloads can't be listed without writing them, so each test that makes an entry checks its kind and its keys: a key that was
renamed appears here. A key that no test writes any more is not noticed.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backend.ledger import actions

RECORDED = Path(__file__).parent / "ledger_payloads.txt"
_TESTS = str(Path(__file__).resolve().parent.parent)
_LEDGER = str(Path(actions.__file__).resolve().parent)
# Keys that are data: numbers, identifiers, addresses, and the words of somebody else's vocabulary.
_DATA = re.compile(r"^\d|[0-9a-f]{8}-|[:/%]|^[A-Z0-9]{8,}$")
# Below these every key is data: counted hands are keyed by the answers' ids, which the trainer chose; states by columns,
# which tests/audit/declared lists, and a JSON column's own keys.
_DATA_BELOW = ("hands[].counts", "states[][]", "states[][].*")


@pytest.fixture(scope="session", autouse=True)
def entries_have_recorded_payloads() -> Iterator[None]:
    canonical = actions.canonical

    def checked(value: Any) -> bytes:
        lines = {f"{value['kind']}  {path}" for path in paths(value["payload"])} or {value["kind"]}
        if unknown := lines - _recorded():
            _check(unknown)
        return canonical(value)

    actions.canonical = checked
    yield
    actions.canonical = canonical


@cache
def _recorded() -> frozenset[str]:
    return frozenset(RECORDED.read_text("utf-8").splitlines())


def _check(unknown: set[str]) -> None:
    if _is_written_by_a_test():
        return
    if folder := os.environ.get("WRITE_PAYLOADS"):
        with open(f"{folder}/{os.getpid()}.txt", "a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in unknown)
        return
    pytest.fail(
        f"An entry has a kind or keys that {RECORDED.name} has not: {sorted(unknown)}. A new key is added there; "
        "one that is written already must not be renamed.",
        pytrace=False,
    )


def _is_written_by_a_test() -> bool:
    """Whether the function that appends the entry is a test's own, which may invent kinds."""
    frame = inspect.currentframe()
    while frame is not None:
        path = frame.f_code.co_filename
        if path != __file__ and not path.startswith(_LEDGER):
            return path.startswith(_TESTS)
        frame = frame.f_back
    return False


def paths(value: Any, before: str = "", *, data_below: Collection[str] = _DATA_BELOW) -> Iterator[str]:
    """Each key in `value` with those above it; [] for the items of a list, * for a key that is data.

    data_below: paths, or their last parts, below which every key is data.
    """
    if isinstance(value, dict):
        for key, one in value.items():
            is_data = _DATA.search(key) or before in data_below or before.rpartition(".")[2] in data_below
            path = f"{before}.{'*' if is_data else key}".removeprefix(".")
            yield path
            yield from paths(one, path, data_below=data_below)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from paths(one, f"{before}[]", data_below=data_below)
