#!/usr/bin/env python3
"""Kiểm tra bằng chứng của Piêu mà không cần mạng, không cần Piêu. / Check a Piêu proof offline, without Piêu.

    python3 verify_pieu.py bang-chung.json --key KHOA        (or an inspector's bundle, .zip)
    python3 verify_pieu.py --consistent CHECKPOINT-CŨ CHECKPOINT-MỚI --path BASE64 ... --key KHOA

KHOA is the log's public key as its page shows it: name+id+base64 (a "verifier key" of C2SP signed-note), or a file with one
a line. Take it from paper, from somebody you trust, or from an earlier day; without --key the file's own key is used, and the
answer says so. --witness KHOA wants a witness's cosignature as well. Exit status: 0 it holds, 1 it does not, 2 it was asked
wrongly.

Needs Python 3.9 and nothing else. It implements RFC 6962 §2.1 and RFC 9162 §2.1.3-2.1.4 (Merkle trees), RFC 8032 §5.1
(Ed25519), and C2SP signed-note, tlog-checkpoint and tlog-cosignature/v1.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import datetime
import hashlib
import hmac
import io
import json
import os
import sys
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple

FORMAT = "pieu-proof-1"
HASH_BYTES = 32
MAX_FILE_BYTES = 64 * 1024 * 1024
LOG_KEY, COSIGNATURE = 0x01, 0x04  # C2SP signed-note signature types
DASH = "\u2014"


class Refused(Exception):
    """Why a proof does not hold, in Vietnamese and English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese} / {english}")
        self.vietnamese, self.english = vietnamese, english


# --- Merkle trees: RFC 6962 §2.1, RFC 9162 §2.1 ---------------------------------------------------------------------


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 || entry), 32 bytes."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


def are_hashes(*hashes: bytes) -> bool:
    return all(len(each) == HASH_BYTES for each in hashes)


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2: `leaf` (a leaf hash) is at `index` of the tree of `size` leaves with `root`."""
    if not 0 <= index < size or not are_hashes(leaf, root, *path):
        return False
    fn, sn, found = index, size - 1, leaf
    for each in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(each, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hmac.compare_digest(found, root)


def verify_consistency(size1: int, size2: int, path: Sequence[bytes], root1: bytes, root2: bytes) -> bool:
    """RFC 9162 §2.1.4.2: the tree of `size1` leaves is the beginning of that of `size2`.

    Equal sizes have equal roots and an empty path. The empty tree is the beginning of every tree: nothing has to be shown.
    """
    if not 0 <= size1 <= size2 or not are_hashes(root1, root2, *path):
        return False
    if size1 in (0, size2):
        return not path and root1 == (EMPTY_ROOT if size1 == 0 else root2)
    if not path:
        return False
    steps = list(path)
    if size1 & (size1 - 1) == 0:
        steps.insert(0, root1)
    fn, sn = size1 - 1, size2 - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = steps[0]
    for each in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(each, fr), node_hash(each, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == root1 and sr == root2


# --- Ed25519: RFC 8032 §5.1.7 ------------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # extended homogeneous coordinates
NEUTRAL: Point = (0, 1, 1, 0)


def _add(a: Point, b: Point) -> Point:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    total = NEUTRAL
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _same(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = _point(_BASE_Y.to_bytes(32, "little")) or NEUTRAL


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public_key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(hashed, "little") % ORDER
    return _same(_times(scalar, BASE), _add(commitment, _times(challenge, key)))


# --- Signed notes: C2SP signed-note, tlog-checkpoint, tlog-cosignature ---------------------------------------------


class Key(NamedTuple):
    """A verifier key; `kind` is LOG_KEY or COSIGNATURE."""

    name: str
    id: bytes
    kind: int
    public: bytes

    @property
    def text(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{material}"


class Line(NamedTuple):
    """One signature line of a note."""

    name: str
    id: bytes
    signature: bytes


class Checkpoint(NamedTuple):
    """`text` is what was signed; `lines` the signatures, not looked at yet."""

    origin: str
    size: int
    root: bytes
    text: str
    lines: tuple[Line, ...]


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def make_key(name: str, kind: int, public: bytes) -> Key:
    return Key(name, key_id(name, kind, public), kind, public)


def is_key_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(each.isspace() or ord(each) < 32 for each in name)


def parse_key(text: str) -> Key:
    """`name+hex id+base64(type || public key)`. Raises Refused."""
    name, _plus, rest = text.strip().partition("+")
    given, _plus, material = rest.partition("+")
    raw = decode_base64(material)
    if not is_key_name(name) or raw is None or len(raw) != 33 or raw[0] not in (LOG_KEY, COSIGNATURE):
        raise Refused(f"Đây không phải khoá công khai: {text[:80]}", "this is no public key")
    key = make_key(name, raw[0], raw[1:])
    if key.id.hex() != given.lower():
        raise Refused(
            f"Khoá chép sai, mã khoá phải là {key.id.hex()}: {text[:80]}", "a copying mistake in the key"
        )
    return key


def decode_base64(text: Any) -> bytes | None:
    """The bytes, or None for what is not exactly their standard base64."""
    if not isinstance(text, str):
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def parse_line(line: str) -> Line | None:
    parts = line.split(" ")
    raw = decode_base64(parts[2]) if len(parts) == 3 else None
    if raw is None or parts[0] != DASH or not is_key_name(parts[1]) or len(raw) < 5:
        return None
    return Line(parts[1], raw[:4], raw[4:])


def parse_checkpoint(note: str) -> Checkpoint:
    """A signed note whose text is a checkpoint; no signature is checked yet. Raises Refused."""
    wrong = Refused("Điểm mốc bị hỏng hoặc viết sai.", "the checkpoint is damaged or malformed")
    body, gap, signatures = note.rpartition("\n\n") if isinstance(note, str) else ("", "", "")
    lines = body.split("\n")
    if not gap or not signatures.endswith("\n") or len(lines) < 3 or not all(lines):
        raise wrong
    if any(ord(each) < 32 and each != "\n" for each in note):
        raise wrong
    origin, size, root = lines[0], lines[1], decode_base64(lines[2])
    if not (size.isascii() and size.isdigit() and len(size) < 20 and str(int(size)) == size):
        raise wrong
    if root is None or len(root) != HASH_BYTES or (size == "0" and root != EMPTY_ROOT):
        raise wrong
    signed = [parse_line(line) for line in signatures[:-1].split("\n")]
    if not signed or len(signed) > 200 or None in signed:
        raise wrong
    return Checkpoint(origin, int(size), root, body + "\n", tuple(each for each in signed if each))


def cosigned(text: str, timestamp: int) -> bytes:
    """What a cosignature/v1 signs."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def check_line(checkpoint: Checkpoint, key: Key, line: Line) -> int | None:
    """Whether `line` is `key`'s true signature: the time it tells (0 where the type has none), or None."""
    if key.kind == LOG_KEY:
        return 0 if verify_ed25519(key.public, checkpoint.text.encode(), line.signature) else None
    if len(line.signature) != 72:
        return None
    timestamp = int.from_bytes(line.signature[:8], "big")
    is_true = timestamp < 2**63 and verify_ed25519(
        key.public, cosigned(checkpoint.text, timestamp), line.signature[8:]
    )
    return timestamp if is_true else None


def signed_by(checkpoint: Checkpoint, keys: Sequence[Key]) -> dict[Key, int]:
    """Those of `keys` that signed, and when they say (0: they don't). Raises Refused where one's signature is wrong."""
    found: dict[Key, int] = {}
    for key in keys:
        for line in checkpoint.lines:
            if (line.name, line.id) == (key.name, key.id):
                time = check_line(checkpoint, key, line)
                if time is None:
                    raise Refused(
                        f"Chữ ký của {key.name} trên điểm mốc không đúng: điểm mốc hoặc chữ ký đã bị sửa.",
                        "a signature on the checkpoint is wrong: checkpoint or signature was changed",
                    )
                found[key] = max(time, found.get(key, 0))
    return found


def trusted(checkpoint: Checkpoint, keys: Sequence[Key]) -> dict[Key, int]:
    """The same; Refused where none of `keys` signed."""
    found = signed_by(checkpoint, keys)
    if not any(key.kind == LOG_KEY and key.name == checkpoint.origin for key in found):
        raise Refused(
            "Điểm mốc không có chữ ký của khoá đã cho: sai khoá, hoặc không phải nhật ký ấy.",
            "the checkpoint is not signed by the given key: the wrong key, or another log",
        )
    return found


# --- Proof files --------------------------------------------------------------------------------------------------------


class Proved(NamedTuple):
    """One entry that the log holds: where, its exact text, and what of its pins was opened."""

    number: int
    leaf: str
    opened: tuple[str, ...]


class Answer(NamedTuple):
    checkpoint: Checkpoint
    signers: dict[Key, int]
    entries: tuple[Proved, ...]
    is_own_key: bool


def verify_proof(content: bytes, keys: Sequence[Key] = (), witnesses: Sequence[Key] = ()) -> Answer:
    """Check a proof file from its first to its last word. Raises Refused with the reason.

    `keys`: the log's keys that the reader trusts; without them the file's own are taken, which Answer.is_own_key says.
    """
    broken = Refused("Tệp không phải bằng chứng của Piêu, hoặc đã hỏng.", "no proof of Piêu, or damaged")
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise broken from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise broken
    log, entries = document.get("log"), document.get("entries")
    if not isinstance(log, dict) or not isinstance(log.get("keys"), list) or not isinstance(entries, list):
        raise broken
    checkpoint = parse_checkpoint(document.get("checkpoint", ""))
    if checkpoint.origin != log.get("origin"):
        raise Refused(
            "Điểm mốc là của nhật ký khác với nhật ký ghi trong tệp.", "the checkpoint is of another log"
        )
    if not entries:
        raise Refused("Tệp không chứng minh mục nào.", "the file proves no entry")
    signers = trusted(checkpoint, keys or [parse_key(str(each)) for each in log["keys"]])
    for witness in witnesses:
        if witness not in signed_by(checkpoint, [witness]):
            raise Refused(
                f"Thiếu chữ ký của nhân chứng {witness.name}.", "a witness's cosignature is missing"
            )
        signers |= signed_by(checkpoint, [witness])
    proved = tuple(_verify_entry(each, checkpoint) for each in entries)
    return Answer(checkpoint, signers, proved, not keys)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _verify_entry(entry: Any, checkpoint: Checkpoint) -> Proved:
    if not isinstance(entry, dict):
        raise Refused("Một mục trong tệp bị hỏng.", "an entry of the file is damaged")
    index, leaf, path = entry.get("index"), entry.get("leaf"), entry.get("path")
    if type(index) is not int or not isinstance(leaf, str) or not isinstance(path, list):
        raise Refused("Một mục trong tệp bị hỏng.", "an entry of the file is damaged")
    hashes = [decode_base64(each) for each in path]
    steps = [each for each in hashes if each is not None and len(each) == HASH_BYTES]
    try:
        hashed = leaf_hash(leaf.encode())
    except UnicodeEncodeError:
        raise Refused(f"Mục số {index} bị hỏng.", "an entry is damaged") from None
    if len(steps) != len(path) or not verify_inclusion(
        index, checkpoint.size, hashed, steps, checkpoint.root
    ):
        raise Refused(
            f"Mục số {index} không nằm trong nhật ký như tệp nói: mục, vị trí hoặc đường dẫn đã bị sửa.",
            f"entry {index} is not in the log as the file says: entry, index or path was changed",
        )
    opened = entry.get("opened", [])
    if not isinstance(opened, list):
        raise Refused(f"Phần mở niêm phong của mục số {index} bị hỏng.", "an opened pin is damaged")
    return Proved(index, leaf, tuple(_open(each, leaf, index) for each in opened))


def _open(given: Any, leaf: str, index: int) -> str:
    """The words behind a pin of the entry: HMAC-SHA-256(salt, words) stands in it."""
    wrong = Refused(
        f"Lời đi kèm mục số {index} không khớp với dấu niêm phong trong nhật ký: lời hoặc muối đã bị sửa.",
        f"the words given with entry {index} do not match their pin in the log",
    )
    try:
        salt, content = bytes.fromhex(given["salt"]), given["content"]
        pin = hmac.new(salt, content.encode(), hashlib.sha256).hexdigest()
    except (TypeError, KeyError, ValueError, AttributeError):
        raise wrong from None
    if len(salt) != 32 or pin not in pins_in(leaf):
        raise wrong
    return content


def pins_in(leaf: str) -> set[str]:
    """The pins that an entry's text holds: payload.pin, payload.pieu:pins and `sealed`, for what an entry hides as a whole."""
    try:
        entry = json.loads(leaf)
    except ValueError:
        return set()
    payload = entry.get("payload") if isinstance(entry, dict) else None
    found = {entry.get("sealed")} if isinstance(entry, dict) else set()
    if isinstance(payload, dict):
        found |= {payload.get("pin"), payload.get("statement"), payload.get("reasonPin")}
        pins = payload.get("pieu:pins")
        found |= (
            {each.get("pin") for each in pins if isinstance(each, dict)} if isinstance(pins, list) else set()
        )
    return {each for each in found if isinstance(each, str)}


# --- The command ----------------------------------------------------------------------------------------------------------


def read_keys(given: Sequence[str]) -> list[Key]:
    """Keys as typed, or files with one a line."""
    keys = []
    for each in given:
        if os.path.isfile(each):
            with open(each, encoding="utf-8") as file:
                keys += [parse_key(line) for line in file if line.strip()]
        else:
            keys.append(parse_key(each))
    return keys


def read_file(path: str) -> bytes:
    """Raises Refused for what can't be read or is far too large."""
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Refused(f"Không đọc được tệp {path}.", f"the file can't be read: {error.strerror}") from None
    if len(content) > MAX_FILE_BYTES:
        raise Refused("Tệp lớn quá.", "the file is too large")
    return content


def proof_in(content: bytes) -> tuple[bytes, str]:
    """The proof in an inspector's bundle (a ZIP) whose files have the SHA-256 of its list, and what to say of the rest; a proof as it is.

    Raises Refused.
    """
    if not content.startswith(b"PK"):
        return content, ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > 8 * MAX_FILE_BYTES:
                raise Refused("Tệp lớn quá.", "the file is too large")
            listed = json.loads(archive.read("danh-muc.json"))["files"]
            for name, row in listed.items():
                if hashlib.sha256(archive.read(name)).hexdigest() != row["sha256"]:
                    raise Refused(f"Tệp {name} đã bị sửa.", f"{name} was changed")
            if "bang-chung.json" not in listed:
                raise Refused("Bộ hồ sơ không có bằng chứng.", "the bundle has no proof in it")
            proof = archive.read("bang-chung.json")
    except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, ValueError, RuntimeError, EOFError):
        raise Refused("Tệp không phải bộ hồ sơ của Piêu.", "this is no bundle of Piêu's") from None
    return proof, (
        "\nCHÚ Ý: mới so dấu SHA-256 của các tệp và bằng chứng. Các tệp khác nói gì thì ./run verify so với nhật ký."
        "\nNOTE: only the files' SHA-256 and the proof were checked; ./run verify compares what the other files say with the log."
    )


def describe(answer: Answer) -> str:
    """What was shown, a line each."""
    checkpoint = answer.checkpoint
    lines = [
        f"ĐÚNG / HOLDS: {len(answer.entries)} mục nằm trong nhật ký {checkpoint.origin} / entries are in the log",
        f"  điểm mốc / checkpoint: {checkpoint.size} mục, {base64.b64encode(checkpoint.root).decode()}",
    ]
    for key, time in answer.signers.items():
        said = f", {_moment(time)}" if time else ""
        lines.append(f"  ký bởi / signed by: {key.name} {key.id.hex()}{said}")
    for each in answer.entries:
        lines.append(f"  số / no. {each.number}: {_title(each.leaf)}")
        lines += [f"      lời khớp / words that match: {words}" for words in each.opened]
    if answer.is_own_key:
        lines.append(
            "CHÚ Ý: khoá lấy từ chính tệp này. Hãy so với khoá trên giấy hoặc nơi chị tin, hoặc thêm --key.\n"
            "NOTE: the key was taken from the file itself. Compare it with one you trust, or give --key:"
        )
        lines += [f"  {key.text}" for key in answer.signers if key.kind == LOG_KEY]
    return "\n".join(lines)


def _title(leaf: str) -> str:
    try:
        entry = json.loads(leaf)
        if "sealed" in entry:
            return "mục niêm phong / a sealed entry"
        return f"{entry['kind']} {entry['subject']} {entry['recordedAt']}"
    except (ValueError, KeyError, TypeError):
        return leaf[:80]


def _moment(timestamp: int) -> str:
    try:
        moment = datetime.datetime.fromtimestamp(timestamp, datetime.timezone.utc)  # noqa: UP017  (older Python)
        return moment.isoformat()
    except (OverflowError, ValueError, OSError):
        return str(timestamp)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Kiểm tra bằng chứng của Piêu. / Check a proof of Piêu.", epilog=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("file", nargs="?", metavar="FILE", help="bang-chung.json")
    parser.add_argument("--key", action="append", default=[], help="khoá của nhật ký / key of the log")
    parser.add_argument("--witness", action="append", default=[], help="khoá nhân chứng / key of a witness")
    parser.add_argument(
        "--consistent", nargs=2, metavar=("OLD", "NEW"), help="hai điểm mốc / two checkpoint files"
    )
    parser.add_argument(
        "--path", nargs="*", default=[], help="bằng chứng nối tiếp / consistency proof, base64"
    )
    options = parser.parse_args(arguments)
    if bool(options.file) == bool(options.consistent):
        parser.print_usage(sys.stderr)
        return 2
    try:
        keys, witnesses = read_keys(options.key), read_keys(options.witness)
        if options.file:
            content, note = proof_in(read_file(options.file))
            _say(describe(verify_proof(content, keys, witnesses)) + note)
        else:
            _say(_consistent(options.consistent[0], options.consistent[1], options.path, keys))
    except Refused as refusal:
        sys.stderr.write(f"SAI / DOES NOT HOLD: {refusal.vietnamese}\n{refusal.english}\n")
        return 1
    return 0


def _consistent(old: str, new: str, path: Sequence[str], keys: Sequence[Key]) -> str:
    notes = [parse_checkpoint(read_file(each).decode("utf-8", "replace")) for each in (old, new)]
    if keys:
        for each in notes:
            trusted(each, keys)
    first, second = notes
    steps = [decode_base64(each) or b"" for each in path]
    is_same_log = first.origin == second.origin
    if not is_same_log or not verify_consistency(first.size, second.size, steps, first.root, second.root):
        raise Refused(
            f"Nhật ký {second.size} mục không nối tiếp nhật ký {first.size} mục: lịch sử đã bị viết lại.",
            f"the log of {second.size} entries does not continue that of {first.size}: history was rewritten",
        )
    return f"ĐÚNG / HOLDS: {first.origin}: {first.size} → {second.size}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
