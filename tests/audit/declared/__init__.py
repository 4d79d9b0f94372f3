"""What each column of a model is to `./run audit_log`: compared, derived from others, or free with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field

STATES = ("rows with a state",)
SALT = {"salt": "opens the pin: another salt is another pin"}


@dataclass(frozen=True, slots=True)
class Table:
    """comparisons: the registered comparisons that read the rows. Columns named in neither `derived` nor `free` are compared.

    gone: whether a deleted row is named; "" means yes, else the reason why not.
    kinds: what a column decides if its type and name don't tell; "" for nothing (tests/audit/deciding.py).
    """

    comparisons: tuple[str, ...] = ()
    derived: dict[str, str] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)
    gone: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
