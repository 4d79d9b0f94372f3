"""The questions of `./run setup`: from flags or from the keyboard, each answer checked at once."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from backend.common.errors import DomainError
from backend.common.phones import parse_mobile
from backend.environment import is_origin
from members.branches.provinces import all_provinces, find_province
from members.people.names import clean_name

EXAMPLE_HOST = "pieu.example.vn"
QUESTIONS = {
    "province": "Tỉnh nào (tên hay mã)? / Which province (name or code)? ",
    "address": "Địa chỉ của trang, in lên mọi tem, như tem.example.vn? / The site's address, printed into every label? ",
    "name": "Họ và tên cán bộ đầu tiên? / Full name of the first officer? ",
    "phone": "Số di động của cán bộ ấy? / The officer's mobile number? ",
}
CONFIRM = "Địa chỉ in lên tem thì không đổi được. Đúng cả chưa (c/k)? / Labels keep this address. Is all of it right (y/n)? "


class Refused(Exception):
    """Setup can't continue; the message says why."""


class Ask:
    """Answers from flags, or else from the keyboard. Each is checked at once."""

    def __init__(self, flags: Mapping[str, str | None]) -> None:
        self.answers = {name: read(name, value) for name, value in flags.items() if value}

    def __call__(self, name: str) -> str:
        while name not in self.answers:
            if not sys.stdin.isatty():
                raise Refused(f"cần --{name} / --{name} is needed")
            try:
                self.answers[name] = read(name, input(QUESTIONS[name]))
            except Refused as refused:
                say(str(refused))
        return self.answers[name]

    def all(self) -> None:
        """Ask every question that no flag answers, and have typed answers confirmed."""
        given = dict(self.answers)
        for name in QUESTIONS:
            self(name)
        while self.answers != given:
            province = all_provinces()[int(self.answers["province"])].name
            say("\n".join(("", province, *(self.answers[name] for name in ("address", "name", "phone")))))
            if input(CONFIRM).strip().lower() in ("c", "có", "y", "yes"):
                return
            self.answers = dict(given)
            for name in QUESTIONS:
                self(name)


def read(name: str, typed: str) -> str:
    """Return the answer to a question as it is stored. Raises Refused."""
    # A terminal that deletes one byte of a letter with an accent leaves the other.
    if not typed.isprintable():
        raise Refused("Có chữ không đọc được, chị gõ lại. / Unreadable characters: type it again.")
    return CHECKS[name](typed)


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
        raise Refused(f"{error} / No such province.") from error


def read_phone(typed: str) -> str:
    try:
        return parse_mobile(typed)
    except DomainError as error:
        raise Refused(f"{error} / Not a mobile number of Vietnam.") from error


def read_name(typed: str) -> str:
    try:
        return clean_name(typed)
    except DomainError as error:
        raise Refused(f"{error} / Write the full name, in letters.") from error


CHECKS = {"province": read_province, "address": read_address, "name": read_name, "phone": read_phone}


def say(line: str) -> None:
    """Print at once: between the lines come those of other programs."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
