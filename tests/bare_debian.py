"""A bare Debian in a folder, made by debootstrap, with processes and a network of its own.

Needs root, debootstrap and namespaces. The Debian mirror, the proxies and the certificates are those that this machine
uses, found when the test runs. What debootstrap made is stored in var, and used again for a month.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live import ROOT

SUITE = "trixie"
NEEDED = ("debootstrap", "unshare", "nsenter", "chroot", "ip", "git", "apt-get")
# A server that Debian's installer made has these; debootstrap's smallest set doesn't.
INCLUDED = "sudo,ca-certificates,openssl"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
STORED = ROOT / "var" / f"bare-debian-{SUITE}.tar"
STORED_DAYS = 30
# Who types: a person without rights of her own, who may use sudo.
TYPIST = "hanh"
PASSED_ON = ("PIP_INDEX_URL", "PIP_CERT", "UV_DEFAULT_INDEX")


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
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "DEBIAN_FRONTEND": "noninteractive",
            **outside(),
        }

    def command(self, script: str, *, is_online: bool = False, is_root: bool = False) -> list[str]:
        """Return the command line that runs the shell script `script` as TYPIST, or as root.

        is_online: with this machine's network, for apt and pip. Otherwise with a loopback of its own, where every
        port is free.
        """
        namespaces = ["--mount", "--pid", *([] if is_online else ["--net"])]
        who, home = ("root", "/root") if is_root else (TYPIST, f"/home/{TYPIST}")
        path = f"{'/usr/local/sbin:/usr/sbin:' if is_root else ''}/usr/local/bin:/usr/bin:/bin"
        return [
            *("nsenter", "--target", str(self.holder), *namespaces),
            *("chroot", str(self.root), "setpriv", "--reuid", who, "--regid", who, "--init-groups"),
            *("env", "-i", f"HOME={home}", f"USER={who}", f"PATH={path}"),
            *(f"{name}={value}" for name, value in self.environment.items()),
            *("/bin/sh", "-c", f"umask 022; cd; {script}"),
        ]

    def run(
        self, script: str, *, is_online: bool = False, is_root: bool = False, minutes: int = 15
    ) -> subprocess.CompletedProcess[str]:
        """Run a script to its end. Its errors are part of stdout."""
        return subprocess.run(
            self.command(script, is_online=is_online, is_root=is_root),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=minutes * 60,
            check=False,
        )

    def require(self, script: str, *, is_online: bool = False, is_root: bool = True) -> str:
        """Run a script of the test, as root, and return what it printed. Fails if it fails."""
        done = self.run(script, is_online=is_online, is_root=is_root)
        assert done.returncode == 0, f"{script}\n{done.stdout}"
        return done.stdout

    def path(self, inside: str) -> Path:
        return self.root / inside.lstrip("/")


def outside() -> dict[str, str]:
    """Return the variables that tell how this machine reaches the package index."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.lower().endswith("_proxy") or name in PASSED_ON
    }


def make(root: Path) -> None:
    """Fill the empty folder `root`, from the stored archive or by debootstrap."""
    if not STORED.exists() or STORED.stat().st_mtime < time.time() - STORED_DAYS * 86_400:
        bootstrap(root)
        fresh = STORED.with_suffix(f".{os.getpid()}")
        STORED.parent.mkdir(exist_ok=True)
        _run("tar", "--create", "--numeric-owner", "--file", str(fresh), "--directory", str(root), ".")
        fresh.rename(STORED)
    else:
        _run("tar", "--extract", "--numeric-owner", "--file", str(STORED), "--directory", str(root))
    furnish(root)


def bootstrap(root: Path) -> None:
    with (root.parent / "debootstrap.log").open("w") as log:
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={INCLUDED}", SUITE, str(root), mirror()],
            stdout=log,
            stderr=log,
            check=True,
            timeout=20 * 60,
        )


def furnish(root: Path) -> None:
    """Add what an installer or a hosting company adds: the way to the mirror, a user with sudo."""
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
    _run("chroot", str(root), "useradd", "--create-home", "--shell", "/bin/bash", TYPIST)
    kept = " ".join((*outside(), "DEBIAN_FRONTEND"))
    sudoers = root / "etc/sudoers.d/typist"
    sudoers.write_text(f'{TYPIST} ALL=(ALL) NOPASSWD: ALL\nDefaults env_keep += "{kept}"\n', "utf-8")
    sudoers.chmod(0o440)


def copy(source: Path, target: Path) -> None:
    """Copy a Debian that nobody has open."""
    _run("cp", "--archive", "--reflink=auto", str(source), str(target))


def remove(folder: Path) -> None:
    """Delete a folder of Debians, gigabytes that pytest would keep."""
    _run("rm", "--recursive", "--force", "--one-file-system", str(folder))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


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
