"""A Redis of the test's own behind a small proxy, which can be refused, silent or slow."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.live import eventually, free_port


@dataclass
class Proxy:
    """Passes on bytes between clients and the port `target`.

    delay: seconds that each answer waits. silent: takes requests and never answers.
    """

    target: int
    delay: float = 0
    silent: bool = False
    port: int = field(default_factory=free_port)
    _open: set[socket.socket] = field(default_factory=set)
    _listening: socket.socket | None = None

    @contextmanager
    def listening(self) -> Iterator[Proxy]:
        self.listen()
        try:
            yield self
        finally:
            self.refuse()

    def listen(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def refuse(self) -> None:
        """Cut all connections and refuse new ones."""
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _address = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self.target)) as server:
            self._open |= {client, server}
            back = threading.Thread(target=self._pass_on, args=(server, client, True), daemon=True)
            back.start()
            self._pass_on(client, server, False)
            back.join()
        self._open.discard(client)

    def _pass_on(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if is_answer and self.silent:
                    continue
                if is_answer and self.delay:
                    time.sleep(self.delay)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


@dataclass
class OwnRedis:
    """A Redis server that is started and killed."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def started(cls, folder: Path) -> Iterator[OwnRedis]:
        if shutil.which("redis-server") is None:
            pytest.skip("needs redis-server")
        server = cls(folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([*command, "--dir", str(self.folder)], stdout=subprocess.DEVNULL)
        eventually(lambda: self.number_of_keys() is not None, until=bool)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def number_of_keys(self) -> int | None:
        """Return how many keys it holds; None if it does not answer."""
        try:
            with Redis(port=self.port) as client:
                return client.dbsize()
        except (RedisError, OSError):
            return None
