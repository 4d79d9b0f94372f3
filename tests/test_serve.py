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
    """Return process numbers and command lines of everything started with this folder for its local state."""
    found = {}
    mark = f"PIEU_VAR={folder}\0".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "environ").read_bytes():
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if command:
                        found[int(entry.name)] = command
            except OSError:
                continue
    return found


def pid_of(folder: Path, word: str) -> int:
    return min(pid for pid, command in processes_of(folder).items() if word in command)


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
    before = {pid for pid, command in processes_of(tmp_path).items() if "gunicorn" in command}
    os.kill(min(before), signal.SIGKILL)
    # Its workers stop, too; their running answers are lost.
    eventually(lambda: not before & set(processes_of(tmp_path)))
    # No connection is refused meanwhile: the supervisor holds the socket, and the request waits in its queue.
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=40) as response:
        assert response.status == 200
    assert pid_of(tmp_path, "gunicorn") not in before


def test_task_of_a_killed_worker_is_done_by_the_next(server, tmp_path):
    worker = pid_of(tmp_path, " worker ")
    worker_id = processes_of(tmp_path)[worker].split("--worker-id ")[1].split()[0]
    with transaction.atomic():  # invisible to others until it belongs to the worker
        result = prune_idempotency_keys.enqueue()
        DBTaskResult.objects.filter(id=result.id).update(
            status="RUNNING", started_at=timezone.now(), worker_ids=[worker_id]
        )
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: DBTaskResult.objects.get(id=result.id).status == "SUCCESSFUL")
    assert len(DBTaskResult.objects.get(id=result.id).worker_ids) == 2


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
