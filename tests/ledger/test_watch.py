"""watch_pieu.py: mirrors a log, accepts only growth, and reports rewritten history. Logs are folders, read by file://."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.ledger import checkpoints, verify_pieu, watch_pieu
from backend.ledger.checkpoints import extend_log
from backend.ledger.merkle import root_of
from backend.ledger.verifying.formats import LOG_KEY
from backend.ledger.verifying.merkle_proofs import leaf_hash
from backend.ledger.verifying.notes import make_key
from backend.ledger.watch_pieu import main, tile_path, tiles_of

ORIGIN = "pieu.example.vn/log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
KEY = make_key(ORIGIN, LOG_KEY, PRIVATE.public_key().public_bytes_raw())


class Log:
    """A log as a server offers it, signed by the same key whatever its content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"file://{folder}/"

    def publish(self, leaves: list[bytes], origin: str = ORIGIN) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        levels = [[leaf_hash(leaf) for leaf in leaves]]
        while len(levels[-1]) >= 256:
            below = levels[-1]
            levels.append([root_of(below[at : at + 256]) for at in range(0, len(below) // 256 * 256, 256)])
        for level, index, width in tiles_of(len(leaves)):
            self.write(tile_path(str(level), index, width), b"".join(levels[level][index * 256 :][:width]))
            if level == 0:
                bundle = leaves[index * 256 :][:width]
                self.write(
                    tile_path("entries", index, width),
                    b"".join(len(one).to_bytes(2, "big") + one for one in bundle),
                )
        text = f"{origin}\n{len(leaves)}\n{base64.b64encode(root_of(levels[0])).decode()}\n"
        key = make_key(origin, LOG_KEY, KEY.public)
        self.write(
            "checkpoint", f"{text}\n{checkpoints.line_of(key, PRIVATE.sign(text.encode()))}\n".encode()
        )
        self.write("keys.txt", f"{key.text}\n".encode())

    def write(self, path: str, content: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(content)


def entries(count: int) -> list[bytes]:
    return [b'{"number":%d}' % number for number in range(count)]


@pytest.fixture
def log(tmp_path) -> Log:
    return Log(tmp_path / "log")


@pytest.fixture
def look(log, tmp_path, capsys):
    """`look()`: exit status of one more look, and its output."""

    def run(*more: str) -> tuple[int, str]:
        status = main([log.url, "--into", str(tmp_path / "mirror"), *more])
        output = capsys.readouterr()
        return status, output.out + output.err

    return run


def test_log_that_only_grows_is_mirrored(log, look, tmp_path):
    for before, size in ((0, 0), (0, 3), (3, 255), (255, 256), (256, 257), (257, 700), (700, 700)):
        log.publish(entries(size))
        assert look(f"--key={KEY.text}") == (0, f"ĐÚNG / HOLDS: {ORIGIN}: {before} → {size}\n")
    # The mirror is a log like the first: a program that reads it gets the same.
    again = ["--into", str(tmp_path / "second"), f"--key={KEY.text}"]
    assert main([f"file://{tmp_path}/mirror/", *again]) == 0
    assert (tmp_path / "second/tile/1/000.p/2").read_bytes() == (log.folder / "tile/1/000.p/2").read_bytes()


@pytest.mark.slow
def test_tree_of_three_levels_has_its_root(log, look):
    log.publish(entries(65_537))
    assert look(f"--key={KEY.text}")[0] == 0


@pytest.mark.parametrize("size", [3, 300, 600])
@pytest.mark.parametrize("changed", [0, 2])
def test_rewritten_history_ends_with_1_and_is_not_taken_over(log, look, tmp_path, size, changed):
    log.publish(entries(size))
    assert look(f"--key={KEY.text}")[0] == 0
    stored = (tmp_path / "mirror/checkpoint").read_bytes()
    forged = entries(size + 5)
    forged[changed] = b'{"number":"another"}'
    log.publish(forged)
    status, output = look(f"--key={KEY.text}")
    assert status == 1 and "SAI / DOES NOT HOLD" in output
    assert (tmp_path / "mirror/checkpoint").read_bytes() == stored
    assert (tmp_path / "mirror/checkpoint.refused").read_bytes() == (log.folder / "checkpoint").read_bytes()
    log.publish(entries(size + 5))
    assert look(f"--key={KEY.text}")[0] == 0


def test_shorter_log_and_another_log_are_refused(log, look):
    log.publish(entries(5))
    assert look()[0] == 0  # the old keys stay
    log.publish(entries(4))
    assert look()[0] == 1
    log.publish(entries(6), origin="other.example/log")
    assert look(f"--key={make_key('other.example/log', LOG_KEY, KEY.public).text}")[0] == 1
    log.publish(entries(6))
    assert look()[0] == 0


@pytest.mark.parametrize("what", ["entry", "tile", "upper tile", "cut", "signature", "key"])
def test_log_that_does_not_hold_gives_exit_status_1(log, look, what):
    log.publish(entries(300))
    paths = {
        "entry": "tile/entries/001.p/44",
        "cut": "tile/entries/000",
        "tile": "tile/0/000",
        "upper tile": "tile/1/000.p/1",
        "signature": "checkpoint",
    }
    given = KEY.text
    if what == "key":
        given = make_key(ORIGIN, LOG_KEY, b"x" * 32).text
    else:
        content = bytearray((log.folder / paths[what]).read_bytes())
        if what == "cut":
            del content[-1]
        else:
            content[-3] ^= 1
        log.write(paths[what], bytes(content))
    status, output = look(f"--key={given}")
    assert status == 1 and "DOES NOT HOLD" in output


def test_mirror_changed_on_disk_gives_exit_status_1(log, look, tmp_path):
    log.publish(entries(600))
    look(f"--key={KEY.text}")
    tile = tmp_path / "mirror/tile/0/000"
    tile.write_bytes(tile.read_bytes()[:-1] + b"x")
    assert look(f"--key={KEY.text}")[0] == 1


def test_log_that_does_not_answer_is_no_rewritten_one(log, look):
    assert look(f"--key={KEY.text}")[0] == 2
    log.publish(entries(300))
    (log.folder / "tile/0/000").unlink()
    assert look(f"--key={KEY.text}")[0] == 2


def test_scripts_run_alone_with_nothing_but_python(log, tmp_path):
    log.publish(entries(300))
    alone = tmp_path / "alone"
    alone.mkdir()
    for module in (verify_pieu, watch_pieu):
        shutil.copy(module.__file__, alone)
    command = [sys.executable, "-s", "-E", "watch_pieu.py", log.url, "--into", "mirror"]
    done = subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"ĐÚNG / HOLDS: {ORIGIN}: 0 → 300\n")
    assert "CHÚ Ý" in done.stderr and (alone / "mirror/keys.txt").read_text() == f"{KEY.text}\n"


@pytest.mark.django_db
def test_log_served_by_pieu_is_mirrored(client, written, tmp_path):
    """Fetch what Piêu serves, address by address."""
    written(270)
    written(3, kind="consent.given")
    served, size = Log(tmp_path / "served"), extend_log().size
    paths = ["checkpoint", "keys.txt"]
    for level, index, width in tiles_of(size):
        paths += [tile_path(str(level), index, width), *[tile_path("entries", index, width)] * (level == 0)]
    for path in paths:
        served.write(path, client.get(f"/log/{path}").content)
    assert size == 273 and main([served.url, "--into", str(tmp_path / "mirror")]) == 0
