"""Read the settings of an installation from environment variables, and collect everything that is wrong with them.

Each variable is declared where it is read, with its kind and default. A wrong value is noted, and the default
returned, so that one message names all wrong variables. Values of secrets are never in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import EmailValidator

PREFIX = "PIEU_"
# Names of other programs that look like ours: the shell's user name.
FOREIGN = {"LOGNAME"}
# They steer the tests, the gate and the benchmarks. The program ignores them.
OF_TESTS = {
    "PIEU_AXE",
    "PIEU_BENCH_POSTGRES",
    "PIEU_CI_POSTGRES",
    "PIEU_CONFORMANCE",
    "PIEU_EVERYTHING",
    "PIEU_SLOW",
}
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class EnvironmentRefused(ImproperlyConfigured):
    """Environment variables are wrong. The message has a line for each, in Vietnamese and English."""


class Environment:
    """The environment `variables` of one start.

    An empty variable counts as missing: it comes from a template of a .env file.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.known: set[str] = set()
        self.problems: list[str] = []

    # --- Kinds ----------------------------------------------------------------------------------------------------

    def text(self, name: str, default: str = "") -> str:
        self.known.add(name)
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name).lower()
        if value in ("", *YES, *NO):
            return value in YES if value else default
        return self.refuse(name, *_one_of([*YES, *NO]), default)

    def names(self, name: str, default: str = "") -> list[str]:
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        value = self.text(name, str(default))
        # int() also accepts signs, underscores and digits of other scripts.
        if (
            re.fullmatch(r"[0-9]{1,18}", value)
            and least <= int(value)
            and (most is None or int(value) <= most)
        ):
            return int(value)
        bounds = f"{least}…{most}" if most is not None else f"≥ {least}"
        return self.refuse(name, f"số nguyên {bounds}", f"a whole number {bounds}", default)

    def numbers(self, name: str) -> list[int]:
        values = self.names(name)
        if all(re.fullmatch(r"[0-9]{1,18}", value) for value in values):
            return [int(value) for value in values]
        return self.refuse(name, "các số, cách nhau bằng dấu phẩy", "numbers with commas between", [])

    def seconds(self, name: str, default: float) -> float:
        value = self.text(name, str(default))
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value):
            return float(value)
        return self.refuse(name, "số giây, như 2 hay 0.5", "seconds, such as 2 or 0.5", default)

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        """Return one of `choices`; capitals and small letters are the same."""
        by_small = {choice.lower(): choice for choice in choices}
        value = self.text(name, default)
        if value.lower() in by_small:
            return by_small[value.lower()]
        return self.refuse(name, *_one_of(by_small.values()), default)

    def rate(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if re.fullmatch(r"[0-9]{1,9}/(s|sec|second|m|min|minute|h|hour|d|day)", value):
            return value
        return self.refuse(name, "số lần trên một khoảng, như 120/min", "a rate such as 120/min", default)

    def origin(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        if is_origin(value):
            return value
        return self.refuse(name, *_ORIGIN, default)

    def origins(self, name: str) -> list[str]:
        values = [value.rstrip("/") for value in self.names(name)]
        if all(map(is_origin, values)):
            return values
        return self.refuse(name, *_ORIGIN, [])

    def hosts(self, name: str) -> list[str]:
        values = self.names(name)
        if not any(re.search(r"[/\s@]", value) for value in values):
            return values
        return self.refuse(
            name, "tên máy, không có https:// hay đường dẫn", "host names without https:// or a path", []
        )

    def url(self, name: str, default: str = "", *, schemes: tuple[str, ...] = ("https", "http")) -> str:
        value = self.text(name, default)
        if not value or _parsed(value, schemes) is not None:
            return value
        accepted = ", ".join(f"{scheme}://…" for scheme in schemes)
        return self.refuse(name, f"địa chỉ {accepted}", f"an address {accepted}", default)

    def parsed[T](self, name: str, value: str, parse: Callable[[str], T], accepted: str) -> T | None:
        """Return `parse(value)`, or note a problem if it raises ValueError. The value may hold a password."""
        try:
            return parse(value)
        except (ValueError, ImproperlyConfigured):
            return self.refuse(name, accepted, accepted, None, is_secret=True)

    def mail_addresses(self, name: str, default: str = "") -> list[str]:
        values = self.names(name, default)
        try:
            for value in values:
                EmailValidator()(value)
        except ValidationError:
            return self.refuse(
                name, "địa chỉ thư, cách nhau bằng dấu phẩy", "mail addresses with commas between", []
            )
        return values

    def secret(self, name: str, *, shortest: int = 0) -> str:
        value = self.text(name)
        if value and len(value) < shortest:
            self.refuse(
                name, f"ít nhất {shortest} ký tự", f"at least {shortest} characters", "", is_secret=True
            )
        return value

    def seed(self, name: str) -> str:
        """Return 64 hexadecimal digits, or ""."""
        value = self.text(name)
        if not value or re.fullmatch("[0-9a-fA-F]{64}", value):
            return value
        return self.refuse(name, "64 chữ số hex", "64 hexadecimal digits", "", is_secret=True)

    def numbered_keys(self, name: str, pairs: list[str], made_by: str) -> dict[int, bytes]:
        """Parse "number:hex" pairs of the variable `name` into {number: key of 32 bytes}.

        made_by: the command that makes keys, or the document that explains it.
        """
        keys: dict[int, bytes] = {}
        for pair in pairs:
            found = re.fullmatch(r"([0-9]{1,9}):([0-9a-fA-F]{64})", pair)
            if not found or int(found[1]) in keys:
                return self.refuse(
                    name,
                    f"các cặp số:64 chữ số hex, mỗi số một lần; cách tạo: {made_by}",
                    f"pairs of a number and 64 hexadecimal digits, such as 1:0a1b…, each number once; how to make one: {made_by}",
                    {1: bytes(32)},
                    is_secret=True,
                )
            keys[int(found[1])] = bytes.fromhex(found[2])
        return keys or {1: bytes(32)}

    # --- Problems -------------------------------------------------------------------------------------------------

    def refuse(
        self, name: str, vietnamese: str, english: str, instead: Any = None, *, is_secret: bool = False
    ) -> Any:
        """Note that `name` has a wrong value, with what is accepted in both languages, and return `instead`."""
        value = self.variables.get(name, "").strip()
        # An address may hold a password before its @, or a key after its ?.
        is_hidden = is_secret or not value or re.search(r":.*[@?]", value)
        shown = "" if is_hidden else f" = {_printable(value)}"
        self.problems.append(f"{name}{shown}: cần {vietnamese} / needs {english}")
        return instead

    def finish(self) -> None:
        """Raise EnvironmentRefused if a variable is wrong, or if one is set whose name is nearly one of ours."""
        for name in sorted(self.variables.keys() - self.known - OF_TESTS - FOREIGN):
            meant = nearest(name, self.known)
            if meant:
                self.problems.append(
                    f"{name}: không có biến này, có phải {meant}? / no such variable, is it {meant}?"
                )
            elif name.startswith(PREFIX):
                self.problems.append(f"{name}: không có biến này / no such variable")
        if self.problems:
            raise EnvironmentRefused(
                "Piêu chưa chạy được: biến môi trường sai. / Piêu can't start: wrong environment variables.\n"
                + "".join(f"  {problem}\n" for problem in self.problems)
                + "docs/operate.md, Variables"
            )


_ORIGIN = (
    "giao thức và tên máy, không có đường dẫn, như https://pieu.example.vn",
    "scheme and host without a path, such as https://pieu.example.vn",
)


def is_origin(value: str) -> bool:
    """Return True for scheme and host, perhaps with a port: nothing may follow it."""
    parts = _parsed(value, ("https", "http"))
    return (
        parts is not None and value.lower() == f"{parts.scheme}://{parts.netloc}".lower() and "@" not in value
    )


def unwritable(folder: Path, error: OSError) -> tuple[str, str]:
    """Return in both languages what is needed of `folder`, in which nothing could be written."""
    reason = error.strerror or type(error).__name__
    return (
        f"thư mục mà Piêu ghi được và còn chỗ trên đĩa ({folder}: {reason})",
        f"a folder that Piêu may write to, on a disk that isn't full ({folder}: {reason})",
    )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` is probably a slip for, or None.

    Names of at most five letters are near nothing, names of up to nine at one letter's distance, longer ones
    at two. A letter that is missing, too many, wrong or exchanged with its neighbour counts one.
    """
    best = None
    for each in sorted(known):
        if each.upper() == name.upper():
            return each
        allowed = 0 if len(each) <= 5 else 1 if len(each) <= 9 else 2
        if abs(len(each) - len(name)) > allowed:
            continue
        distance = _distance(name.upper(), each.upper())
        if distance <= allowed and (best is None or distance < best[0]):
            best = distance, each
    return best and best[1]


def _distance(one: str, other: str) -> int:
    """Return the Damerau-Levenshtein distance, where no part is changed twice."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, its in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != its))
            is_exchanged = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its
            now.append(min(cost, before[column - 2] + 1) if is_exchanged else cost)
        before, last = last, now
    return last[-1]


def _parsed(value: str, schemes: tuple[str, ...]) -> Any:
    """Return the parts of an address with one of `schemes` and a host, or None."""
    if re.search(r"\s", value):
        return None
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of the port, or an unfinished IPv6 address
        return None
    return parts if is_good else None


def _one_of(choices: Iterable[str]) -> tuple[str, str]:
    listed = ", ".join(choices)
    return f"một trong: {listed}", f"one of: {listed}"


def _printable(value: str) -> str:
    return (
        '"' + value[:80].encode("unicode_escape").decode() + '"'
        if not value.isprintable()
        else f'"{value[:80]}"'
    )
