"""Variables with a wrong value or name are refused when Piêu starts, all in one message."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from backend.environment import OF_TESTS, Environment, EnvironmentRefused, nearest
from backend.settings import environment
from tests.live import ROOT, project_env

PASSWORD = "dung-cho-ai-thay"


def problems(environment: Environment) -> str:
    """Return the message with which a start ends, or ""."""
    try:
        environment.finish()
    except EnvironmentRefused as refused:
        return str(refused)
    return ""


WRONG = {
    "flag": ["ture", "2", "y"],
    "number": ["-1", "1.5", "1_000", "٣", "zehn", "101"],
    "seconds": ["-1", "1e3", "nan", "zwei", "1,5"],
    "level": ["FULLL", "FULL;PRAGMA foreign_keys=OFF"],
    "rate": ["120", "120/", "/min", "120/fortnight"],
    "origin": [
        "pieu.example.vn",
        "https://pieu.example.vn/tem",
        "https://pieu.example.vn?a=1",
        "https://pieu.example.vn#a",
        "https://",
        "ftp://pieu.example.vn",
        "https://pieu.example.vn:port",
        "https://pieu example.vn",
        f"https://pieu:{PASSWORD}@pieu.example.vn",
    ],
    "hosts": ["https://pieu.example.vn", "pieu.example.vn/a"],
    "url": ["sms.example.vn/send", "https:/sms.example.vn", f"htps://pieu:{PASSWORD}@sms.example.vn"],
    "mails": ["thu@", "a@example.vn b@example.vn", "https://example.vn"],
    "numbers": ["1,hai", "1;2"],
    "secret": [PASSWORD],
    "seed": [PASSWORD, "ab" * 31],
    "keys": ["1:nothex", PASSWORD, "1:abcd", "x:" + "ab" * 32, f"1:{'ab' * 32},1:{'cd' * 32}"],
}
RIGHT = {
    "flag": [("True", True), ("off", False), ("", True)],
    "number": [("0", 0), (" 100 ", 100), ("", 7)],
    "seconds": [("0", 0.0), ("0.25", 0.25), ("", 2.0)],
    "level": [("normal", "NORMAL"), ("", "FULL")],
    "rate": [("5/s", "5/s"), ("", "120/min")],
    "origin": [
        ("https://pieu.example.vn/", "https://pieu.example.vn"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://Pieu.example.vn", "https://Pieu.example.vn"),
        ("", "http://127.0.0.1"),
    ],
    "hosts": [("a.vn, .b.vn,[::1]", ["a.vn", ".b.vn", "[::1]"]), ("", [])],
    "url": [("https://a.vn/b?c=d", "https://a.vn/b?c=d"), ("", "")],
    "mails": [("a@example.vn, b@example.vn", ["a@example.vn", "b@example.vn"]), ("", [])],
    "numbers": [("1, 23", [1, 23]), ("", [])],
    "secret": [("x" * 32, "x" * 32), ("", "")],
    "seed": [("ab" * 32, "ab" * 32), ("", "")],
    "keys": [(f"1:{'ab' * 32},7:{'cd' * 32}", {1: b"\xab" * 32, 7: b"\xcd" * 32})],
}
READ = {
    "flag": lambda env: env.flag("IT", True),
    "number": lambda env: env.number("IT", 7, most=100),
    "seconds": lambda env: env.seconds("IT", 2.0),
    "level": lambda env: env.choice("IT", ("FULL", "NORMAL"), "FULL"),
    "rate": lambda env: env.rate("IT", "120/min"),
    "origin": lambda env: env.origin("IT", "http://127.0.0.1"),
    "hosts": lambda env: env.hosts("IT"),
    "url": lambda env: env.url("IT"),
    "mails": lambda env: env.mail_addresses("IT"),
    "numbers": lambda env: env.numbers("IT"),
    "secret": lambda env: env.secret("IT", shortest=32),
    "seed": lambda env: env.seed("IT"),
    "keys": lambda env: env.numbered_keys("IT", env.names("IT"), "docs"),
}


@pytest.mark.parametrize("kind", READ)
def test_unreadable_values_are_named_and_readable_ones_accepted(kind):
    for value, expected in RIGHT[kind]:
        read = Environment({"IT": value})
        assert (READ[kind](read), problems(read)) == (expected, ""), value
    for value in WRONG[kind]:
        read = Environment({"IT": value})
        READ[kind](read)
        message = problems(read)
        assert [line.split(" = ")[0].split(":")[0] for line in message.splitlines()[1:-1]] == ["  IT"], value
        assert " / needs " in message
        assert PASSWORD not in message


def test_a_wrong_value_is_shown_unless_it_may_be_a_secret():
    read = Environment({"A": "ture", "B": "ture\x1b[31m", "C": "ture", "D": "redis//:pw@host"})
    read.flag("A")
    read.flag("B")
    read.secret("C", shortest=32)
    read.url("D", schemes=("redis",))
    lines = problems(read).splitlines()
    assert [line.partition(": cần")[0].strip() for line in lines[1:-1]] == [
        'A = "ture"',
        'B = "ture\\x1b[31m"',
        "C",
        "D",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("database_url", "DATABASE_URL"),
        ("PUBLIC_ORIGNI", "PUBLIC_ORIGIN"),
        ("SMS_HTTP_TOKENS", "SMS_HTTP_TOKEN"),
        ("LABLE_KEYS", "LABEL_KEYS"),
        ("PIEU_DMEO", "PIEU_DEMO"),
        ("REDIS_URI", "REDIS_URL"),
        ("DATABASE_HOST", None),
        ("HOME", None),
        ("HOSTS", None),
        ("POST", None),
        ("LISTEN_FDNAMES", None),
        ("PYTHONPATH", None),
        ("WEB_CONCURRENCY", None),
        ("STATIC_URL", None),
    ],
)
def test_a_name_one_or_two_letters_from_ours_is_taken_for_a_slip(name, meant):
    assert nearest(name, environment.known) == meant


def test_foreign_names_are_left_alone_and_unknown_ones_of_ours_refused():
    foreign = {"LOGNAME": "pieu", "PATH": "/bin", "http_proxy": "x", "GUNICORN_CMD_ARGS": "--preload"}
    read = Environment(foreign | dict.fromkeys(OF_TESTS, "1"))
    read.known = environment.known
    assert problems(read) == ""
    read = Environment({"PIEU_COLOUR": PASSWORD, "DATABSE_URL": PASSWORD})
    read.known = environment.known
    assert problems(read).splitlines()[1:-1] == [
        "  DATABSE_URL: không có biến này, có phải DATABASE_URL? / no such variable, is it DATABASE_URL?",
        "  PIEU_COLOUR: không có biến này / no such variable",
    ]


def test_every_name_that_is_read_is_declared():
    """Else its own reader would be refused where an operator sets it."""
    recorded = set((ROOT / "tests/lasting_names/environment.txt").read_text().split())
    assert sorted(recorded - environment.known - OF_TESTS) == []
    steering = re.compile(
        r"(?:environ\.get\(|environ\[|getenv\(|\$\{?)[\"']?(PIEU_[A-Z_]+)|[\"'](PIEU_[A-Z_]+)[\"'] in os\.environ"
    )
    texts = [
        path.read_text("utf-8")
        for folder in (ROOT / "tests", ROOT / "bench", ROOT / ".ci")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in (".py", ".sh", "")
    ]
    found = {name for text in texts for pair in steering.findall(text) for name in pair if name}
    assert found >= {"PIEU_EVERYTHING", "PIEU_CI_POSTGRES"}
    assert sorted(found - environment.known - OF_TESTS) == []


@pytest.mark.slow
def test_a_start_names_everything_that_is_wrong_in_one_message(tmp_path):
    (tmp_path / "var").write_text("a file where a folder should be")
    wrong = {
        "PIEU_DEMO": "ture",
        "SQLITE_SYNCHRONOUS": "FULLL",
        "PUBLIC_ORIGIN": "pieu.example.vn/tem",
        "SECRET_KEY": PASSWORD,
        "DATABASE_URL": f"postgrs://pieu:{PASSWORD}@localhost/pieu",
        "DATABSE_URL": f"postgres://pieu:{PASSWORD}@localhost/pieu",
        "WEB_WORKERS": "zwei",
        "SMTP_TLS": "",  # with a password for another machine
        "PIEU_VAR": str(tmp_path / "var"),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=project_env(PIEU_ENV="demo", SMTP_HOST="mail.example.vn", SMTP_PASSWORD=PASSWORD, **wrong),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert {re.match(r"  (\w+)", line)[1] for line in lines[1:-1]} == wrong.keys()
    assert len(lines) == len(wrong) + 2  # a line for each, no traceback
    assert PASSWORD not in done.stderr
