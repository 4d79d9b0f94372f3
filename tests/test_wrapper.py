"""deploy/pieu, the operator's command: its use of /etc/pieu/env, and its working directory."""

from __future__ import annotations

import getpass
import subprocess
from pathlib import Path

import pytest

from tests.live import ROOT


@pytest.fixture
def pieu(tmp_path):
    """Call a copy of the wrapper with our user, whose manage.py prints one variable and its working directory."""

    def call(env: str, name: str, *, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        (tmp_path / "env").write_text(env, "utf-8")
        (tmp_path / "home/.venv/bin").mkdir(parents=True, exist_ok=True)
        python = tmp_path / "home/.venv/bin/python"
        python.write_text('#!/bin/sh\nprintenv "$2"; pwd\n', "utf-8")
        python.chmod(0o755)
        script = (ROOT / "deploy/pieu").read_text("utf-8")
        for ours, installed in {
            "file=/etc/pieu/env": f"file={tmp_path}/env",
            "/opt/pieu/": f"{tmp_path}/home/",
            "!= pieu ]": f"!= {getpass.getuser()} ]",
        }.items():
            assert ours in script
            script = script.replace(ours, installed)
        (tmp_path / "pieu").write_text(script, "utf-8")
        return subprocess.run(
            ["sh", tmp_path / "pieu", name], cwd=cwd, capture_output=True, text=True, timeout=30, check=False
        )

    return call


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("V=Hội LHPN tỉnh Sơn La, số 1 đường Tô Hiệu", "Hội LHPN tỉnh Sơn La, số 1 đường Tô Hiệu"),
        ('V="Hội LHPN"', "Hội LHPN"),
        ("V='Hội LHPN'", "Hội LHPN"),
        ("V=postgres://pieu:a&b$HOME;c@127.0.0.1/pieu", "postgres://pieu:a&b$HOME;c@127.0.0.1/pieu"),
        ("V=1:ab=cd", "1:ab=cd"),
        ("# first\n; second\n\nV=$(id)", "$(id)"),
    ],
)
def test_wrapper_reads_environment_values_as_systemd_does(pieu, line, value):
    assert pieu(line, "V").stdout.splitlines()[0] == value


def test_a_command_with_a_file_runs_in_the_operators_directory(pieu, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    assert pieu("V=1\n", "V", cwd=tmp_path / "elsewhere").stdout.splitlines() == [
        "1",
        str(tmp_path / "elsewhere"),
    ]


@pytest.mark.parametrize("line", ["SECRET KEY=1", "export V=1", "V", "=1", "V=a\\b"])
def test_a_line_that_is_read_in_two_ways_is_named_when_a_command_starts(pieu, line):
    ended = pieu(f"A=1\n{line}\n", "A")
    assert ended.returncode == 1 and not ended.stdout and "env:2:" in ended.stderr


def test_the_example_can_be_read_when_nothing_is_filled_in(pieu):
    example = (ROOT / "deploy/systemd/env.example").read_text("utf-8")
    assert pieu(example, "PIEU_VAR").stdout.splitlines()[0] == "/var/lib/pieu"
