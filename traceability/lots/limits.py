from __future__ import annotations

BIG = 2**31 - 1
