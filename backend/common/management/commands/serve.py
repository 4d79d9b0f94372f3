from __future__ import annotations

import http.client
import os
import runpy
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, execute_from_command_line, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.crypto import get_random_string

from backend.common.migration_records import (
    half_way_words,
    is_migrated,
    missing_replaced,
    recorded_migrations,
)
from backend.common.models import Mark
from backend.common.preloading import preload
from backend.common.static_files import collect_when_changed
from backend.common.supervise import Job, Part, Supervisor, listen, run_apart

# sd_listen_fds(3)
SYSTEMD_FD = 3
DEMO_BEGUN, DEMO_LOADED = "demo begun", "demo loaded"


class Command(BaseCommand):
    help = "Chạy máy chủ web, các việc nền và đồng hồ; kết thúc cùng nhau."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=None, help="Mặc định: PORT, hoặc 8000.")
        parser.add_argument("--workers", type=int, default=1, help="Số tiến trình làm việc nền.")
        parser.add_argument("--migrate", action="store_true", help="Trước đó đưa cơ sở dữ liệu lên bản mới.")
        parser.add_argument(
            "--demo", action="store_true", help="Nạp dữ liệu thử vào một cơ sở dữ liệu trống."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"] or _port()
        server = self._listen(host, port)
        try:
            demo = options["demo"] and settings.PIEU_DEMO
            # Apart, since all parts are copies of this process: it never connects to the database.
            if run_apart(
                "prepare", partial(self._refuse_in_words, partial(self._prepare, options["migrate"], demo))
            ):
                sys.exit(1)
            preload()
            code = self._supervisor(server, options["workers"]).run()
        finally:
            server.close()
        if code:
            raise CommandError(
                "Máy chủ web không chạy được; lý do ở trên. / The web server did not come up; see above."
            )

    def _refuse_in_words(self, prepare: Callable[[], None]) -> None:
        try:
            prepare()
        except CommandError as error:
            self._write_line(str(error))
            sys.exit(1)

    def _listen(self, host: str, port: int) -> socket.socket:
        """Return systemd's socket (pieu.socket), or else our own.

        systemd's socket accepts connections during a restart. Raises CommandError if the port can't be
        opened.
        """
        if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1":
            for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
                os.environ.pop(name, None)
            return socket.socket(fileno=SYSTEMD_FD)
        try:
            return listen(host, port)
        except OSError as error:
            raise CommandError(
                f"Không mở được cổng {port} ở {host}: {error.strerror}. Chọn cổng khác: PORT={port + 1} ./run\n"
                f"Port {port} at {host} can't be opened: {error.strerror}. Choose another: PORT={port + 1} ./run"
            ) from error

    def _prepare(self, migrate: bool, demo: bool) -> None:
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise CommandError(
                f"Không nối được cơ sở dữ liệu (DATABASE_URL): {error}\nThe database can't be reached: {error}"
            ) from error
        if migrate:
            if missing := missing_replaced(recorded_migrations(connection)):
                raise CommandError("\n".join(half_way_words(missing)))
            if not is_migrated(connection):
                self._write_line("Đang chuẩn bị cơ sở dữ liệu… / Preparing the database…")
                call_command("migrate", interactive=False, verbosity=0)
        if collect_when_changed():
            self._write_line("Đã gom các tệp giao diện. / Static files collected.")
        if demo:
            self._load_demo()

    def _load_demo(self) -> None:
        """Load the demo once, and only into a database without users.

        An interrupted load continues at the next start.
        """
        marks = set(Mark.objects.filter(name__in=(DEMO_BEGUN, DEMO_LOADED)).values_list("name", flat=True))
        if DEMO_LOADED in marks or "load_demo" not in get_commands():
            return
        if not marks and get_user_model()._default_manager.exists():
            return
        self._write_line("Đang nạp dữ liệu thử, chỉ lần này… / Loading the demo, this once…")
        Mark.objects.get_or_create(name=DEMO_BEGUN)
        call_command("load_demo", stdout=self.stderr)
        Mark.objects.get_or_create(name=DEMO_LOADED)

    def _supervisor(self, server: socket.socket, workers: int) -> Supervisor:
        return Supervisor(
            first=Part("web", lambda: partial(_run_web, server)),
            rest=[
                *(Part(f"worker-{number}", _NewWorker(server)) for number in range(1, workers + 1)),
                Part("clock", lambda: partial(_run_command, server, "clock")),
            ],
            is_up=lambda: _answers(server),
            on_up=lambda: run_apart("announce", self._announce),
            report=self._write_line,
        )

    def _announce(self) -> None:
        if settings.PIEU_DEMO and "show_demo" in get_commands():
            try:
                call_command("show_demo", stdout=self.stdout)
            except (CommandError, DatabaseError) as error:
                self._write_line(str(error))
        else:
            self.stdout.write(settings.PUBLIC_ORIGIN)
        self.stdout.write("Dừng: Ctrl+C. / Stop: Ctrl+C.")
        self.stdout.flush()

    def _write_line(self, text: str) -> None:
        self.stderr.write(text)
        self.stderr.flush()


def _run_web(server: socket.socket) -> None:
    """Become gunicorn's master."""
    os.chdir(settings.BASE_DIR)
    sys.argv = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"fd://{server.detach()}"]
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def _run_command(server: socket.socket, *words: str) -> None:
    """Become `manage.py` with these `words`."""
    server.close()
    os.chdir(settings.BASE_DIR)
    sys.argv = [str(settings.BASE_DIR / "manage.py"), *words]
    execute_from_command_line(sys.argv)


class _NewWorker:
    """Callable that returns what a new worker runs.

    Each start has a new worker id, and names the previous one, so that its unfinished task is requeued at
    once.
    """

    def __init__(self, server: socket.socket) -> None:
        self.server = server
        self.last_id = ""

    def __call__(self) -> Job:
        replaced, self.last_id = (
            self.last_id,
            f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(12)}",
        )
        words = ["worker", "--worker-id", self.last_id]
        return partial(_run_command, self.server, *words, *(["--replaces", replaced] if replaced else []))


def _port() -> int:
    try:
        return int(settings.PORT)
    except ValueError:
        raise CommandError(
            f"PORT={settings.PORT} không phải là số. / PORT={settings.PORT} is no number."
        ) from None


def _answers(server: socket.socket) -> bool:
    """Return True if the web server responds, with any status."""
    host, port = server.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    link = http.client.HTTPConnection(host, port, timeout=5)
    try:
        link.request("GET", "/healthz", headers={"Host": urlsplit(settings.PUBLIC_ORIGIN).netloc})
        return bool(link.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
