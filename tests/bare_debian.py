"""A bare Debian in a folder, made by debootstrap, with processes and a network of its own.

Needs root, debootstrap and namespaces. The Debian mirror, the proxies and the certificates are those that this machine
uses, found when the test runs.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUITE = "trixie"
NEEDED = ("debootstrap", "unshare", "nsenter", "chroot", "ip", "git", "apt-get")
# A server that Debian's installer made has these; debootstrap's smallest set doesn't.
INCLUDED = "sudo,ca-certificates,openssl"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def why_not() -> str:
    """Return why no bare Debian can be made here, or ""."""
    if os.geteuid() != 0:
        return "needs root"
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
    if missing:
        return f"needs {', '.join(missing)}"
    tried = subprocess.run(
        ["unshare", "--mount", "--net", "--pid", "--fork", "true"], capture_output=True, check=False
    )
    if tried.returncode:
        return "needs namespaces for mounts, network and processes"
    return "" if mirror() else "needs a Debian mirror in apt's sources"


def mirror() -> str:
    """Return the address of the Debian archive that apt uses here, or ""."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    )
    sites = [line.split() for line in listed.stdout.splitlines()]
    return next((site for site, *release in sites if site.startswith("http") and release == [SUITE]), "")


class BareDebian:
    """A Debian in `root`. Commands run in its namespaces while it is open."""

    def __init__(self, root: Path, holder: int) -> None:
        self.root = root
        self.holder = holder
        self.environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            # How this machine reaches the package index.
            **{
                name: value
                for name, value in os.environ.items()
                if name.lower().endswith("_proxy")
                or name in ("PIP_INDEX_URL", "PIP_CERT", "UV_DEFAULT_INDEX")
            },
        }

    def command(self, script: str, *, is_online: bool) -> list[str]:
        """Return the command line that runs the shell script `script` as root.

        is_online: with this machine's network, for apt and pip. Otherwise with a loopback of its own, where every
        port is free.
        """
        namespaces = ["--mount", "--pid", *([] if is_online else ["--net"])]
        return [
            *("nsenter", "--target", str(self.holder), *namespaces),
            *("chroot", str(self.root), "env", "-i"),
            *(f"{name}={value}" for name, value in self.environment.items()),
            *("/bin/sh", "-c", script),
        ]

    def run(
        self, script: str, *, is_online: bool = False, minutes: int = 15
    ) -> subprocess.CompletedProcess[str]:
        """Run a script to its end. Its errors are part of stdout."""
        return subprocess.run(
            self.command(script, is_online=is_online),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=minutes * 60,
            check=False,
        )

    def path(self, inside: str) -> Path:
        return self.root / inside.lstrip("/")


def make(root: Path) -> None:
    """Fill the empty folder `root` by debootstrap."""
    with (root.parent / "debootstrap.log").open("w") as log:
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={INCLUDED}", SUITE, str(root), mirror()],
            stdout=log,
            stderr=log,
            check=True,
            timeout=20 * 60,
        )
    # Proxies and dates that this machine's apt accepts.
    accepted = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=True)
    (root / "etc/apt/apt.conf.d/99machine").write_text(accepted.stdout, "utf-8")
    if CERTIFICATES.exists():
        shutil.copy(CERTIFICATES, root / CERTIFICATES.relative_to("/"))
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc") / name, root / "etc" / name)
    # systemd isn't there, and no package may start a server in its place.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n", "utf-8")
    policy.chmod(0o755)


@contextmanager
def opened(root: Path) -> Iterator[BareDebian]:
    """Open namespaces over `root`. At the end every process in them is killed, and the mounts vanish."""
    inside = shlex.quote(str(root))
    script = (
        f"mount -t proc proc {inside}/proc && mount --rbind /dev {inside}/dev && ip link set lo up"
        " && echo ready && exec sleep infinity"
    )
    holder = subprocess.Popen(
        ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", script],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n"
        children = Path(f"/proc/{holder.pid}/task/{holder.pid}/children").read_text().split()
        yield BareDebian(root, int(children[0]))
    finally:
        holder.kill()
        holder.wait(30)
        if holder.stdout is not None:
            holder.stdout.close()
