"""`manage.py serve`, which is `./run`: one program to start, watch and stop everything."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.models import TaskWorker
from backend.common.tasks import prune_idempotency_keys
from tests.live import ROOT, eventually, free_port, project_env

pytestmark = pytest.mark.crash


@contextmanager
def serving(real_db, collected_static, folder: Path):
    """Return the supervisor, once /healthz answers 200."""
    port = free_port()
    env = project_env(
        PIEU_ENV="demo",
        PIEU_DEMO="0",
        PIEU_VAR=str(folder),
        MEDIA_ROOT=str(folder / "media"),
        STATIC_ROOT=collected_static,
        DATABASE_URL=real_db.url,
        PORT=str(port),
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT
        )
    process.url = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: is_healthy(process.url) and len(processes_of(folder)) >= 6)
        yield process
    finally:
        process.kill()
        process.wait()
        for pid in processes_of(folder):
            os.kill(pid, signal.SIGKILL)


def is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def processes_of(folder: Path) -> dict[int, str]:
    """Return process numbers and names of everything started with this folder for its local state."""
    found = {}
    mark = f"PIEU_VAR={folder}\0".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "comm").read_text().strip()
            except OSError:
                continue
    return found


def pid_of(folder: Path, name: str) -> int:
    return min(pid for pid, each in processes_of(folder).items() if each == name)


def shared_megabytes(pid: int) -> float:
    """Return how much written memory a process shares with others."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Shared_Dirty:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1024


@pytest.fixture
def server(real_db, collected_static, tmp_path):
    with serving(real_db, collected_static, tmp_path) as process:
        yield process


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_everything_on_a_signal(server, tmp_path, signum):
    server.send_signal(signum)
    assert server.wait(30) == 0
    assert processes_of(tmp_path) == {}


def test_serve_leaves_no_orphan_when_killed(server, tmp_path):
    server.kill()
    server.wait()
    eventually(lambda: processes_of(tmp_path) == {})


def test_killed_web_server_comes_back_on_the_same_port(server, tmp_path):
    before = {pid for pid, name in processes_of(tmp_path).items() if name == "pieu-web"}
    os.kill(min(before), signal.SIGKILL)
    # Its workers stop, too; their running answers are lost.
    eventually(lambda: not before & set(processes_of(tmp_path)))
    # No connection is refused meanwhile: the supervisor holds the socket, and the request waits in its queue.
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=40) as response:
        assert response.status == 200
    assert pid_of(tmp_path, "pieu-web") not in before


def test_task_of_a_killed_worker_is_done_by_the_next(server, tmp_path):
    worker = pid_of(tmp_path, "pieu-worker-1")
    worker_id = eventually(TaskWorker.objects.first).id
    with transaction.atomic():  # invisible to others until it belongs to the worker
        result = prune_idempotency_keys.enqueue()
        DBTaskResult.objects.filter(id=result.id).update(
            status="RUNNING", started_at=timezone.now(), worker_ids=[worker_id]
        )
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: DBTaskResult.objects.get(id=result.id).status == "SUCCESSFUL")
    assert len(DBTaskResult.objects.get(id=result.id).worker_ids) == 2


def test_parts_share_what_was_imported_and_a_restarted_one_too(server, tmp_path):
    # Imported apart, they would share nothing of what they wrote.
    names = ("pieu-web", "pieu-worker-1", "pieu-clock")
    assert [name for name in names if shared_megabytes(pid_of(tmp_path, name)) < 50] == []
    killed = pid_of(tmp_path, "pieu-clock")
    os.kill(killed, signal.SIGKILL)
    clocks = eventually(
        lambda: [
            pid for pid, name in processes_of(tmp_path).items() if name == "pieu-clock" and pid != killed
        ]
    )
    assert shared_megabytes(clocks[0]) > 50


def test_supervisor_holds_nothing_that_a_fork_would_share_but_the_door(server):
    folder = Path(f"/proc/{server.pid}/fd")
    held = [os.readlink(file) for file in folder.iterdir()]
    assert len([name for name in held if name.startswith("socket:")]) == 1
    assert [name for name in held if "sqlite" in name] == []
    assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1


def test_serve_says_that_the_database_is_away(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=project_env(
            PIEU_ENV="demo",
            PIEU_VAR=str(tmp_path),
            DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
            PORT=str(free_port()),
        ),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Không nối được cơ sở dữ liệu (DATABASE_URL)" in done.stderr
    assert processes_of(tmp_path) == {}


def test_service_keeps_the_socket_of_systemd_and_upgrades_the_database_behind_it(
    real_db, collected_static, tmp_path
):
    unit = (ROOT / "deploy/systemd/pieu.service").read_text()
    command = re.search(r"^ExecStart=\S+/python (manage\.py serve.*)$", unit, re.MULTILINE)[1].split()
    env = project_env(
        PIEU_ENV="demo",
        PIEU_DEMO="0",
        PIEU_VAR=str(tmp_path),
        STATIC_ROOT=collected_static,
        DATABASE_URL=real_db.url,
    )

    def serve(door: socket.socket) -> subprocess.Popen:
        # As under systemd: the socket is number 3, and the environment names the process.
        return subprocess.Popen(
            ["sh", "-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@"', sys.executable, *command],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.dup2(door.fileno(), 3),
            close_fds=False,
        )

    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        first = serve(door)
        eventually(lambda: is_healthy(url))
        first.terminate()
        assert first.wait(30) == 0
        # The second is of a newer version: its own migration is missing.
        older = [sys.executable, "manage.py", "migrate", "mfa", "0002"]
        subprocess.run(older, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        # Nothing answers now, and no connection is refused: the request waits for the second.
        with closing(socket.create_connection(door.getsockname(), timeout=40)) as visitor:
            visitor.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            second = serve(door)
            try:
                assert visitor.recv(100).startswith(b"HTTP/1.1 200")
            finally:
                second.terminate()
                second.wait(30)


def test_serve_names_the_taken_port_and_starts_nothing(real_db, collected_static, tmp_path):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "serve", "--migrate"],
            cwd=ROOT,
            env=project_env(
                PIEU_ENV="demo", PIEU_VAR=str(tmp_path), DATABASE_URL=real_db.url, PORT=str(port)
            ),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"PORT={port + 1} ./run" in done.stderr
    assert "Traceback" not in done.stderr
    assert processes_of(tmp_path) == {}
