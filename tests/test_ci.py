"""The script .ci/run, as far as possible without running a step."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.live import ROOT


def ci(*args: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / ".ci/run", *args],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def names(*args: str) -> list[str]:
    done = ci("list", *args)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_all_runs_each_suite_on_both_databases():
    suites = [
        f"{suite}-{kind}" for suite in ("quick", "crash", "load", "e2e") for kind in ("sqlite", "postgresql")
    ]
    assert sorted(names("all")) == sorted([*suites, "types", "install"])


def test_the_gate_runs_each_suite_on_one_database_at_least():
    gate = names()
    for suite in ("quick", "crash", "load", "e2e"):
        assert [name for name in gate if name.startswith(f"{suite}-")], suite
    assert {"types", "databases"} <= set(gate)


def test_every_step_has_its_command():
    script = (ROOT / ".ci/run").read_text("utf-8").partition("run_step() {")[2]
    for name in {*names(), *names("all")}:
        assert f"\n    {name})" in script, name


@pytest.mark.parametrize(
    "args", [("everything",), ("all", "types"), ("types", "load-sqlite"), ("list", "types")]
)
def test_another_argument_is_refused(args):
    done = ci(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: .ci/run")


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_conformance_cases_that_are_named_and_cannot_be_read_end_the_run(folder, tmp_path):
    (tmp_path / "file").write_text("")
    done = ci("types", PIEU_CONFORMANCE=str(tmp_path / folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"PIEU_CONFORMANCE is set, but {tmp_path / folder} can't be read\n"
