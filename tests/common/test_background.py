"""A worker and a clock know every background task and periodic job, without a page that imports its module."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.apps import installed_packages
from tests.live import ROOT, project_env

# What a process has after a look-up in `backend.common.background`: the clock does the same.
LOADED = """
import sys

import django

django.setup()
from backend.common import background

assert not hasattr(background, "no_such_task")
print(*sys.modules)
"""


@pytest.mark.slow
def test_every_module_with_tasks_or_jobs_is_loaded_where_tasks_are_looked_up():
    modules = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for package in installed_packages()
        for path in (ROOT / package).rglob("*.py")
        if path.name == "tasks.py"
        or re.search(r"^@?(?:task|every|daily)\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(modules) > 10
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env=project_env(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(modules - set(done.stdout.split())) == []
