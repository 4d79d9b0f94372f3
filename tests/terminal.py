"""A program at a terminal: the test reads what it shows and types, as a person does."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence

CTRL_C = "\x03"


class Terminal:
    """`command` with a pseudo-terminal as its keyboard and screen."""

    def __init__(self, command: Sequence[str], **options: object) -> None:
        self.ours, its = os.openpty()
        # With --ctty the program owns the terminal, so that Ctrl-C reaches it as a signal. A job in the background, in
        # which tests may run, passes on that the signal is ignored.
        self.process = subprocess.Popen(
            ["env", "--default-signal=INT", "setsid", "--ctty", *command],
            stdin=its,
            stdout=its,
            stderr=its,
            **options,  # type: ignore[call-overload]
        )
        os.close(its)
        self.screen = ""
        self.seen = 0
        self._bytes = b""

    def wait_for(self, text: str, *, minutes: float = 1) -> None:
        """Read until `text` is shown, after what earlier calls waited for."""
        deadline = time.monotonic() + minutes * 60
        while (at := self.screen.find(text, self.seen)) < 0:
            if not self._read(1) and self.process.poll() is not None and not self._read(0):
                raise AssertionError(f"{text!r} was never shown:\n{self.screen}")
            assert time.monotonic() < deadline, f"there is still no {text!r}:\n{self.screen}"
        self.seen = at + len(text)

    def type(self, line: str) -> None:
        os.write(self.ours, line.encode() if line == CTRL_C else f"{line}\n".encode())

    def end(self, *, minutes: float = 1) -> int:
        """Read to the end and return the exit status."""
        deadline = time.monotonic() + minutes * 60
        while self._read(1) or self.process.poll() is None:
            assert time.monotonic() < deadline, f"there is still no end:\n{self.screen}"
        return self.process.wait()

    def interrupt(self, *, minutes: float = 1) -> int:
        """Type Ctrl-C at a question until the program ends, and return the exit status.

        Python notices a Ctrl-C between the question and the reading of its answer only at the next key.
        """
        deadline = time.monotonic() + minutes * 60
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"there is still no end:\n{self.screen}"
            self.type(CTRL_C)
            until = time.monotonic() + 3
            while time.monotonic() < until and (self._read(0.2) or self.process.poll() is None):
                pass
        return self.end()

    def close(self) -> None:
        if self.process.poll() is None:
            # The program leads a session of its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)
        os.close(self.ours)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _read(self, seconds: float) -> bool:
        if not select.select([self.ours], [], [], seconds)[0]:
            return False
        try:
            found = os.read(self.ours, 65536)
        except OSError:  # nobody has the other side open
            return False
        self._bytes += found
        self.screen = self._bytes.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(found)
