"""One browser for all tests of a process; killed when it doesn't answer, and replaced when it crashed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser


def processes() -> dict[int, tuple[int, list[bytes]]]:
    """Return parent and command line of every running process, without dead ones that nobody has waited for."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (path / "stat").read_text().rpartition(")")[2].split()[:2]
            if state not in "ZX":
                found[int(path.name)] = (int(parent), (path / "cmdline").read_bytes().split(b"\0"))
    return found


def descendants(of: set[int]) -> set[int]:
    """Return the process `of` and all its descendants."""
    running, ours = processes(), set(of)
    while more := {pid for pid, (parent, _words) in running.items() if parent in ours} - ours:
        ours |= more
    return ours


@contextmanager
def watched(seconds: int) -> Iterator[None]:
    """End this process's browsers after a time limit. Chromium now and then never answers that a page is closed, and Playwright waits
    for it without end; the browser's death is an answer."""

    def end() -> None:
        running = processes()
        for pid in descendants({os.getpid()}):
            if pid in running and b"chrom" in running[pid][1][0].lower():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Browsers:
    """One browser for all tests of this process, and another one where it died."""

    def __init__(self, launch: Callable[[], Browser]) -> None:
        self.launch = launch
        self.started: list[Browser] = []

    def living(self) -> Browser:
        if not self.started or not self.started[-1].is_connected():
            self.started.append(self.launch())
        return self.started[-1]
