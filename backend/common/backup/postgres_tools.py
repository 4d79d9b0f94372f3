"""Run pg_dump and pg_restore with the credentials of DATABASE_URL."""

from __future__ import annotations

import os
import subprocess

from django.db import connection

from backend.common.backup.errors import BackupError


def run_postgres_tool(command: list[str]) -> None:
    config = connection.settings_dict
    login = {
        "PGHOST": config["HOST"],
        "PGPORT": str(config["PORT"]),
        "PGUSER": config["USER"],
        "PGPASSWORD": config["PASSWORD"],
        "PGDATABASE": config["NAME"],
    }
    try:
        done = subprocess.run(
            command,
            env=os.environ | {name: value for name, value in login.items() if value},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"Thiếu lệnh {command[0]}: sudo apt install postgresql-client",
            f"{command[0]} is missing: sudo apt install postgresql-client",
        ) from error
    if done.returncode:
        raise BackupError(f"{command[0]} không xong:", f"{command[0]} failed:\n{done.stderr.strip()}")
