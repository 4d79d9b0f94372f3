"""`./run bench NAME [OPTIONS] [--into docs/benchmarks.md]`: run bench/NAME.py, and write its output into its section of a file.

The output replaces the text under "### Last run", with the day and the machine; the text above stays. If the benchmark fails, the file doesn't change.
"""

from __future__ import annotations

import io
import runpy
import sys
from pathlib import Path
from typing import TextIO

from bench.harness import machine

LAST = "### Last run"


class Both(io.TextIOBase):
    """A stream that writes to `out` and to memory."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.memory = out, io.StringIO()

    def write(self, text: str) -> int:
        self.memory.write(text)
        return self.out.write(text)

    def flush(self) -> None:
        self.out.flush()


def written_into(text: str, name: str, printed: str) -> str:
    """Return `text` with `printed` as the last run of `name`, in its section or in a new one at the end."""
    lines = text.rstrip("\n").split("\n")
    heading = f"## {name}"
    if heading not in lines:
        lines += ["", heading]
    start = lines.index(heading)
    end = next((at for at in range(start + 1, len(lines)) if lines[at].startswith("## ")), len(lines))
    section = lines[start:end]
    if LAST in section:
        section = section[: section.index(LAST)]
    while not section[-1]:
        section.pop()
    body = printed.strip("\n")
    # Behind the day, which may be Vietnam's or the machine's.
    if machine().partition(", ")[2] not in body:
        body += f"\n\n{machine()}."
    section += ["", LAST, "", *body.split("\n")]
    rest = lines[end:]
    return "\n".join([*lines[:start], *section, *(["", *rest] if rest else [])]) + "\n"


def main(name: str, options: list[str]) -> None:
    into = None
    if "--into" in options:
        at = options.index("--into")
        into = Path(options[at + 1])
        del options[at : at + 2]
        into.read_text("utf-8")  # fail before a long run, not after it
    sys.argv = [name, *options]
    if into is None:
        runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)
        return
    both = Both(sys.stdout)
    sys.stdout = both
    try:
        runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)
    except SystemExit as done:
        if done.code:
            raise
    finally:
        sys.stdout = both.out
    into.write_text(written_into(into.read_text("utf-8"), name, both.memory.getvalue()), "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] in (["-h"], ["--help"], []):
        sys.exit(__doc__)
    if "--into" in sys.argv and sys.argv[-1] == "--into":
        sys.exit("--into FILE")
    main(sys.argv[1], sys.argv[2:])
