"""The parts of `./run setup` that need no root; tests/test_operate.py runs all of it in a bare Debian."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys

import pytest

from deploy.answers import CONFIRM, EXAMPLE_HOST, QUESTIONS, Ask, Refused, read, read_address
from deploy.files import earlier_versions, fill_empty, make_certificate, new_keys, value_in
from tests.live import ROOT
from tests.terminal import Terminal

EXAMPLE = (ROOT / "deploy/systemd/env.example").read_text("utf-8")


def test_keys_that_are_there_stay_as_they_are():
    first = fill_empty(EXAMPLE, new_keys())
    assert fill_empty(first, new_keys()) == first


def test_only_empty_and_missing_names_are_filled_in():
    text = "# mine\nLABEL_KEYS=1:aa\nLOG_KEYS=\n#BADGE_KEYS=\n"
    filled = fill_empty(text, {"LABEL_KEYS": "1:bb", "LOG_KEYS": "1:cc", "BADGE_KEYS": "1:dd"})
    assert filled == "# mine\nLABEL_KEYS=1:aa\nLOG_KEYS=1:cc\n#BADGE_KEYS=\nBADGE_KEYS=1:dd\n"


def test_example_has_no_key_left_empty(tmp_path):
    (tmp_path / "env").write_text(fill_empty(EXAMPLE, new_keys()), "utf-8")
    assert all(value_in(tmp_path / "env", name) for name in new_keys())
    assert value_in(tmp_path / "env", "SMS_HTTP_URL") == ""


@pytest.mark.parametrize("typed", ["tem.hoi.vn", "https://TEM.hoi.vn/", " tem.hoi.vn "])
def test_address_is_an_https_origin(typed):
    assert read_address(typed) == "https://tem.hoi.vn"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "localhost",
        "10.0.0.1",
        "http://tem.hoi.vn",
        "https://tem.hoi.vn/a",
        "pieu.example.vn",
        "tem hoi.vn",
    ],
)
def test_address_that_labels_could_not_carry_is_refused(typed):
    with pytest.raises(Refused):
        read_address(typed)


def test_wrong_flag_is_refused_before_anything_is_made():
    with pytest.raises(Refused, match="Tỉnh Sơn La"):
        Ask({"province": "Sơn Laa"})


def test_missing_answer_without_a_keyboard_names_its_flag(monkeypatch):
    with open(os.devnull) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        with pytest.raises(Refused, match="--phone"):
            Ask({})("phone")


QUESTIONER = """
from django.conf import settings
settings.configure(USE_I18N=False)
from deploy.answers import Ask
ask = Ask({})
try:
    ask.all()
except KeyboardInterrupt:
    raise SystemExit(130)
print(sorted(ask.answers.items()))
"""


@pytest.fixture
def questions():
    """The questions of setup, at a terminal."""
    with Terminal([sys.executable, "-c", QUESTIONER], cwd=ROOT) as terminal:
        yield terminal


def answer(terminal: Terminal, **answers: str) -> None:
    for name, typed in answers.items():
        terminal.wait_for(QUESTIONS[name].strip())
        terminal.type(typed)


@pytest.mark.slow  # a process
def test_wrong_answers_at_the_keyboard_are_asked_again(questions):
    answer(questions, province="Sơn Laa")
    questions.wait_for("No such province")
    answer(questions, province="son la", address="10.0.0.1")
    questions.wait_for("needs a host name")
    answer(questions, address="tem.hoi.vn", name="Hạnh 2")
    questions.wait_for("in letters")
    answer(questions, name="Nông Thị Hạnh", phone="02123 852 123")
    questions.wait_for("Not a mobile number")
    answer(questions, phone="0912 345 678")
    questions.wait_for("Tỉnh Sơn La\nhttps://tem.hoi.vn\nNông Thị Hạnh\n+84912345678\n")
    questions.wait_for(CONFIRM.strip())
    questions.type("k")
    answer(questions, province="4", address="tem.phunu.vn", name="Nông Thị Hạnh", phone="0912 345 678")
    questions.wait_for(CONFIRM.strip())
    questions.type("c")
    assert questions.end() == 0
    assert questions.screen.splitlines()[-1] == (
        "[('address', 'https://tem.phunu.vn'), ('name', 'Nông Thị Hạnh'), ('phone', '+84912345678'), ('province', '4')]"
    )


@pytest.mark.slow  # a process
def test_ctrl_c_at_a_question_ends_without_an_answer(questions):
    answer(questions, province="son la")
    questions.wait_for(QUESTIONS["address"].strip())
    assert questions.interrupt() == 130
    assert "Traceback" not in questions.screen and "[(" not in questions.screen


def test_half_a_letter_is_no_answer():
    with pytest.raises(Refused, match="type it again"):
        read("name", b"N\xc3ng".decode("utf-8", "surrogateescape"))


def test_answers_from_flags_alone_are_not_confirmed(monkeypatch):
    with open(os.devnull) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        ask = Ask({"province": "04", "address": "tem.hoi.vn", "name": "Nông Thị Hạnh", "phone": "0912345678"})
        ask.all()
    assert ask("address") == "https://tem.hoi.vn"


def test_every_version_of_a_file_is_known_from_the_history(tmp_path):
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Lan", "-c", "user.email=lan@example.vn"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    for text in ("1\n", "2\n", "3\n"):
        (tmp_path / "unit").write_text(text)
        subprocess.run([*git, "add", "unit"], check=True)
        subprocess.run([*git, "commit", "--quiet", "-m", "More"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "HEAD~1"], check=True)
    assert sorted(earlier_versions(tmp_path, "unit")) == ["1\n", "2\n", "3\n"]
    assert list(earlier_versions(tmp_path, "other")) == []


def test_no_history_means_no_earlier_versions(tmp_path):
    assert list(earlier_versions(tmp_path, "unit")) == []


@pytest.mark.slow  # makes a key
def test_certificate_until_there_is_a_real_one_names_the_host(tmp_path):
    make_certificate(tmp_path, "tem.hoi.vn")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["fullchain.pem", "privkey.pem"]
    assert (tmp_path / "privkey.pem").stat().st_mode & 0o077 == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "fullchain.pem", tmp_path / "privkey.pem")
    shown = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "fullchain.pem", "-noout", "-checkhost", "tem.hoi.vn"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "does match" in shown.stdout


@pytest.mark.parametrize(("domains", "is_ours"), [("a.vn tem.hoi.vn", True), ("a.vn xtem.hoi.vn", False)])
def test_hook_of_certbot_links_the_certificate_of_our_host_alone(tmp_path, domains, is_ours):
    script = (ROOT / "deploy/nginx/use-certificate").read_text("utf-8")
    script = script.replace("/etc/pieu/tls", str(tmp_path)).replace(EXAMPLE_HOST, "tem.hoi.vn")
    (tmp_path / "nginx").write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/calls\n')
    (tmp_path / "nginx").chmod(0o755)
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).write_text("made by setup")
    lineage = tmp_path / "lineage"
    lineage.mkdir()
    subprocess.run(
        ["sh", "-c", script],
        env={
            "PATH": f"{tmp_path}:/usr/bin:/bin",
            "RENEWED_DOMAINS": domains,
            "RENEWED_LINEAGE": str(lineage),
        },
        check=True,
    )
    for name in ("fullchain.pem", "privkey.pem"):
        assert (tmp_path / name).is_symlink() == is_ours
        assert not is_ours or (tmp_path / name).readlink() == lineage / name
    assert (tmp_path / "calls").exists() == is_ours
    assert not is_ours or (tmp_path / "calls").read_text() == "-t -q\n-s reload\n"
