"""A separate PostgreSQL cluster that a test can stop and start: initdb in a folder, its own port, deleted at the end.

The machine's own server is only read: the migrated test database is copied from it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from tests.live import RealDatabase, eventually, free_port, pointed_at

NEEDED = ("initdb", "pg_ctl", "pg_dump", "psql", "createdb")


def _program(name: str) -> str:
    """Return the path of PostgreSQL's program `name`, or `""`: Debian leaves the server's programs out of PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = (folder / name for folder in folders if (folder / name).exists())
    return str(next(found, "")) or shutil.which(name) or ""


@dataclass
class Cluster:
    """A cluster with a migrated database `database`; `start` and `stop` call pg_ctl."""

    folder: Path
    port: int
    database: RealDatabase
    # Further settings of the server at its next start, such as "-c fsync=off".
    options: str = ""

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Cluster]:
        """Start a cluster. Skip the test with a reason on another database, without the programs or without a user for them."""
        ours = connections[DEFAULT_DB_ALIAS]
        if ours.vendor != "postgresql":
            pytest.skip("a cluster is filled from a test database on PostgreSQL: set DATABASE_URL")
        if missing := [name for name in NEEDED if not _program(name)]:
            pytest.skip(f"PostgreSQL's own programs are not installed: {', '.join(missing)}")
        if os.getuid() == 0 and "postgres" not in {each.pw_name for each in pwd.getpwall()}:
            pytest.skip("initdb does not run as root, and there is no user postgres")
        folder = Path(tempfile.mkdtemp(prefix="pieu-cluster-"))
        port = free_port()
        cluster = cls(
            folder,
            port,
            RealDatabase("pieu", f"postgres://postgres@127.0.0.1:{port}/pieu", "postgresql"),
        )
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        try:
            cluster._run(
                "initdb",
                "-D",
                cluster.data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale",
                "C.UTF-8",
            )
            cluster.start()
            cluster._fill(ours.settings_dict)
            with pointed_at("pieu", HOST="127.0.0.1", PORT=str(port), USER="postgres", PASSWORD=""):
                try:
                    yield cluster
                finally:
                    connections.close_all()
        finally:
            cluster.stop("immediate")
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start the server and wait until it accepts connections, after any recovery."""
        settings = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        )
        log, settings = str(self.folder / "log"), f"{settings} {self.options}"
        self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", "60", "-o", settings, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server. `immediate` is a crash: no checkpoint, every connection cut, recovery at the next start."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop", check=False)

    def kill_one_process(self) -> None:
        """Kill (SIGKILL) a process that serves a client: the server ends all others, recovers and goes on."""
        with psycopg.connect(self._address, connect_timeout=5) as mine:
            query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            found = mine.execute(f"{query} ORDER BY query_start DESC LIMIT 1").fetchone()
        if found:
            with suppress(ProcessLookupError):
                os.kill(found[0], signal.SIGKILL)

    def kill(self) -> None:
        """Kill (SIGKILL) the server itself, and wait until its orphans have ended too."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        orphans = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(pid, signal.SIGKILL)
        eventually(
            lambda: [each for each in orphans if Path(f"/proc/{each}").exists()], until=lambda left: not left
        )

    @property
    def _address(self) -> str:
        return self.database.url.replace("postgres://", "postgresql://")

    def answers(self) -> bool:
        try:
            with psycopg.connect(self._address, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _run(self, name: str, *arguments: str, check: bool = True) -> None:
        command = [_program(name), *arguments]
        if os.getuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        if check and done.returncode:
            log = self.folder / "log"
            raise AssertionError(f"{name}: {done.stderr}\n{log.read_text() if log.exists() else ''}")

    def _fill(self, source: dict) -> None:
        """Copy the run's test database: the schema and the rows that migrations made."""
        env = os.environ | {"PGPASSWORD": source["PASSWORD"] or ""}
        host = ["-h", source["HOST"] or "/var/run/postgresql", "-U", source["USER"] or "postgres"]
        port = ["-p", str(source["PORT"])] if source["PORT"] else []
        dump = subprocess.run(
            [_program("pg_dump"), *host, *port, "--no-owner", source["NAME"]],
            env=env,
            capture_output=True,
            check=True,
        )
        here = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run([_program("createdb"), *here, "-T", "template0", "pieu"], check=True)
        subprocess.run(
            [_program("psql"), *here, "-q", "-v", "ON_ERROR_STOP=1", "-d", "pieu"],
            input=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
