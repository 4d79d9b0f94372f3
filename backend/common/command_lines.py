"""How an operator types a command of Piêu on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
INSTALLED = Path("/opt/pieu")
WRAPPER = Path("/usr/local/bin/pieu")


IS_VENV = sys.prefix != sys.base_prefix


def command_line(words: str, *, home: Path = HOME, wrapper: Path = WRAPPER, is_venv: bool = IS_VENV) -> str:
    """Return the command with the `words` of manage.py: `sudo pieu migrate` on a server, or `./run migrate`.

    On a server, ./run would act as root on another database: it doesn't read /etc/pieu/env. A container has no
    virtual environment (Dockerfile), and ./run would make one.
    """
    if home != INSTALLED:
        return f"./run {words}"
    if os.access(wrapper, os.X_OK):
        return f"sudo pieu {words}"
    return f"./run {words}" if is_venv else f"docker compose run --rm web python manage.py {words}"
