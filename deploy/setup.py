"""Install Piêu on this machine, as root: `sudo ./run setup`.

Makes the user, the folders, /etc/pieu/env with its keys, the files of nginx and systemd, the tables, the province's
communes and the first officer's card. What is there already is left as it is, so it can be run again at any time, also
after an interruption. It never changes a value in /etc/pieu/env that is not empty.
"""

from __future__ import annotations

import argparse
import fcntl
import ipaddress
import os
import pwd
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from backend.common.errors import DomainError
from backend.common.phones import parse_mobile
from backend.environment import is_origin
from members.branches.provinces import find_province

HOME = Path(__file__).resolve().parent.parent
INSTALLED = Path("/opt/pieu")
ENV = Path("/etc/pieu/env")
DATA = Path("/var/lib/pieu")
WRAPPER = Path("/usr/local/bin/pieu")
EXAMPLE_HOST = "pieu.example.vn"
# path: (owner, group, mode)
FOLDERS = {
    DATA: ("pieu", "pieu", 0o750),
    Path("/var/backups/pieu"): ("pieu", "pieu", 0o700),
    ENV.parent: ("root", "pieu", 0o750),
    # nginx makes the last folder of proxy_cache_path only, and nothing else makes those above it.
    Path("/var/cache/nginx"): ("www-data", "root", 0o755),
}
UNITS = ("pieu.service", "pieu.socket", "pieu-backup.service", "pieu-backup.timer")


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
            if folder.is_dir():
                self.unchanged(str(folder))
                continue
            folder.mkdir(parents=True)
            shutil.chown(folder, owner, group)
            folder.chmod(mode)
            self.changed(str(folder))

    def write_env(self, address: str) -> None:
        """Write /etc/pieu/env from the example, or fill in what is empty there."""
        is_new = not ENV.exists()
        text = (HOME / "deploy/systemd/env.example" if is_new else ENV).read_text("utf-8")
        if is_new:
            text = text.replace(f"PUBLIC_ORIGIN=https://{EXAMPLE_HOST}", "PUBLIC_ORIGIN=")
        filled = fill_empty(text, {"PUBLIC_ORIGIN": address, **new_keys()})
        if filled == text:
            self.unchanged(f"{ENV}")
            return
        replace_file(ENV, filled, owner="root", group="pieu", mode=0o640)
        self.changed(f"{ENV}")

    def copy(self, text: str, to: Path, *, mode: int = 0o644) -> None:
        """Write a file that isn't there. One with another content is left alone, because somebody changed it."""
        if not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            replace_file(to, text, owner="root", group="root", mode=mode)
            self.changed(str(to))
        elif to.read_text("utf-8") == text:
            self.unchanged(str(to))
        else:
            self.unchanged(f"{to}: khác bản đi kèm, giữ nguyên / differs from Piêu's own, left as it is")

    def write_files(self, host: str) -> None:
        nginx = (HOME / "deploy/nginx/pieu.conf").read_text("utf-8").replace(EXAMPLE_HOST, host)
        self.copy((HOME / "deploy/pieu").read_text("utf-8"), WRAPPER, mode=0o755)
        self.copy(nginx, Path("/etc/nginx/conf.d/pieu.conf"))
        for name in UNITS:
            self.copy((HOME / "deploy/systemd" / name).read_text("utf-8"), Path("/etc/systemd/system") / name)

    def fill_database(self, ask: Ask) -> None:
        """Migrate, and load the province, the courses and the first officer if they are missing."""
        if pieu("migrate", "--check", is_quiet=True).returncode:
            require(pieu("migrate", "--noinput", "--verbosity", "0"))
            self.changed("database")
        else:
            self.unchanged("database")
        if pieu("load_units", is_quiet=True).returncode:
            require(pieu("load_units", ask("province")))
            self.changed("communes")
        else:
            self.unchanged("communes")
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


QUESTIONS = {
    "province": "Tỉnh nào (tên hay mã)? / Which province (name or code)? ",
    "address": "Địa chỉ của trang, in lên mọi tem, như tem.example.vn? / The site's address, printed into every label? ",
    "name": "Họ và tên cán bộ đầu tiên? / Full name of the first officer? ",
    "phone": "Số di động của cán bộ ấy? / The officer's mobile number? ",
}


class Ask:
    """Answers from flags, or else from the keyboard. Each is checked at once."""

    def __init__(self, flags: Mapping[str, str | None]) -> None:
        self.answers = {name: CHECKS[name](value) for name, value in flags.items() if value}

    def __call__(self, name: str) -> str:
        while name not in self.answers:
            if not sys.stdin.isatty():
                raise Refused(f"cần --{name} / --{name} is needed")
            try:
                self.answers[name] = CHECKS[name](input(QUESTIONS[name]))
            except Refused as refused:
                say(str(refused))
        return self.answers[name]


class Refused(Exception):
    """Setup can't continue; the message says why."""


def read_address(typed: str) -> str:
    """Return the https origin for a host name or origin. Raises Refused."""
    text = typed.strip().rstrip("/").lower()
    origin = text if "://" in text else f"https://{text}"
    if is_origin(origin) and origin.startswith("https://"):
        host = urlsplit(origin).hostname or ""
        if "." in host and not _is_address(host) and host != EXAMPLE_HOST:
            return origin
    raise Refused(
        f"{typed[:80]}: cần tên máy của Hội, như tem.example.vn / needs a host name, such as tem.example.vn"
    )


def read_province(typed: str) -> str:
    try:
        return str(find_province(typed).code)
    except DomainError as error:
        raise Refused(str(error)) from error


def read_phone(typed: str) -> str:
    try:
        return parse_mobile(typed)
    except DomainError as error:
        raise Refused(str(error)) from error


def read_name(typed: str) -> str:
    if len(typed.strip()) < 2:
        raise Refused("Chị viết họ và tên. / Write the full name.")
    return typed.strip()


CHECKS = {"province": read_province, "address": read_address, "name": read_name, "phone": read_phone}


def say(line: str) -> None:
    """Print at once: between the lines come those of other programs."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


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


def _has_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def run(flags: Mapping[str, str | None]) -> int:
    """Set everything up, and return the exit status of the checks. Raises Refused."""
    if os.geteuid() != 0:
        raise Refused("cần quyền root: sudo ./run setup / needs root: sudo ./run setup")
    if HOME != INSTALLED:
        raise Refused(f"Piêu phải ở /opt/pieu, không phải {HOME} / Piêu must be in /opt/pieu, not in {HOME}")
    if shutil.which("nginx") is None or not _has_user("www-data"):
        raise Refused("cần nginx: sudo apt install nginx / needs nginx: sudo apt install nginx")
    if not ENV.exists() and (DATA / "pieu.sqlite3").exists():
        raise Refused(
            f"{DATA} có dữ liệu mà {ENV} không còn: chép lại tệp ấy từ bản giấy, khoá mới không đọc được tem cũ. / "
            f"{DATA} has data, but {ENV} is gone: restore it, because labels don't open under new keys."
        )
    ask = Ask(flags)
    known = value_in(ENV, "PUBLIC_ORIGIN")
    address = known or ask("address")
    if known and ask.answers.get("address", known) != known:
        raise Refused(
            f"{ENV} có địa chỉ {known}. Muốn đổi: docs/operate.md, “Another address”. / "
            f'{ENV} has the address {known}. To change it: docs/operate.md, "Another address".'
        )
    if not ENV.exists():
        # All questions at the start: the rest needs no one.
        for name in QUESTIONS:
            ask(name)
    setup = Setup()
    setup.make_user()
    setup.make_folders()
    setup.write_env(address)
    setup.write_files(urlsplit(address).hostname or "")
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
    flags = vars(parser.parse_args())
    settings.configure(USE_I18N=False)
    os.umask(0o022)
    with Path("/run/lock/pieu-setup").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(run(flags))


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(f"Lỗi / Error: {refused}")
    except (KeyboardInterrupt, EOFError):
        sys.exit(130)
