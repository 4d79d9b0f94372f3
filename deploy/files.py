"""The files that `./run setup` writes: /etc/pieu/env with its keys, and those of nginx and systemd."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path


def fill_empty(text: str, values: Mapping[str, str]) -> str:
    """Return the env file `text` with `values` for those names that are missing or empty; others stay as they are."""
    lines, missing = text.splitlines(), dict(values)
    for number, line in enumerate(lines):
        name, equals, value = line.partition("=")
        if equals and name in values:
            missing.pop(name, None)
            if not value.strip():
                lines[number] = f"{name}={values[name]}"
    return "".join(f"{line}\n" for line in [*lines, *(f"{name}={value}" for name, value in missing.items())])


def new_keys() -> dict[str, str]:
    numbered = {name: f"1:{secrets.token_hex(32)}" for name in ("LABEL_KEYS", "BADGE_KEYS", "LOG_KEYS")}
    return {"SECRET_KEY": secrets.token_urlsafe(50), **numbered}


def value_in(path: Path, name: str) -> str:
    """Return the value of `name` in an env file, or "" if it or the file is missing."""
    if not path.exists():
        return ""
    found = [
        line.partition("=")[2].strip()
        for line in path.read_text("utf-8").splitlines()
        if line.startswith(f"{name}=")
    ]
    return found[-1].strip("\"'") if found else ""


def replace_file(path: Path, text: str, *, owner: str, group: str, mode: int) -> None:
    """Write `path` whole or not at all. Nobody else can read it before it has its owner and mode."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        shutil.chown(fresh, owner, group)
        fresh.chmod(mode)
        fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)


def earlier_versions(home: Path, name: str) -> Iterator[str]:
    """Yield every text that the file `name` of the checkout `home` ever had, as git remembers it."""
    git = ["git", "-C", str(home)]
    listed = subprocess.run(
        [*git, "rev-list", "--all", "HEAD", "--objects", "--", name],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in listed.stdout.splitlines():
        blob, _, path = line.partition(" ")
        if path == name:
            shown = subprocess.run([*git, "cat-file", "blob", blob], capture_output=True, check=False)
            yield shown.stdout.decode("utf-8", "replace")


def make_certificate(folder: Path, host: str) -> None:
    """Make a certificate that nobody trusts, so that nginx starts before there is a real one."""
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650"),
                *("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"),
                *("-keyout", f"{fresh}/privkey.pem", "-out", f"{fresh}/fullchain.pem"),
            ],
            check=True,
            capture_output=True,
        )
        for name in ("privkey.pem", "fullchain.pem"):
            Path(fresh, name).rename(folder / name)
