#!/usr/bin/env python3
"""Piêu's command line; `./run <command>` sets the environment up and calls this."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    from django.core.management import execute_from_command_line

    from backend.environment import EnvironmentRefused

    try:
        execute_from_command_line(sys.argv)
    except EnvironmentRefused as refused:
        # The message is for the operator. A traceback would hide it.
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
