"""Request label runs, make their sheets, print and void their labels.

A run is one row, and its labels' serials follow from its id (traceability/serials.py).
So they are assigned once, when the row is written, and a remade sheet has the same ones.
Prints and voids can't be undone, because printed paper is out of reach.
"""

from traceability.labels.actions.errors import (
    AlreadyVoid,
    LabelRunError,
    LabelUnlawful,
    LotRecalled,
    ProductNotListed,
    ReasonMissing,
    RunNotReady,
    WrongRange,
)
from traceability.labels.actions.printing import take_to_printer
from traceability.labels.actions.requesting import (
    MAX_LABELS,
    cancel_run,
    refusal_for,
    request_run,
    retry_run,
)
from traceability.labels.actions.sheets import remake_sheet, shift_sheet
from traceability.labels.actions.voiding import void_labels

__all__ = [
    "AlreadyVoid",
    "LabelRunError",
    "LabelUnlawful",
    "LotRecalled",
    "MAX_LABELS",
    "ProductNotListed",
    "ReasonMissing",
    "RunNotReady",
    "WrongRange",
    "cancel_run",
    "refusal_for",
    "remake_sheet",
    "request_run",
    "retry_run",
    "shift_sheet",
    "take_to_printer",
    "void_labels",
]
