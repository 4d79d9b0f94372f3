"""How an operator types a command of Piêu on this machine."""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
INSTALLED = Path("/opt/pieu")
WRAPPER = Path("/usr/local/bin/pieu")


def command_line(words: str, *, home: Path = HOME, wrapper: Path = WRAPPER) -> str:
    """Return the command with the `words` of manage.py: `sudo pieu migrate` on a server, or `./run migrate`.

    On a server, ./run would act as root on another database: it doesn't read /etc/pieu/env.
    """
    is_server = home == INSTALLED and os.access(wrapper, os.X_OK)
    return f"{'sudo pieu' if is_server else './run'} {words}"
