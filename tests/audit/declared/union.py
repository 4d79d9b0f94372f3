"""Columns of the models of union: compared, derived, or free with a reason."""

from __future__ import annotations

from tests.audit.declared import STATES, Table
from tests.audit.declared.orders import ID

TABLES: dict[str, Table] = {
    "union.UnionRole": Table(STATES, ID),
}
