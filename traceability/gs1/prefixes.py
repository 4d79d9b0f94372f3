"""GS1 company prefixes: which digits can be one (GS1 General Specifications 1.4.2 to 1.4.5, by the table of
prefixes of GS1).
"""

from __future__ import annotations

SHORTEST, LONGEST = 4, 12
VIETNAM = "893"
# The lengths that GS1 Vietnam assigns, including 893.
VIETNAM_LENGTHS = (7, 8, 9, 10)
# First three digits that no company gets: numbers for use inside a shop, periodicals, books, coupons, GS1's
# own.
_NO_COMPANY = [(20, 29), (40, 59), (200, 299), (951, 951), (960, 969), (977, 984), (990, 999)]


def prefix_fault(digits: str) -> str:
    """Return why `digits` can't be a company prefix; "" if it can.

    Reasons are "digits", "length", "vietnam" (its length) and "reserved". 952 is for examples and accepted,
    because the demo uses it.
    """
    if not (digits.isascii() and digits.isdigit()):
        return "digits"
    if not SHORTEST <= len(digits) <= LONGEST:
        return "length"
    if digits.startswith(VIETNAM) and len(digits) not in VIETNAM_LENGTHS:
        return "vietnam"
    first = int(digits[:3])
    return "reserved" if any(least <= first <= most for least, most in _NO_COMPANY) else ""
