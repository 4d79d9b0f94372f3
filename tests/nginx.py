"""nginx as deploy/nginx configures it, on free ports of this machine."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.live import ROOT, free_port

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


class Served(Protocol):
    """What nginx needs to know: the web server's address, and STATIC_ROOT and MEDIA_ROOT."""

    url: str
    env: Mapping[str, str]


@contextmanager
def nginx_before(
    live_project: Served, folder: Path, secure: int | None = None, *, instead: Mapping[str, str] | None = None
) -> Iterator[str]:
    """deploy/nginx/pieu.conf on a free port or `secure`, with a certificate of its own; its https address.

    `instead`: further texts of the configuration, and what replaces them.
    """
    folder.chmod(0o755)
    (folder / "cache").mkdir()
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")),
        ],  # fmt: skip
        check=True,
        capture_output=True,
    )
    plain, secure = free_port(), secure or free_port()
    conf = (ROOT / "deploy/nginx/pieu.conf").read_text()
    for ours, installed in {
        "/etc/pieu/tls": str(folder),
        "/var/cache/nginx/pieu": str(folder / "cache"),
        "/var/log/nginx": str(folder),
        "/var/lib/pieu/static": live_project.env["STATIC_ROOT"],
        "/var/lib/pieu/media": live_project.env["MEDIA_ROOT"],
        "127.0.0.1:8000": live_project.url.removeprefix("http://"),
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl;\n": "",
        **(instead or {}),
    }.items():
        assert ours in conf
        conf = conf.replace(ours, installed)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}\n"
        f"user root; http {{ include /etc/nginx/mime.types; client_body_temp_path {folder}/body;\n{conf}\n}}"
    )
    with (folder / "stderr").open("w") as stderr:
        process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder], stderr=stderr)
    try:
        deadline = time.monotonic() + 10
        while not (folder / "nginx.pid").exists():
            assert process.poll() is None, (folder / "stderr").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"https://127.0.0.1:{secure}"
    finally:
        process.terminate()
        process.wait(20)
