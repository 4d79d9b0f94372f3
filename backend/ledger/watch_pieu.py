#!/usr/bin/env python3
"""Canh giữ nhật ký của Piêu: chép lại, và báo nếu lịch sử bị viết lại. / Mirror a Piêu log and report rewritten history.

    python3 watch_pieu.py https://pieu.example.vn/log/ --into nhat-ky --key keys.txt [--every 300]

Run it from time to time (cron), or with --every. The folder has the last checked checkpoint, tiles and
entries under the paths of C2SP tlog-tiles, so that the folder itself can be served as a mirror. Each run
checks the signature of the new checkpoint, every new entry against its hash, every hash against the signed
root, and that the new tree continues the one of the last run.

Exit status: 0 the log only grew; 1 history changed or a check failed (the folder doesn't change, except
that the refused checkpoint is stored in it as checkpoint.refused); 2 wrong arguments, or nothing could be
fetched.

Needs Python 3.9 and verify_pieu.py in the same folder, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence

try:
    from backend.ledger import verify_pieu as verify
except ImportError:  # alone, as it was downloaded
    import verify_pieu as verify  # type: ignore[no-redef]

WIDTH, BITS = 256, 8
MAX_BYTES = WIDTH * (2 + 65_535)  # the largest bundle that there can be
SECONDS = 30


class NotFetched(Exception):
    """The log did not respond, or with an unexpected response."""


# --- Paths, as C2SP tlog-tiles has them -----------------------------------------------------------------------------------


def tile_path(level: str, index: int, width: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    part = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{part}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (level, index, width) of every tile of a tree of `size` leaves, lowest level first."""
    level = 0
    while size >> (BITS * level):
        count = size >> (BITS * level)
        for index in range(-(-count // WIDTH)):
            yield level, index, min(WIDTH, count - index * WIDTH)
        level += 1


# --- The mirror -------------------------------------------------------------------------------------------------------------


class Mirror:
    """A folder with the checked files of the log at `url`, and the files fetched in this run."""

    def __init__(self, url: str, folder: str) -> None:
        self.url, self.folder = url.rstrip("/") + "/", folder
        self._fresh: dict[str, bytes] = {}

    def last(self) -> verify.Checkpoint | None:
        try:
            with open(os.path.join(self.folder, "checkpoint"), encoding="utf-8", newline="") as file:
                return verify.parse_checkpoint(file.read())
        except FileNotFoundError:
            return None

    def get(self, path: str) -> bytes:
        """Return a file of the log. A complete tile comes from the folder if it is there; others are fetched.

        A fetched file is stored only once everything is checked.
        """
        if path in self._fresh:
            return self._fresh[path]
        local_path = os.path.join(self.folder, path)
        if ".p/" not in path and os.path.exists(local_path):
            with open(local_path, "rb") as file:
                return file.read()
        self._fresh[path] = fetch(self.url + path)
        return self._fresh[path]

    def keep(self, note: bytes) -> None:
        """Store the files fetched in this run, then the checkpoint `note`.

        In this order an interrupted run can be repeated.
        """
        for path, content in self._fresh.items():
            self.write(path, content)
        self.write("checkpoint", note)
        self._fresh = {}

    def write(self, path: str, content: bytes) -> None:
        target = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target + ".new", "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(target + ".new", target)


def fetch(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": "watch_pieu", "Accept-Encoding": "identity"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            content = answer.read(MAX_BYTES + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise NotFetched(f"{url}: {error}") from None
    if len(content) > MAX_BYTES:
        raise NotFetched(f"{url}: too long")
    return bytes(content)


# --- What is checked ----------------------------------------------------------------------------------------------------------


def watch(mirror: Mirror, keys: Sequence[verify.Key]) -> str:
    """Check the log once, extend the mirror and return a one-line report.

    Raises Refused if history changed or a check fails, and NotFetched if the log can't be read.
    """
    note = fetch(mirror.url + "checkpoint")
    try:
        current = verify.parse_checkpoint(note.decode())
    except UnicodeDecodeError:
        raise verify.Refused("Điểm mốc bị hỏng.", "the checkpoint is damaged") from None
    try:
        verify.trusted(current, keys)
        last = mirror.last()
        if last is not None:
            check_names(last, current)
        check_entries(mirror, current.size, last.size if last else 0)
        hashes = check_tiles(mirror, current.size)
        if root_of(hashes, current.size) != current.root:
            raise verify.Refused(
                f"Các mảng, kể cả những mảng đã chép lần trước, không cho ra gốc đã ký của {current.size} mục: "
                "lịch sử bị viết lại, hay mảng bị sửa.",
                "the tiles, those of earlier looks included, do not give the signed root: history or a tile was changed",
            )
        if last is not None and root_of(hashes, last.size) != last.root:
            raise verify.Refused(
                f"Lịch sử bị viết lại: {last.size} mục đầu không còn như trước.",
                f"history was rewritten: the first {last.size} entries are not what they were",
            )
    except verify.Refused:
        mirror.write("checkpoint.refused", note)
        raise
    mirror.keep(note)
    return f"ĐÚNG / HOLDS: {current.origin}: {last.size if last else 0} → {current.size}"


def check_names(last: verify.Checkpoint, current: verify.Checkpoint) -> None:
    if last.origin != current.origin:
        raise verify.Refused(
            f"Đây là nhật ký khác: {current.origin}, không phải {last.origin}.",
            "this is another log than the one watched",
        )
    if current.size < last.size:
        raise verify.Refused(
            f"Nhật ký ngắn đi: trước có {last.size} mục, nay {current.size}.",
            "the log became shorter than it was",
        )


def check_entries(mirror: Mirror, size: int, known: int) -> None:
    """Check the hash of every entry against its tile, from the bundle with entry `known` on.

    Raises Refused.
    """
    for index in range(known // WIDTH, -(-size // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        bundle = mirror.get(tile_path("entries", index, width))
        tile = mirror.get(tile_path("0", index, width))
        hashed = [verify.leaf_hash(entry) for entry in entries_in(bundle)]
        if b"".join(hashed) != tile or len(hashed) != width:
            raise verify.Refused(
                f"Mục trong khoảng {index * WIDTH}–{index * WIDTH + width - 1} không khớp với mã băm của nó.",
                "an entry does not match its hash",
            )


def entries_in(bundle: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        found.append(bundle[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(bundle):
        raise verify.Refused("Một bó mục bị cắt cụt.", "a bundle of entries is cut short")
    return found


class Hashes:
    """Hashes in the tree's tiles, by level and index. Each level was checked against the level below."""

    def __init__(self) -> None:
        self.levels: list[bytearray] = []

    def at(self, level: int, index: int) -> bytes:
        return bytes(self.levels[level][index * 32 : index * 32 + 32])


def check_tiles(mirror: Mirror, size: int) -> Hashes:
    """Check every tile of the tree, and return their hashes. Raises Refused.

    Stored tiles are checked too, in case the mirror's files were changed.
    """
    hashes = Hashes()
    for level, index, width in tiles_of(size):
        tile = mirror.get(tile_path(str(level), index, width))
        if len(tile) != 32 * width:
            raise verify.Refused(f"Mảng {level}/{index} có độ dài sai.", "a tile has the wrong length")
        if level == len(hashes.levels):
            hashes.levels.append(bytearray())
        for place in range(width if level else 0):
            first = (index * WIDTH + place) * WIDTH
            below = [hashes.at(level - 1, first + each) for each in range(WIDTH)]
            if fold(below) != tile[place * 32 : place * 32 + 32]:
                raise verify.Refused(
                    f"Mảng {level}/{index} không khớp với mảng dưới nó.",
                    "a tile does not match the one below it",
                )
        hashes.levels[level] += tile
    return hashes


def fold(hashes: list[bytes]) -> bytes:
    """Return the root of a tree of 2^n hashes."""
    while len(hashes) > 1:
        hashes = [verify.node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def root_of(hashes: Hashes, size: int) -> bytes:
    """Return the Merkle tree hash (RFC 6962 §2.1) of the first `size` leaves.

    It is computed from complete subtrees of 256 if possible.
    """
    nodes, start = [], 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            level, height = bit // BITS, bit % BITS
            first = start >> (BITS * level)
            nodes.append(fold([hashes.at(level, first + each) for each in range(1 << height)]))
            start += 1 << bit
    root = nodes.pop() if nodes else verify.EMPTY_ROOT
    while nodes:
        root = verify.node_hash(nodes.pop(), root)
    return root


# --- The command ------------------------------------------------------------------------------------------------------------


def trusted_keys(mirror: Mirror, given: Sequence[str]) -> list[verify.Key]:
    """Return the given keys, else those stored on the first run, else the log's own, with a warning.

    The log's own keys are stored in the folder.
    """
    keys_path = os.path.join(mirror.folder, "keys.txt")
    if given:
        return verify.read_keys(given)
    if not os.path.exists(keys_path):
        mirror.write("keys.txt", fetch(mirror.url + "keys.txt"))
        sys.stderr.write(
            f"CHÚ Ý: lần đầu, khoá lấy từ chính nhật ký và giữ ở {keys_path}. Hãy so với khoá trên giấy.\n"
            "NOTE: first look; the log's own keys are taken and kept. Compare them with those on paper.\n"
        )
    return verify.read_keys([keys_path])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Canh giữ nhật ký của Piêu. / Watch a Piêu log.", epilog=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("url", help="https://…/log/")
    parser.add_argument("--into", default="pieu-log", help="thư mục giữ bản chép / folder of the mirror")
    parser.add_argument(
        "--key", action="append", default=[], help="khoá của nhật ký / key of the log, or a file"
    )
    parser.add_argument(
        "--every", type=int, default=0, help="giây giữa hai lần xem / seconds between looks; 0: once"
    )
    options = parser.parse_args(arguments)
    mirror = Mirror(options.url, options.into)
    while True:
        try:
            status = 0
            sys.stdout.write(watch(mirror, trusted_keys(mirror, options.key)) + "\n")
            sys.stdout.flush()
        except verify.Refused as refusal:
            sys.stderr.write(f"SAI / DOES NOT HOLD: {refusal.vietnamese}\n{refusal.english}\n")
            return 1
        except NotFetched as error:
            sys.stderr.write(f"Không lấy được / could not be fetched: {error}\n")
            status = 2
        if not options.every:
            return status
        time.sleep(options.every)


if __name__ == "__main__":
    sys.exit(main())
