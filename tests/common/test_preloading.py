"""What the supervisor imports before it forks web, worker and clock."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.live import ROOT, project_env

# In a process of its own: this one has imported everything long ago.
PROGRAM = """
import gc, json, os, sys, threading
import django
django.setup()
from django.db import connections
from django.template import engines
from backend.common.preloading import preload

preload()
# lexists: the folder's own descriptor is in the list, and closed after it.
names = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
compiled = engines["django"].engine.template_loaders[0].get_template_cache
print(json.dumps({
    "view": "orders.orders.views.sales" in sys.modules,
    "template": "theme/base.html" in compiled,
    "of libraries": [name for name in compiled if name.startswith("rest_framework/")],
    "is frozen": gc.get_freeze_count() > 100_000,
    "threads": threading.active_count(),
    "sockets": [name for name in names if os.path.lexists(name) and "socket:" in os.readlink(name)],
    "connected": [each.alias for each in connections.all(initialized_only=True) if each.connection],
    "counts requests": "prometheus_client" in sys.modules,
    "cuts fonts": "fontTools" in sys.modules,
}))
"""


@pytest.mark.slow  # imports the whole project
def test_everything_is_imported_and_nothing_is_open(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=project_env(PIEU_ENV="demo", PIEU_VAR=str(tmp_path), PIEU_METRICS_TOKEN="t" * 40),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert json.loads(done.stdout or "null") == {
        "view": True,
        "template": True,
        "of libraries": [],
        "is frozen": True,
        "threads": 1,
        "sockets": [],
        "connected": [],
        # It chooses where to count when it is imported, and gunicorn's configuration names the folder later.
        "counts requests": False,
        # 9 MB that only a process that prints or draws needs.
        "cuts fonts": False,
    }, done.stderr
