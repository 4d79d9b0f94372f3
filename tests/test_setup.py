"""The parts of `./run setup` that need no root; tests/test_operate.py runs all of it in a bare Debian."""

from __future__ import annotations

import os

import pytest

from deploy.setup import Ask, Refused, fill_empty, new_keys, read_address, value_in
from tests.live import ROOT

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
