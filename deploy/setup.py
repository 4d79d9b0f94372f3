"""Install Piêu on this machine, as root: `sudo ./run setup`.

Makes the user, the folders, /etc/pieu/env with its keys, the files of nginx and systemd, the tables, the province's
communes and the first officer's card. What is there already is left as it is, so it can be run again at any time, also
after an interruption. It never changes a value in /etc/pieu/env that is not empty.
"""

from __future__ import annotations

import argparse
import fcntl
import grp
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from backend.common.command_lines import HOME, INSTALLED, WRAPPER
from deploy.answers import EXAMPLE_HOST, QUESTIONS, Ask, Refused, say
from deploy.files import earlier_versions, fill_empty, make_certificate, new_keys, replace_file, value_in

ENV = Path("/etc/pieu/env")
DATA = Path("/var/lib/pieu")
TLS = Path("/etc/pieu/tls")
# nginx makes the last folder of proxy_cache_path only, and nothing else makes those above it.
CACHE = Path("/var/cache/nginx")
# path: (owner, group, mode)
FOLDERS = {
    DATA: ("pieu", "pieu", 0o750),
    Path("/var/backups/pieu"): ("pieu", "pieu", 0o700),
    ENV.parent: ("root", "pieu", 0o750),
    TLS: ("root", "root", 0o700),
    CACHE: ("www-data", "root", 0o755),
}
# file of the checkout: where it is installed, with the site's host in place of the example's
FILES = {
    "deploy/pieu": WRAPPER,
    "deploy/nginx/pieu.conf": Path("/etc/nginx/conf.d/pieu.conf"),
    "deploy/nginx/use-certificate": Path("/etc/letsencrypt/renewal-hooks/deploy/pieu"),
    **{
        f"deploy/systemd/{name}": Path("/etc/systemd/system") / name
        for name in ("pieu.service", "pieu.socket", "pieu-backup.service", "pieu-backup.timer")
    },
}


class Setup:
    """One run: reports each step, and counts what it changed."""

    def __init__(self) -> None:
        self.changes = 0

    def changed(self, what: str) -> None:
        self.changes += 1
        say(f"+ {what}")

    def unchanged(self, what: str) -> None:
        say(f"= {what}")

    def make_user(self) -> None:
        if _has_user("pieu"):
            self.unchanged("user pieu")
        else:
            subprocess.run(
                ["useradd", "--system", "--home-dir", DATA, "--shell", "/usr/sbin/nologin", "pieu"],
                check=True,
            )
            self.changed("user pieu")
        # nginx hands out static files and media itself.
        groups = subprocess.run(["id", "-nG", "www-data"], capture_output=True, text=True, check=True)
        if "pieu" not in groups.stdout.split():
            subprocess.run(["usermod", "-aG", "pieu", "www-data"], check=True)
            self.changed("www-data in group pieu")

    def make_folders(self) -> None:
        for folder, (owner, group, mode) in FOLDERS.items():
            wanted = (pwd.getpwnam(owner).pw_uid, grp.getgrnam(group).gr_gid, mode)
            is_there = folder.is_dir()
            # An interruption may have left one of ours with another owner. That of nginx is its package's.
            if is_there and (folder == CACHE or owner_of(folder) == wanted):
                self.unchanged(str(folder))
                continue
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, *wanted[:2])
            folder.chmod(mode)
            self.changed(str(folder))

    def write_env(self, address: str) -> None:
        """Write /etc/pieu/env from the example, or fill in what is empty there."""
        is_new = not ENV.exists()
        text = (HOME / "deploy/systemd/env.example" if is_new else ENV).read_text("utf-8")
        if is_new:
            text = text.replace(f"PUBLIC_ORIGIN=https://{EXAMPLE_HOST}", "PUBLIC_ORIGIN=")
        filled = fill_empty(text, {"PUBLIC_ORIGIN": address, **new_keys()})
        # Only root and the service may read it, also where an operator put it.
        wanted = (0, grp.getgrnam("pieu").gr_gid, 0o640)
        if not is_new and filled == text and owner_of(ENV) == wanted:
            self.unchanged(f"{ENV}")
            return
        replace_file(ENV, filled, owner="root", group="pieu", mode=0o640)
        self.changed(f"{ENV}")

    def copy(self, name: str, to: Path, host: str) -> None:
        """Install a file of the checkout, or a newer version of it.

        One that differs from every version in the history of the checkout was edited, and stays.
        """
        source = HOME / name
        text = source.read_text("utf-8").replace(EXAMPLE_HOST, host)
        mode = 0o755 if os.access(source, os.X_OK) else 0o644
        installed = to.read_text("utf-8") if to.exists() else None
        if installed == text:
            self.unchanged(str(to))
        elif installed is None or any(
            installed == each.replace(EXAMPLE_HOST, host) for each in earlier_versions(HOME, name)
        ):
            to.parent.mkdir(parents=True, exist_ok=True)
            replace_file(to, text, owner="root", group="root", mode=mode)
            self.changed(str(to))
        else:
            self.unchanged(
                f"{to}: khác bản đi kèm, giữ nguyên / differs from Piêu's own, left as it is: diff {to} {source}"
            )

    def write_files(self, host: str) -> None:
        for name, to in FILES.items():
            self.copy(name, to, host)

    def give_certificate(self, host: str) -> None:
        """Let nginx start: link certbot's certificate, or make one that nobody trusts."""
        if (TLS / "fullchain.pem").exists() and (TLS / "privkey.pem").exists():
            self.unchanged(f"{TLS}/fullchain.pem")
            return
        lineage = Path("/etc/letsencrypt/live") / host
        if (lineage / "fullchain.pem").exists():
            for name in ("privkey.pem", "fullchain.pem"):
                (TLS / name).unlink(missing_ok=True)
                (TLS / name).symlink_to(lineage / name)
            self.changed(f"{TLS}/fullchain.pem → {lineage}/fullchain.pem")
        else:
            make_certificate(TLS, host)
            self.changed(f"{TLS}/fullchain.pem: tạm, chờ certbot / until certbot brings a real one")

    def fill_database(self, ask: Ask) -> None:
        """Migrate, and load the province, the catalogue of laws, the courses and the first officer if they are missing."""
        # Minutes of silence look like a fault.
        say(
            "Xem bảng, xã, luật và bài học: lần đầu mất vài phút… / Tables, communes, laws, courses: minutes, once…"
        )
        if pieu("migrate", "--check", is_quiet=True).returncode:
            require(pieu("migrate", "--noinput", "--verbosity", "0"))
            self.changed("database")
        else:
            self.unchanged("database")
        if pieu("load_units", is_quiet=True).returncode:
            require(pieu("load_units", ask("province")))
            self.changed("communes")
        else:
            if "province" in ask.answers:
                # Refuses another province than the one that is here.
                require(pieu("load_units", ask("province"), is_quiet=True))
            self.unchanged("communes")
        require(pieu("load_law", is_quiet=True))
        before = _courses()
        require(pieu("load_courses", is_quiet=True))
        if before != _courses():
            self.changed("courses")
        else:
            self.unchanged("courses")
        if pieu("first_officer", is_quiet=True).returncode:
            require(pieu("first_officer", "--name", ask("name"), "--phone", ask("phone")))
            self.changed("first officer")
        else:
            self.unchanged("first officer")


def pieu(*args: str, is_quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command of Piêu as its user, with its environment."""
    return subprocess.run(
        [WRAPPER, *args], cwd=DATA, check=False, text=True, capture_output=is_quiet, stdin=subprocess.DEVNULL
    )


def require(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        say(f"{done.stdout or ''}{done.stderr or ''}".rstrip())
        raise Refused(
            "Bước trên không xong. Sửa rồi chạy lại sudo ./run setup. / The step above failed. Mend it, then run it again."
        )


def _courses() -> str:
    listed = (
        "from courses.models import CourseVersion as V; print(*V.objects.order_by('pk').values_list('pk'))"
    )
    return pieu("shell", "-v", "0", "-c", listed, is_quiet=True).stdout


def owner_of(path: Path) -> tuple[int, int, int]:
    """Return user, group and mode."""
    found = path.stat()
    return found.st_uid, found.st_gid, found.st_mode & 0o7777


def _has_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def run(flags: Mapping[str, str | None], *, is_files_only: bool = False) -> int:
    """Set everything up, and return the exit status of the checks. Raises Refused.

    is_files_only: install the files of this release over those of an earlier one, and leave the database alone.
    """
    if HOME != INSTALLED:
        raise Refused(f"Piêu phải ở /opt/pieu, không phải {HOME} / Piêu must be in /opt/pieu, not in {HOME}")
    if shutil.which("nginx") is None or not _has_user("www-data"):
        raise Refused("cần nginx: sudo apt install nginx / needs nginx: sudo apt install nginx")
    if not ENV.exists() and (DATA / "pieu.sqlite3").exists():
        raise Refused(
            f"{DATA} có dữ liệu mà {ENV} không còn: chép lại tệp ấy từ bản giấy, khoá mới không đọc được tem cũ. / "
            f"{DATA} has data, but {ENV} is gone: restore it, because labels don't open under new keys."
        )
    if is_files_only and not ENV.exists():
        raise Refused("chưa cài: sudo ./run setup / not set up yet: sudo ./run setup")
    ask = Ask(flags)
    if not ENV.exists():
        # All questions at the start: the rest needs no one.
        ask.all()
    known = value_in(ENV, "PUBLIC_ORIGIN")
    address = known or ask("address")
    if known and ask.answers.get("address", known) != known:
        raise Refused(
            f"{ENV} có địa chỉ {known}. Muốn đổi: docs/operate.md, “Another address”. / "
            f'{ENV} has the address {known}. To change it: docs/operate.md, "Another address".'
        )
    setup = Setup()
    setup.make_user()
    setup.make_folders()
    setup.write_env(address)
    host = urlsplit(address).hostname or ""
    setup.write_files(host)
    setup.give_certificate(host)
    if is_files_only:
        return 0
    setup.fill_database(ask)
    checked = pieu("check", "--deploy")
    if setup.changes:
        say(
            "Khoá nằm trong /etc/pieu/env: in ra giấy, cất vào két. / The keys are in /etc/pieu/env: print them for the safe."
        )
    else:
        say("Không có gì thay đổi. / Nothing was changed.")
    return checked.returncode


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./run setup", description="Cài Piêu lên máy này. / Install Piêu here."
    )
    for name, question in QUESTIONS.items():
        parser.add_argument(f"--{name}", help=question)
    parser.add_argument(
        "--files",
        action="store_true",
        help="Chỉ thư viện và các tệp của nginx, systemd, khi nâng cấp. / Only libraries and files, for an upgrade.",
    )
    flags = vars(parser.parse_args())
    is_files_only = flags.pop("files")
    settings.configure(USE_I18N=False)
    os.umask(0o022)
    # First: only root may open the lock.
    if os.geteuid() != 0:
        raise Refused("cần quyền root: sudo ./run setup / needs root: sudo ./run setup")
    with Path("/run/lock/pieu-setup").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(run(flags, is_files_only=is_files_only))


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(f"Lỗi / Error: {refused}")
    except (KeyboardInterrupt, EOFError):
        sys.exit(130)
