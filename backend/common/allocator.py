"""When C's allocator (glibc) returns memory to the system."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def return_freed_memory(**_signal: Any) -> None:
    """Return free pages of this process to the system. Otherwise what one large task needed stays reserved.

    May be connected to a signal.
    """
    if malloc_trim := getattr(_LIBC, "malloc_trim", None):
        malloc_trim(0)
