#!/usr/bin/env python3
"""Kiểm tra bằng chứng của Piêu mà không cần mạng, không cần Piêu. / Check a Piêu proof offline, without Piêu.

    python3 verify_pieu.py bang-chung.json --key KHOA        (or an inspector's bundle, .zip)
    python3 verify_pieu.py --consistent CHECKPOINT-CŨ CHECKPOINT-MỚI --path BASE64 ... --key KHOA

KHOA is the log's public key as its page shows it: name+id+base64 (a "verifier key" of C2SP signed-note), or
a file with one key per line. Take it from paper, from somebody you trust, or from an earlier day. Without
--key the file's own key is used, and the answer says so. --witness KHOA requires a witness's cosignature,
too; of two checkpoints, on the newer one. --consistent without --key checks no signature of the log, and
the answer begins with that. Exit status: 0 the proof holds, 1 it does not hold, 2 wrong arguments, an
unreadable file, or signatures that were not checked.

Needs Python 3.9 and nothing else. It implements RFC 6962 §2.1 and RFC 9162 §2.1.3-2.1.4 (Merkle trees), RFC 8032 §5.1
(Ed25519), and C2SP signed-note, tlog-checkpoint and tlog-cosignature/v1.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import datetime
import decimal
import hashlib
import hmac
import io
import json
import os
import re
import struct
import sys
import urllib.parse
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

FORMAT = "pieu-proof-1"
HASH_BYTES = 32
MAX_FILE_BYTES = 64 * 1024 * 1024
LOG_KEY, COSIGNATURE = 0x01, 0x04  # C2SP signed-note signature types
DASH = "\u2014"


class Refused(Exception):
    """The proof does not hold. The reason is in Vietnamese and English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese} / {english}")
        self.vietnamese, self.english = vietnamese, english


class Unread(Refused):
    """The input can't be read, so nothing was checked."""


# --- Merkle trees: RFC 6962 §2.1, RFC 9162 §2.1 ---------------------------------------------------------------------


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a leaf with the content `body`: SHA-256(0x00 || body), 32 bytes."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two: SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


def are_hashes(*hashes: bytes) -> bool:
    return all(len(each) == HASH_BYTES for each in hashes)


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Return True if the leaf hash `leaf` is at `index` of the tree of `size` leaves with this root.

    See RFC 9162 §2.1.3.2.
    """
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
    """Return True if the tree of `size2` leaves continues that of `size1` (RFC 9162 §2.1.4.2).

    Equal sizes need equal roots and an empty path. Every tree continues the empty tree, with an empty path.
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
    """A public key of the log or of a witness (C2SP signed-note); `kind` is LOG_KEY or COSIGNATURE."""

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
    """A parsed checkpoint: `text` is the signed text, `lines` are the unchecked signatures."""

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
    return (
        bool(name)
        and "+" not in name
        and not any(each.isspace() or ord(each) < 32 or is_half(each) for each in name)
    )


def is_half(letter: str) -> bool:
    """Return True if `letter` is an unpaired surrogate.

    JSON allows such letters, but they can't be signed or printed.
    """
    return "\ud800" <= letter <= "\udfff"


def parse_key(text: str) -> Key:
    """Parse a verifier key, `name+hex id+base64(type || public key)`. Raises Refused."""
    name, _plus, rest = text.strip().partition("+")
    given, _plus, material = rest.partition("+")
    raw = decode_base64(material)
    if not is_key_name(name) or raw is None or len(raw) != 33 or raw[0] not in (LOG_KEY, COSIGNATURE):
        excerpt = text[:80].encode("utf-8", "replace").decode()
        raise Refused(f"Đây không phải khoá công khai: {excerpt}", "this is no public key")
    key = make_key(name, raw[0], raw[1:])
    if key.id.hex() != given.lower():
        raise Refused(
            f"Khoá chép sai, mã khoá phải là {key.id.hex()}: {text[:80]}", "a copying mistake in the key"
        )
    return key


def decode_base64(text: Any) -> bytes | None:
    """Return the bytes, or None if the text is not strict standard base64."""
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
    """Parse a signed note with a checkpoint, without checking signatures. Raises Refused."""
    wrong = Refused("Điểm mốc bị hỏng hoặc viết sai.", "the checkpoint is damaged or malformed")
    body, gap, signatures = note.rpartition("\n\n") if isinstance(note, str) else ("", "", "")
    lines = body.split("\n")
    if not gap or not signatures.endswith("\n") or len(lines) < 3 or not all(lines):
        raise wrong
    if any((ord(each) < 32 and each != "\n") or is_half(each) for each in note):
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
    """Return the message that a cosignature/v1 signs: the checkpoint's text with the time in Unix seconds."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def check_line(checkpoint: Checkpoint, key: Key, line: Line) -> int | None:
    """Return the Unix time of a valid signature by `key`, 0 if its type has no time; None if invalid."""
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
    """Return {key: Unix time of its signature, 0 for none} of the `keys` that signed the checkpoint.

    Raises Refused if a signature by one of `keys` is wrong.
    """
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
    """Return {key: Unix time of its signature, 0 for none} of the `keys` that signed the checkpoint.

    Raises Refused if no log key of the checkpoint's origin is among them, or if a signature is wrong.
    """
    found = signed_by(checkpoint, keys)
    if not any(key.kind == LOG_KEY and key.name == checkpoint.origin for key in found):
        raise Refused(
            "Điểm mốc không có chữ ký của khoá đã cho: sai khoá, hoặc không phải nhật ký ấy.",
            "the checkpoint is not signed by the given key: the wrong key, or another log",
        )
    return found


def cosigned_by(checkpoint: Checkpoint, witnesses: Sequence[Key]) -> dict[Key, int]:
    """Return {witness: Unix time of its signature}. Raises Refused if one of `witnesses` didn't sign."""
    found = signed_by(checkpoint, witnesses)
    for witness in witnesses:
        if witness not in found:
            raise Refused(
                f"Thiếu chữ ký của nhân chứng {witness.name}.", "a witness's cosignature is missing"
            )
    return found


# --- Proof files --------------------------------------------------------------------------------------------------------


class Proved(NamedTuple):
    """An entry proved to be in the log: its index, the leaf's exact text, and the contents of opened pins."""

    number: int
    leaf: str
    opened: tuple[str, ...]


class Answer(NamedTuple):
    """Result of a verified proof file.

    signers: {key: Unix time of its signature, 0 for none}
    earlier: last checkpoints of retired keys; the log of `checkpoint` continues each of them.
    vouched: number of entries that the reader's keys vouch for. It is the size of `checkpoint`, or less if
        those keys are retired.
    is_own_key: the reader gave no keys, so the file's own keys were used.
    """

    checkpoint: Checkpoint
    signers: dict[Key, int]
    entries: tuple[Proved, ...]
    is_own_key: bool
    earlier: tuple[Checkpoint, ...] = ()
    vouched: int = 0


def verify_proof(content: bytes, keys: Sequence[Key] = (), witnesses: Sequence[Key] = ()) -> Answer:
    """Check everything in a proof file and return what it proves. Raises Refused with the reason.

    keys: the log's keys that the reader trusts. Without them the file's own keys are used, and
        Answer.is_own_key is True.
    witnesses: each of them must have cosigned the checkpoint.
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
    own = [parse_key(str(each)) for each in log["keys"]]
    earlier = _earlier(document.get("earlier", []), checkpoint)
    signers, vouched = signed_by(checkpoint, keys or own), checkpoint.size
    if not keys or signers or not (vouching := [each for each in earlier if signed_by(each, keys)]):
        signers = trusted(checkpoint, keys or own)
    else:
        # The reader's keys are retired: they vouch only for the tree that they signed, and today's keys for nothing beyond it.
        last = max(vouching, key=lambda each: each.size)
        signers, vouched = trusted(last, keys), last.size
        # Other values than numbers are rejected below as damaged.
        places = [each.get("index") for each in entries if isinstance(each, dict)]
        beyond = [each for each in places if type(each) is int and each >= vouched]
        if beyond:
            raise Refused(
                f"Khoá đã cho thôi ký từ mục {vouched}: {len(beyond)} mục trong tệp mới hơn, cần khoá hôm nay của nhật ký.",
                "the given key no longer signs, and the file has newer entries: they need today's key",
            )
    signers |= cosigned_by(checkpoint, witnesses)
    proved = tuple(_verify_entry(each, checkpoint) for each in entries)
    return Answer(checkpoint, signers, proved, not keys, earlier, vouched)


def _earlier(given: Any, checkpoint: Checkpoint) -> tuple[Checkpoint, ...]:
    """Return the last checkpoints of retired keys. Check that the log of `checkpoint` continues them.

    Raises Refused if it doesn't continue one, or if one is damaged or not signed by its key.
    """
    found = []
    for each in given if isinstance(given, list) else [None]:
        if not isinstance(each, dict) or not isinstance(each.get("path"), list):
            raise Refused("Một điểm mốc trước đây trong tệp bị hỏng.", "an earlier checkpoint is damaged")
        before = parse_checkpoint(each.get("checkpoint", ""))
        trusted(before, [parse_key(str(each.get("key")))])
        steps = [decode_base64(step) or b"" for step in each["path"]]
        is_same_log = before.origin == checkpoint.origin
        if not is_same_log or not verify_consistency(
            before.size, checkpoint.size, steps, before.root, checkpoint.root
        ):
            raise Refused(
                f"Nhật ký {checkpoint.size} mục không nối tiếp nhật ký {before.size} mục: lịch sử đã bị viết lại.",
                f"the log of {checkpoint.size} entries does not continue that of {before.size}: history was rewritten",
            )
        found.append(before)
    return tuple(found)


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
    """Return the content in `given`, {"salt", "content"}, which opens a pin of the entry `leaf`.

    Raises Refused unless HMAC-SHA-256(salt, content) is a pin of the entry.
    """
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
    """Return the pins in an entry: `sealed`, and payload.pin, .statement, .reasonPin and .pieu:pins."""
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


def describe(answer: Answer) -> str:
    """Return a readable report of a verified proof file, with one fact per line."""
    checkpoint = answer.checkpoint
    lines = [
        f"ĐÚNG / HOLDS: {len(answer.entries)} mục nằm trong nhật ký {checkpoint.origin} / entries are in the log",
        f"  điểm mốc / checkpoint: {checkpoint.size} mục, {base64.b64encode(checkpoint.root).decode()}",
    ]
    for key, time in answer.signers.items():
        when = f", {_moment(time)}" if time else ""
        lines.append(f"  ký bởi / signed by: {key.name} {key.id.hex()}{when}")
    for each in answer.earlier:
        lines.append(f"  nối tiếp điểm mốc / continues the checkpoint: {each.size} mục / entries")
    if answer.vouched < checkpoint.size:
        lines.append(
            f"  khoá ấy chỉ bảo đảm đến mục / that key vouches for the first {answer.vouched} mục / entries"
        )
    for entry in answer.entries:
        lines.append(f"  số / no. {entry.number}: {_title(entry.leaf)}")
        lines += [f"      lời khớp / words that match: {words}" for words in entry.opened]
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


# --- JSON in one spelling: RFC 8785 ---------------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """Return the canonical text (RFC 8785, JCS) of a JSON value."""
    return _canonical(value).encode()


def _canonical(value: Any) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(name)}:{_canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return _ecmascript(value) if isinstance(value, float) else _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ecmascript(value: float) -> str:
    """Return a number as ECMAScript writes it, with an exponent from 1e21 on and below 1e-6."""
    if value == 0:
        return "0"
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + int(exponent)
    if 0 < point <= 21:
        text = text.ljust(point, "0")
        text = text[:point] + ("." + text[point:] if text[point:] else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    return "-" * sign + text


# --- The event hash: CBV 2.0 §8.9 -----------------------------------------------------------------------------------------

CBV, VOC, EPCIS = "https://ref.gs1.org/cbv/", "https://gs1.org/voc/", "https://ref.gs1.org/epcis/"
STEMS = {
    "bizStep": CBV + "BizStep-", "disposition": CBV + "Disp-", "bizTransaction": CBV + "BTT-", "party": CBV + "SDT-",
    "component": CBV + "Comp-", "type": VOC, "exception": VOC,
}  # fmt: skip
# Every GS1 key that an event can name, and how many digits its values begin with.
KEY_DIGITS = {
    "00": 18, "01": 14, "253": 13, "255": 13, "401": 4, "402": 17, "414": 13, "417": 13, "8003": 14, "8004": 4, "8006": 18,
    "8010": 4, "8013": 4, "8017": 18, "8018": 18,
}  # fmt: skip
_LINK = re.compile(
    rf"(?i:https?)://[^/?#]+(?:/[^?#]*?)??/({'|'.join(KEY_DIGITS)})/([^/?#]+)((?:/\d{{2,4}}/[^/?#]+)*)/?(?:[?#].*)?"
)
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)")
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII,
)
_ESCAPED = str.maketrans({letter: f"%{ord(letter):02X}" for letter in "!()*+,:"})
_METADATA = (
    "time",
    "startTime",
    "endTime",
    "deviceID",
    "deviceMetadata",
    "rawData",
    "dataProcessingMethod",
    "bizRules",
)
_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "time", "microorganism",
    "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue",
    "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
)  # fmt: skip
_OF_THE_STANDARD = frozenset(
    """
    @context type eventTime recordTime eventTimeZoneOffset eventID certificationInfo errorDeclaration parentID epcList
    childEPCs quantityList childQuantityList inputEPCList inputQuantityList outputEPCList outputQuantityList action
    transformationID bizStep disposition persistentDisposition readPoint bizLocation bizTransactionList sourceList
    destinationList sensorElementList ilmd
    """.split()
)

Prefixes = Mapping[str, str]


def event_hash(event: Mapping[str, Any], context: Any = None) -> str:
    """Return the hash ID of an event (CBV 2.0 §8.9); `context` is the @context of its document.

    Raises KeyError, TypeError, ValueError or AttributeError for JSON that is not an event.
    """
    return f"ni:///sha-256;{hashlib.sha256(prehash(event, context).encode()).hexdigest()}?ver=CBV2.0"


def prehash(event: Mapping[str, Any], context: Any = None) -> str:  # noqa: C901
    """Return the string that event_hash hashes (CBV 2.0 §8.9, the pre-hash string).

    Raises KeyError, TypeError, ValueError or AttributeError for JSON that is not an event.
    """
    names: dict[str, str] = {"cbv": CBV, "gs1": VOC, "epcis": EPCIS, "cbvmda": "urn:epcglobal:cbv:mda:"}
    for given in (context, event.get("@context")):
        for part in given if isinstance(given, list) else [given]:
            if isinstance(part, dict):
                names.update({name: uri for name, uri in part.items() if isinstance(uri, str)})
    out = [f"eventType={_expanded(event['type'], names)}", f"eventTime={_milliseconds(event['eventTime'])}"]
    out.append(f"eventTimeZoneOffset={event['eventTimeZoneOffset']}")
    if "certificationInfo" in event:
        info = event["certificationInfo"]
        out += sorted(
            f"certificationInfo={_known(one)}" for one in ([info] if isinstance(info, str) else info)
        )
    if "parentID" in event:
        out.append(f"parentID={_known(event['parentID'])}")
    for name in ("epcList", "childEPCs", "quantityList", "childQuantityList", "inputEPCList", "inputQuantityList",
                 "outputEPCList", "outputQuantityList"):  # fmt: skip
        if event.get(name):
            out += [name, *sorted(_goods(one) for one in event[name])]
    if "action" in event:
        out.append(f"action={event['action']}")
    if "transformationID" in event:
        out.append(f"transformationID={_known(event['transformationID'])}")
    for name in ("bizStep", "disposition"):
        if name in event:
            out.append(f"{name}={_word(name, event[name], names)}")
    if "persistentDisposition" in event:
        out.append("persistentDisposition")
        for name in ("set", "unset"):
            words = event["persistentDisposition"].get(name, ())
            out += sorted(f"{name}={_word('disposition', word, names)}" for word in words)
    for name in ("readPoint", "bizLocation"):
        if name in event:
            out.append(
                f"{name}id={_known(event[name]['id'])}" + "".join(_extensions(event[name], {"id"}, names))
            )
    for name, field, kind in (
        ("bizTransactionList", "bizTransaction", "bizTransaction"), ("sourceList", "source", "party"),
        ("destinationList", "destination", "party"),
    ):  # fmt: skip
        if event.get(name):
            out += [name, *sorted(
                (f"type={_word(kind, one['type'], names)}" if "type" in one else "") + f"{field}={_known(one[field])}"
                for one in event[name]
            )]  # fmt: skip
    sensors: list[str] = []
    if event.get("sensorElementList"):
        sensor_parts = [_sensor(element, names) for element in event["sensorElementList"]]
        out += ["sensorElementList", *sorted(own for own, _others in sensor_parts)]
        sensors = [others for _own, others in sensor_parts if others]
    if "ilmd" in event:
        out += ["ilmd", *_extensions(event["ilmd"], (), names)]
    return "".join(out + sorted([*sensors, *_extensions(event, _OF_THE_STANDARD, names)]))


def _goods(one: Any) -> str:
    if isinstance(one, str):
        return f"epc={_known(one)}"
    text = f"quantityElementepcClass={_known(one['epcClass'])}"
    text += f"quantity={_number(one['quantity'])}" if "quantity" in one else ""
    return text + (f"uom={one['uom']}" if "uom" in one else "")


def _sensor(element: Mapping[str, Any], names: Prefixes) -> tuple[str, str]:
    """Return two strings of a sensor element: one of the standard's fields, one of the extensions."""
    own, others = ["sensorElement"], []
    reports: list[str] = []
    parts: list[tuple[str, tuple[str, ...], Any]] = []
    if "sensorMetadata" in element:
        parts.append(("sensorMetadata", _METADATA, element["sensorMetadata"]))
    parts += [("sensorReport", _REPORT, report) for report in element["sensorReport"]]
    for title, known, part in parts:
        text = title + "".join(
            f"{name}={_measure(name, part[name], names)}" for name in known if name in part
        )
        (own if title == "sensorMetadata" else reports).append(text)
        if extra := _extensions(part, known, names):
            others.append(title + "".join(extra))
    others += _extensions(element, {"sensorMetadata", "sensorReport"}, names)
    return "".join(own + sorted(reports)), ("sensorElement" + "".join(others)) if others else ""


def _measure(name: str, value: Any, names: Prefixes) -> str:
    if name in ("time", "startTime", "endTime"):
        return _milliseconds(value)
    if isinstance(value, (bool, int, float)):
        return _number(value)
    if name in ("type", "exception", "component"):
        return _word(name, value, names)
    if name in ("stringValue", "uom", "hexBinaryValue"):
        return str(value)
    return _known(_expanded(value, names))


def _word(field: str, word: str, names: Prefixes) -> str:
    """Return the URI of a word of the standard's vocabulary in `field`, or of a prefixed name."""
    return STEMS[field] + word if re.fullmatch(r"\w+", word, re.ASCII) else _expanded(word, names)


def _expanded(name: str, names: Prefixes) -> str:
    prefix, colon, local = name.partition(":")
    return names[prefix] + local if colon and prefix in names and not local.startswith("//") else name


def _extensions(holder: Mapping[str, Any], known: Any, names: Prefixes) -> list[str]:
    """Return the fields of `holder` outside `known` as sorted strings, {namespace}name=value, nested."""
    return sorted(
        text
        for name, value in holder.items()
        if name not in known
        for text in _extension(_qualified(name, names), value, names)
    )


def _extension(name: str, value: Any, names: Prefixes) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _extension(name, one, names)]
    if isinstance(value, dict):
        return [name + "".join(_extensions(value, {"@context"}, names))]
    if value is None:
        return [name]
    if not isinstance(value, str):
        return [f"{name}={_number(value)}"]
    text = value.strip()
    uri = _expanded(text, names)
    if uri.startswith((CBV, EPCIS, VOC)):
        return [f"{name}={uri}"]
    return [
        f"{name}={_milliseconds(text) if re.match(r'[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]', text) else _known(text)}"
    ]


def _qualified(name: str, names: Prefixes) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in names and not local.startswith("//"):
        return f"{{{names[prefix]}}}{local}"
    if not colon:
        return name
    cut = max(name.rfind("/"), name.rfind("#"), name.rfind(":")) + 1
    return f"{{{name[:cut]}}}{name[cut:]}"


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, str)):
        return str(value)
    text = repr(value)
    if "e" in text:
        text = f"{value:.17f}".rstrip("0")
    return re.sub(r"\.0?$", "", text)


def _milliseconds(text: str) -> str:
    """Return a date-time in UTC, rounded half up to milliseconds; other text unchanged."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    numbers = [int(part) for part in found.groups()[:6]]
    sign, hours, minutes = found[8] or "+", int(found[9] or 0), int(found[10] or 0)
    micro = int((found[7] or "0")[:6].ljust(6, "0"))
    away = datetime.timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    try:
        year, month, day, hour, minute, second = numbers
        local = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.timezone.utc)  # noqa: UP017  (older Python)
        moment = local - away + datetime.timedelta(milliseconds=(micro + 500) // 1000)
    except (ValueError, OverflowError):
        return text
    return f"{moment.year:04}" + moment.strftime("-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _known(identifier: str) -> str:
    """Return a GS1 key as a URI at id.gs1.org with only its last qualifier; other identifiers unchanged."""
    if identifier.startswith("urn:epc:"):
        return _of_urn(identifier) or identifier
    found = _LINK.fullmatch(identifier)
    if found is None:
        return identifier
    key, value, qualifiers = found.groups()
    value = value.zfill(14) if key == "01" and value.isdigit() else value
    if not value[: KEY_DIGITS[key]].isdigit():
        return identifier
    if key in ("01", "8006"):
        parts = qualifiers.split("/")
        pairs = [pair for pair in zip(parts[1::2], parts[2::2]) if pair[0] != "22"]  # noqa: B905  (older Python)
        qualifiers = "/" + "/".join(pairs[-1]) if pairs else ""
    return f"https://id.gs1.org/{key}/{value}{qualifiers}"


def _of_urn(urn: str) -> str | None:
    """Return the URI at id.gs1.org of an EPC URN (TDS); None if it has no such form."""
    found = _URN.fullmatch(urn)
    if found is None:
        return None
    form, scheme, rest = found.groups()
    parts = rest.split(".")
    while form == "idpat" and parts and parts[-1] == "*":
        parts.pop()
    # Elsewhere a star is a letter of a serial or a lot (TDS, set 82).
    if form == "idpat" and any("*" in part or "[" in part for part in parts):
        return None
    if not parts or not parts[0].isdigit():
        return None
    try:
        path = _urn_path(scheme, parts)
    except (IndexError, ValueError):
        return None
    return f"https://id.gs1.org{path}" if path else None


def _urn_path(scheme: str, parts: Sequence[str]) -> str | None:
    company, reference = parts[0], parts[1]
    more = ".".join(parts[2:]).translate(_ESCAPED)

    def checked(digits: str) -> str:
        total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
        return digits + str(-total % 10)

    turned = reference[:1] + company + reference[1:]
    if scheme in ("sgtin", "lgtin", "upui"):
        qualifier = {"sgtin": "21", "lgtin": "10", "upui": "235"}[scheme]
        return f"/01/{checked(turned)}" + (f"/{qualifier}/{more}" if more else "")
    if scheme == "sgln":
        return f"/414/{checked(company + reference)}" + (f"/254/{more}" if more not in ("", "0") else "")
    if scheme == "itip":
        serial = ".".join(parts[4:]).translate(_ESCAPED)
        return f"/8006/{checked(turned)}{parts[2]}{parts[3]}" + (f"/21/{serial}" if serial else "")
    if scheme == "cpi":
        return f"/8010/{company}{reference.translate(_ESCAPED)}" + (f"/8011/{more}" if more else "")
    if scheme in ("giai", "ginc"):
        key = {"giai": "8004", "ginc": "401"}[scheme]
        return f"/{key}/{company}{'.'.join(parts[1:]).translate(_ESCAPED)}"
    if scheme in ("grai", "gdti", "sgcn"):
        key = {"grai": "8003/0", "gdti": "253/", "sgcn": "255/"}[scheme]
        return f"/{key}{checked(company + reference)}{more}"
    keys = {"sscc": "00", "pgln": "417", "gsin": "402", "gsrn": "8018", "gsrnp": "8017"}
    if scheme not in keys:
        return None
    return f"/{keys[scheme]}/{checked(turned if scheme == 'sscc' else company + reference)}"


# --- An inspector's bundle ------------------------------------------------------------------------------------------------

INDEX, MANIFEST, PROOF = "chi-muc.html", "danh-muc.json", "bang-chung.json"
EVENTS, HASHES = "su-kien.jsonld", "ma-bam.json"
SINCE_2, SINCE_3 = ("ho-chieu.json", "nhan-dien-tu.json", "lien-ket.json"), ("don-hang.json",)
# Each format, and its files in addition to WANTED.
BUNDLES = {"pieu-inspection-1": (), "pieu-inspection-2": SINCE_2, "pieu-inspection-3": SINCE_2 + SINCE_3}
WANTED = (
    "lo.json", EVENTS, HASHES, "ban-cong-bo.json", "san-pham.json", "tem.json", "thu-hoi.json", "giay-to.json", "pha-he.json",
    "noi-nhan.json",
)  # fmt: skip
# What files of another shape than ours lead to.
_ODD = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, decimal.DecimalException)

# The identity of a row or an entry: ("event", UUID, is it an error declaration), ("run", 7), …
Name = tuple[Any, ...]


class Bundle(NamedTuple):
    """Result of checking a bundle.

    lots, events: their numbers in the files
    answer: the checked proof, None without one
    unproved: {file: number of its rows without an entry in the proof}
    proved: number of lots whose quantity, days and state the proof covers
    """

    lots: int
    events: int
    answer: Answer | None
    unproved: dict[str, int]
    proved: int = 0


def verify_bundle(content: bytes, keys: Sequence[Key] = (), witnesses: Sequence[Key] = ()) -> Bundle:
    """Check a bundle (ZIP): its files against the manifest, and its events against their hashes.

    If the bundle has a proof, check that with `keys` and `witnesses`, and compare the files with it. If keys
    or witnesses are given, refuse a bundle without a proof. Raises Refused with the reason and the name of
    the file or entry.
    """
    data = _unpacked(content)
    try:
        files = {name: json.loads(body, parse_constant=_no_constant) for name, body in data.items()}
        document = files[EVENTS]
        events = document["epcisBody"]["eventList"]
        if len(events) != len(files[HASHES]):
            raise Refused(
                f"Tệp {HASHES} không kể đủ sự kiện.", "events without a hash, or hashes without an event"
            )
        for event, listed in zip(events, files[HASHES]):  # noqa: B905  (older Python)
            if (event["eventID"], event_hash(event, document["@context"])) != (
                listed["eventID"],
                listed["hash"],
            ):
                raise Refused(
                    f"Sự kiện {event['eventID']} không khớp mã băm của nó.",
                    "an event does not match its hash",
                )
        answer, unproved, proved = None, {}, 0
        if PROOF in data:
            answer = verify_proof(data[PROOF], keys, witnesses)
            wrong = disagreement(files, answer.entries)
            if wrong:
                raise Refused(
                    f"Bộ hồ sơ nói khác nhật ký, hoặc bỏ bớt: {wrong}.",
                    f"the files say otherwise than the log, or leave out: {wrong}",
                )
            unproved = _unproved(files, answer.entries)
            proved = len(check_lots(files, answer.entries).proved)
        elif keys or witnesses:
            raise Refused("Bộ hồ sơ không có bằng chứng.", "the bundle has no proof in it")
        return Bundle(len(files["lo.json"]), len(events), answer, unproved, proved)
    except _ODD:
        raise Refused(
            "Tệp không phải bộ hồ sơ của Piêu, hoặc đã hỏng.", "no bundle of Piêu's, or damaged"
        ) from None


# What a damaged ZIP leads to in zipfile; RuntimeError where it is encrypted.
NO_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
)


def check_packing(infos: Iterable[zipfile.ZipInfo]) -> None:
    """Accept only stored and deflated files in a ZIP: LZMA can need gigabytes to unpack a few bytes.

    Raises zipfile.BadZipFile.
    """
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise zipfile.BadZipFile


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return {name: bytes} of the files that the bundle's manifest lists, after checking their hashes.

    Neither the manifest itself nor the index page is among them. Raises Refused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            check_packing(infos)
            if sum(info.file_size for info in infos) > 8 * MAX_FILE_BYTES:
                raise Refused("Tệp lớn quá.", "the file is too large")
            body = {info.filename: archive.read(info) for info in infos}
        manifest = json.loads(body[MANIFEST])
        listed = manifest["files"]
        if len(body) != len(infos) or manifest["format"] not in BUNDLES:
            raise ValueError
        lacking = {*WANTED, *BUNDLES[manifest["format"]]} - listed.keys()
        for name in sorted(lacking | (body.keys() ^ (listed.keys() | {INDEX, MANIFEST}))):
            raise Refused(
                f"Tệp {name} không có trong danh mục, hoặc danh mục kể mà không có tệp.",
                f"{name} is not in the list of files, or is in the list alone",
            )
        for name, row in listed.items():
            actual = (hashlib.sha256(body[name]).hexdigest(), len(body[name]))
            if actual != (row["sha256"], row["bytes"]):
                raise Refused(f"Tệp {name} đã bị sửa.", f"{name} was changed")
    except (*NO_ZIP, *_ODD):
        raise Refused("Tệp không phải bộ hồ sơ của Piêu.", "this is no bundle of Piêu's") from None
    return {name: body[name] for name in listed}


def disagreement(files: Mapping[str, Any], entries: Sequence[Proved]) -> str:
    """Return the subject of the first entry that the files omit or contradict; "" if there is none.

    Malformed files raise an error of _ODD.
    """
    there = {name: row for _file, names, _needed, row in _rows(files) for name in names}
    ids = _ids(files)
    hashes = {_event_name(row["eventID"], row["isError"], ids): row for row in files[HASHES]}
    # If the texts of an event were erased, there is an entry: the event still has its goods, but no salt.
    erased = {
        _event_name(entry["payload"]["eventID"], False)[1]
        for entry in map(_entry, entries) if entry.get("kind") == "event.words_erased"
    }  # fmt: skip
    papers: dict[str, str] = {}
    for proved in entries:
        entry = _entry(proved)
        kind, subject, payload = entry.get("kind"), str(entry.get("subject")), entry.get("payload")
        if not isinstance(payload, dict):
            continue
        for name in _named(kind, subject, payload):
            if name[0] in _OF_FORMAT_2 and _OF_FORMAT_2[name[0]] not in files:
                continue
            if name not in there or not _agrees(
                there[name], name, kind, payload, hashes, proved.opened, erased
            ):
                return subject
        if kind in ("certificate.verified", "certificate.revoked"):
            papers[subject] = str(kind)  # the last one counts
    for subject, kind in papers.items():
        state = there["paper", subject]["state"]
        # A certificate revoked after the checkpoint is listed as revoked, which does no harm.
        if f"certificate.{state}" != kind and state != "revoked":
            return subject
    return check_lots(files, entries).wrong


class LotCheck(NamedTuple):
    """The rows of lo.json compared with their entries.

    wrong: the subject of the first lot whose row contradicts its entries, or ""
    proved: ids of the lots whose quantity, days and state the entries prove
    """

    wrong: str
    proved: frozenset[int]


# What a lot's amounts are counted in where units change into each other: our code, the code in events, how many kg, litres or metres.
_MEASURES = {
    "kg": ("KGM", "1"), "g": ("GRM", "0.001"), "ta": ("DTN", "100"), "tan": ("TNE", "1000"), "l": ("LTR", "1"), "ml": ("MLT", "0.001"),
    "m": ("MTR", "1"),
}  # fmt: skip
_FACTORS = {code: decimal.Decimal(factor) for code, factor in _MEASURES.values()}


class _LotHistory:
    """The state of a lot after applying its entries in order.

    `is_loose` is True if the entries don't prove its quantity and days.
    """

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.now = {**payload, "state": "open"}
        self.total = decimal.Decimal(0)
        # If the expiry is computed from the shelf life: (harvest day, product). None once a person sets it.
        self.keeps: tuple[str, Any] | None = None
        self.is_loose = False

    def change(self, kind: str, payload: Mapping[str, Any]) -> None:
        if kind == "lot.changed":
            self.now.update((name, after) for name, (_before, after) in payload["changes"].items())
            if "expiry_date" in payload["changes"]:
                self.keeps = None
        elif kind == "lot.renamed":
            self.now["code"] = payload["code"]
        elif kind in ("lot.closed", "lot.reopened"):
            self.now["state"] = "closed" if kind == "lot.closed" else "open"

    def harvest(self, element: Mapping[str, Any], day: str) -> None:
        """Apply a harvest on `day`.

        The lot's quantity is at least the sum of its harvests, its day that of the first.
        """
        unit, uom = self.now["unit"], element.get("uom")
        if "quantity" not in element or (unit in _MEASURES and uom not in _FACTORS):
            self.is_loose = True
            return
        amount = decimal.Decimal(element["quantity"])
        if unit in _MEASURES and uom != _MEASURES[unit][0]:
            amount = round(amount * _FACTORS[str(uom)] / decimal.Decimal(_MEASURES[unit][1]), 3)
        self.total += amount
        if self.total > decimal.Decimal(self.now["quantity"]):
            self.now["quantity"] = str(self.total)
        if not self.now.get("harvested_date"):
            self.now["harvested_date"] = day
            if not self.now.get("expiry_date"):
                self.keeps = (day, self.now.get("product"))

    def agrees(self, row: Mapping[str, Any], lives: Mapping[Any, set[int]]) -> bool:
        """Return True if `row` of lo.json has the values of this history.

        lives: {product: shelf lives in days, one for each version of its page}
        """
        now = self.now
        pairs = [("code", "code"), ("unit", "unit"), ("produced", "produced_date"), ("state", "state")]
        if self.keeps is not None:
            day, product = self.keeps
            first = datetime.date.fromisoformat(day)
            expiries = {str(first + datetime.timedelta(days=life)) for life in lives.get(product, ())}
            # The shelf life at the time of the harvest is unknown.
            if row["expiry"] not in expiries and (row["expiry"] or expiries):
                self.is_loose = True
        else:
            pairs.append(("expiry", "expiry_date"))
        if not self.is_loose:
            pairs.append(("harvested", "harvested_date"))
            if decimal.Decimal(row["quantity"]) != decimal.Decimal(now["quantity"]):
                return False
        elif pairs[-1][0] == "expiry":
            pairs.pop()
        return all((row[ours] or "") == (now.get(theirs) or "") for ours, theirs in pairs)


def check_lots(files: Mapping[str, Any], entries: Iterable[Proved]) -> LotCheck:
    """Compare the lots in lo.json with `entries`: opened, changed, closed, and enlarged by harvests.

    The quantity and days of a lot stay unproved (is_loose) if one of its harvests was declared wrong, was
    sent by a program, has a code of two lots, or is not in the proof. Malformed files raise an error of _ODD.
    """
    applied = [_entry(proved) for proved in sorted(entries, key=lambda proved: proved.number)]
    applied = [entry for entry in applied if isinstance(entry.get("payload"), dict)]
    rows = {f"lot:{row['id']}": row for row in files["lo.json"]}
    lots: dict[str, _LotHistory] = {}
    ids = _ids(files)
    listed = files[EVENTS]["epcisBody"]["eventList"]
    events = {_event_name(event["eventID"], "errorDeclaration" in event, ids): event for event in listed}
    known: set[Name] = set()
    harvests: dict[Any, list[_LotHistory]] = {}
    for entry in applied:
        kind, subject, payload = str(entry.get("kind")), str(entry.get("subject")), entry["payload"]
        if kind == "lot.opened" and subject in rows:
            lots.setdefault(subject, _LotHistory(payload))
        elif kind.startswith("lot.") and subject in lots:
            lots[subject].change(kind, payload)
        elif kind in ("event", "event.error"):
            name = _event_name(payload["eventID"], kind == "event.error")
            known.add(name)
            if name[2]:
                for lot in harvests.get(name[1], ()):
                    lot.is_loose = True
            elif "pieu:pin" in payload:
                _loosen(lots, events.get(name))
            elif payload.get("pieu:kind") == "harvesting":
                harvests[name[1]] = _take_harvest(lots, payload, str(entry["recordedAt"]))
    for name, event in events.items():
        if name not in known:
            _loosen(lots, event)
    lives: dict[Any, set[int]] = {}
    for version in files["san-pham.json"]:
        life = json.loads(version["body"] or "{}").get("shelf_life_days")
        lives.setdefault(version["product"], set()).update([life] if life else [])
    wrong = next((subject for subject, lot in lots.items() if not lot.agrees(rows[subject], lives)), "")
    return LotCheck(
        wrong, frozenset(rows[subject]["id"] for subject, lot in lots.items() if not lot.is_loose)
    )


def _take_harvest(
    lots: Mapping[str, _LotHistory], payload: Mapping[str, Any], recorded_at: str
) -> list[_LotHistory]:
    # The local date of the harvest, at most the date of the record in Vietnam: a phone's clock may be fast.
    day = min(_day(payload["eventTime"], payload["eventTimeZoneOffset"]), _day(recorded_at, "+07:00"))
    elements = payload.get("quantityList", ())
    codes = [urllib.parse.unquote(one["epcClass"].partition("/10/")[2].partition("/")[0]) for one in elements]
    found = []
    for element, code in zip(elements, codes):  # noqa: B905  (older Python)
        named = [lot for lot in lots.values() if lot.now["code"] == code]
        for lot in named:
            lot.harvest(element, day)
            lot.is_loose = lot.is_loose or len(named) > 1 or codes.count(code) > 1
        found += named
    return found


def _day(moment: str, zone: str) -> str:
    at = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return str(at.astimezone(datetime.datetime.fromisoformat("2000-01-01T00:00:00" + zone).tzinfo).date())


def _loosen(lots: Mapping[str, _LotHistory], event: Mapping[str, Any] | None) -> None:
    """Mark the lots of `event`, whose content the proof lacks, as loose.

    If the event is a harvest, it may have enlarged the lots.
    """
    if event is None or (
        "bizStep" in event
        and not (str(event["bizStep"]).endswith("commissioning") and event.get("action") == "ADD")
    ):
        return
    text = urllib.parse.unquote(json.dumps(event, ensure_ascii=False))
    for lot in lots.values():
        if "bizStep" not in event or lot.now["code"] in text:
            lot.is_loose = True


_OF_FORMAT_2 = {
    "passport.published": "ho-chieu.json", "elabel.on": "nhan-dien-tu.json", "elabel.off": "nhan-dien-tu.json",
    "link": "lien-ket.json",
}  # fmt: skip


def _entry(proved: Proved) -> Mapping[str, Any]:
    """Return the entry of a leaf; {} if the leaf has only a hash (sealed or too long)."""
    entry = json.loads(proved.leaf)
    return entry if isinstance(entry, dict) else {}


def _ids(files: Mapping[str, Any]) -> Mapping[str, str]:
    """Return {eventID: the event's id in the log}, for the rows that have an id.

    In older bundles the id follows from the eventID. Raises ValueError if two events get the same id.
    """
    ids = {row["eventID"]: row["id"] for row in files[HASHES] if "id" in row}
    if len({_event_name(row["eventID"], row["isError"], ids) for row in files[HASHES]}) < len(files[HASHES]):
        raise ValueError
    return ids


def _event_name(uri: str, is_error: bool, ids: Mapping[str, str] = {}) -> Name:
    uri = ids.get(uri, uri)
    try:
        known = (
            uuid.UUID(uri[9:]) if uri.lower().startswith("urn:uuid:") else uuid.uuid5(uuid.NAMESPACE_URL, uri)
        )
    except ValueError:
        known = uuid.uuid5(uuid.NAMESPACE_URL, uri)
    return "event", known, is_error


def _named(kind: Any, subject: str, payload: Mapping[str, Any]) -> Iterator[Name]:
    """Yield the names of the facts that an entry describes, in the form that `_rows` yields."""
    number = subject.partition(":")[2]
    if kind in ("event", "event.error"):
        yield _event_name(payload["eventID"], kind == "event.error")
    elif kind in ("elabel.on", "elabel.off"):
        yield kind, subject, payload["at"]
    elif kind in ("origin.published", "product.facts", "passport.published"):
        yield kind, subject, payload["version"]
    elif kind in ("labels.run", "labels.cancelled"):
        yield "run", payload["run"]
    elif kind in ("labels.printed", "labels.voided"):
        yield kind, payload["run"], payload["first"], payload["last"]
    elif kind in ("certificate.verified", "certificate.revoked"):
        yield "paper", subject
    elif kind in ("link.added", "link.changed", "link.removed", "link.taken_down"):
        yield "link", payload["link"]
    elif str(kind).startswith("lot."):
        yield "lot", int(number)
        if kind == "lot.opened":
            yield "opened", int(number)
        if kind in ("lot.recalled", "lot.recall_ended", "lot.recall_reached"):
            yield "recall", payload["recall"]
        if kind == "lot.recall_reached" and payload["reached"] or kind == "lot.recalled":
            yield "reached", payload["recall"], int(number)


def _rows(files: Mapping[str, Any]) -> Iterator[tuple[str, set[Name], set[Name], Any]]:
    """Yield (file, names, needed, row) for each row of the bundle.

    `names` identify the facts of the log that the row describes. Each of `needed` must have an entry in the
    log.
    """
    lots, ids = {row["id"] for row in files["lo.json"]}, _ids(files)
    for row in files["lo.json"]:
        yield "lo.json", {("lot", row["id"]), ("opened", row["id"])}, {("opened", row["id"])}, row
    for event in files[EVENTS]["epcisBody"]["eventList"]:
        names = {_event_name(event["eventID"], "errorDeclaration" in event, ids)}
        yield EVENTS, names, names, event
    for file, kind, of, number in (
        ("ban-cong-bo.json", "origin.published", "lot", "number"),
        ("ho-chieu.json", "passport.published", "lot", "number"),
        ("san-pham.json", "product.facts", "product", "version"),
    ):
        for row in files.get(file, ()):
            names = {(kind, f"{of}:{row[of]}", row[number])}
            yield file, names, names, row
    for row in files["tem.json"]:
        names = {("run", row["run"])}
        names |= {("labels.printed", row["run"], each["first"], each["last"]) for each in row["prints"]}
        names |= {("labels.voided", row["run"], each["first"], each["last"]) for each in row["voids"]}
        yield "tem.json", names, names, row
    for row in files["thu-hoi.json"]:
        own: Name = ("recall", row["recall"])
        reached: set[Name] = {("reached", row["recall"], lot) for lot in row["reaches"]}
        needed = {name for name in reached if name[2] in lots and name[2] != row["lot"]}
        yield "thu-hoi.json", {own} | reached, {own} | needed, row
    for row in files["giay-to.json"]:
        names = {("paper", f"certificate:{row['id']}")}
        yield "giay-to.json", names, names, row
    for row in files.get("nhan-dien-tu.json", ()):
        names = {("elabel.on", f"product:{row['product']}", row["since"])}
        names |= {("elabel.off", f"product:{row['product']}", row["until"])} if row["until"] else set()
        yield "nhan-dien-tu.json", names, names, row
    for row in files.get("lien-ket.json", ()):
        names = {("link", row["link"])}
        yield "lien-ket.json", names, names, row
    for file, rows in (
        ("pha-he.json", files["pha-he.json"]["edges"]),
        ("noi-nhan.json", files["noi-nhan.json"]),
    ):
        for row in rows:
            yield file, set(), {_event_name(row["event"], False)}, row


def _unproved(files: Mapping[str, Any], entries: Iterable[Proved]) -> dict[str, int]:
    covered: set[Name] = set()
    for proved in entries:
        entry = _entry(proved)
        if isinstance(entry.get("payload"), dict):
            covered |= {*_named(entry.get("kind"), str(entry.get("subject")), entry["payload"])}
    found: dict[str, int] = {}
    for file, _names, needed, _row in _rows(files):
        if not needed <= covered:
            found[file] = found.get(file, 0) + 1
    return found


def _agrees(
    row: Any,
    name: Name,
    kind: Any,
    payload: Mapping[str, Any],
    hashes: Mapping[Name, Any],
    opened: Sequence[str],
    erased: set[Any],
) -> bool:
    """Return True if the row called `name` agrees with its entry, as far as this script compares."""
    if name[0] == "event":
        return _is_event(row, payload, hashes[name], name[1] in erased)
    if name[0] in ("origin.published", "passport.published"):
        words = None if row["salt"] is None else canonical(row["facts"])
        return (
            _is_pinned(row, payload, words)
            if words is not None
            else row["pin"] == payload["pin"] and not row["facts"]
        )
    if name[0] == "product.facts":
        return _is_pinned(row, payload, row["body"].encode())
    if kind in ("link.added", "link.changed"):
        return _is_pinned(row, payload, canonical({"url": row["url"], "title": row["title"]}))
    if kind in ("link.removed", "link.taken_down"):
        return bool(row["endedAt"] and row["endedHow"] == str(kind).partition(".")[2])
    if kind == "labels.run":
        return all(row[each] == payload[each] for each in ("lot", "code", "count"))
    if kind == "labels.cancelled":
        return bool(row["state"] == "cancelled")
    if name[0] == "recall" and kind == "lot.recalled":
        return bool(row["from"] == payload["startedAt"]) and _are_words(
            [row["reason"], row["advice"], row["contact"]], payload, opened
        )
    if name[0] == "recall" and kind == "lot.recall_ended":
        return bool(row["to"] == payload["endedAt"]) and _are_words([row["endReason"]], payload, opened)
    if name[0] == "paper":
        pairs = (("kind", "kind"), ("number", "number"), ("issued", "issued"), ("until", "validUntil"), ("stars", "stars"),
                 ("issuer", "issuer"), ("product", "product"))  # fmt: skip
        return all(
            (row[ours] or None) == (payload[theirs] or None) for ours, theirs in pairs if theirs in payload
        )
    return True


def _are_words(words: Iterable[str], payload: Mapping[str, Any], opened: Iterable[str]) -> bool:
    """Return True if the proof opens exactly these texts; also True for an entry without pins."""
    return "pieu:pins" not in payload or {word for word in words if word} == {word for word in opened if word}


def _is_pinned(row: Mapping[str, Any], payload: Mapping[str, Any], words: bytes) -> bool:
    computed = hmac.new(bytes.fromhex(row["salt"]), words, hashlib.sha256).hexdigest()
    return bool(computed == row["pin"] == payload["pin"])


def _is_event(
    event: Mapping[str, Any], payload: Mapping[str, Any], hashed: Mapping[str, Any], is_erased: bool
) -> bool:
    """Return True if an event agrees with its entry.

    The log has the whole content of our own events, but only a pin of captured events.
    """
    if "pieu:pin" not in payload:
        return _is_same(payload, event)
    if "salt" not in hashed:  # erased
        left = {"type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "errorDeclaration"}
        if is_erased:
            return (event["type"], _milliseconds(event["eventTime"])) == (
                payload["type"],
                _milliseconds(payload["eventTime"]),
            )
        return event.keys() <= left
    body = {name: value for name, value in event.items() if name != "recordTime"}
    words = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return _is_pinned(hashed, {"pin": payload["pieu:pin"]}, words)


def _is_same(logged: Any, value: Any) -> bool:
    """Return True if two JSON values are equal; quantities are text in the log and numbers in the files."""
    if isinstance(logged, dict) and isinstance(value, dict):
        return logged.keys() == value.keys() and all(_is_same(logged[name], value[name]) for name in logged)
    if isinstance(logged, list) and isinstance(value, list):
        return len(logged) == len(value) and all(map(_is_same, logged, value))
    if isinstance(logged, str) and type(value) in (int, float):
        return decimal.Decimal(logged) == decimal.Decimal(repr(value))
    return type(logged) is type(value) and bool(logged == value)


def describe_lots(proved: int, lots: int) -> str:
    return (
        f"số lượng, ngày, tình trạng có bằng chứng ở {proved}/{lots} lô / "
        f"quantities, days and states are proved of {proved} of {lots} lots"
    )


def describe_bundle(bundle: Bundle) -> str:
    """Return a readable report: what the bundle proves, and what was not or can't be checked."""
    # The first line has the most important numbers: some people read no further.
    lines = [
        f"ĐÚNG / HOLDS: {bundle.lots} lô / lots, {bundle.events} sự kiện / events; {describe_lots(bundle.proved, bundle.lots)}"
    ]
    lines += [describe(bundle.answer)] if bundle.answer else [
        "KHÔNG CÓ BẰNG CHỨNG trong nhật ký công khai: mới so danh mục, SHA-256 và mã băm sự kiện, ai cũng làm lại được.\n"
        "NO PROOF from the public log in it: only list, SHA-256 and event hashes were compared, which anybody can make anew."
    ]  # fmt: skip
    lines += [
        f"  {name}: {count} mục không có trong bằng chứng / rows that the proof has no entry of"
        for name, count in bundle.unproved.items()
    ]
    lines.append(
        "CHƯA SO Ở ĐÂY: trang chi-muc.html, gia phả, nơi nhận, đơn hàng, lúc ghi của từng dòng: "
        "./run verify so tiếp.\n"
        "NOT COMPARED HERE: the page chi-muc.html, genealogy, recipients, orders, the moment of each row: "
        "./run verify goes on.\n"
        "KHÔNG AI CHỨNG MINH ĐƯỢC từ tệp này: điều được ghi có đúng ngoài đời hay không, và có mục nào của lô mà hồ sơ không kể hay không.\n"
        "NOBODY PROVES from this file: that what was recorded is true, and that the log has no further entry about these lots."
    )
    return "\n".join(lines)


# --- The command ----------------------------------------------------------------------------------------------------------


def read_keys(given: Sequence[str]) -> list[Key]:
    """Return the keys in `given`. Each item is a key, or the path of a file with one key per line.

    Raises Refused for an invalid key.
    """
    keys = []
    for each in given:
        if os.path.isfile(each):
            with open(each, encoding="utf-8") as file:
                keys += [parse_key(line) for line in file if line.strip()]
        else:
            keys.append(parse_key(each))
    return keys


def read_file(path: str) -> bytes:
    """Return the bytes of the file. Raises Unread if it can't be read, Refused if it is far too large."""
    if os.path.isdir(path):
        raise Unread(
            f"{path} là thư mục. Hãy đưa chính tệp .zip đã nhận, đừng giải nén.",
            f"{path} is a folder: give the .zip file itself as you received it, not unpacked",
        )
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Unread(f"Không đọc được tệp {path}.", f"the file can't be read: {error.strerror}") from None
    if len(content) > MAX_FILE_BYTES:
        raise Refused("Tệp lớn quá.", "the file is too large")
    return content


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
            content = read_file(options.file)
            if content.startswith(b"PK"):
                _print(describe_bundle(verify_bundle(content, keys, witnesses)))
            else:
                _print(describe(verify_proof(content, keys, witnesses)))
        else:
            _print(_consistent(options.consistent[0], options.consistent[1], options.path, keys, witnesses))
            return 0 if keys else 2
    except Unread as unread:
        sys.stderr.write(f"CHƯA KIỂM TRA / NOT CHECKED: {unread.vietnamese}\n{unread.english}\n")
        return 2
    except Refused as refusal:
        sys.stderr.write(f"SAI / DOES NOT HOLD: {refusal.vietnamese}\n{refusal.english}\n")
        return 1
    return 0


def _consistent(
    old: str, new: str, path: Sequence[str], keys: Sequence[Key], witnesses: Sequence[Key]
) -> str:
    notes = [parse_checkpoint(read_file(each).decode("utf-8", "replace")) for each in (old, new)]
    if keys:
        for each in notes:
            trusted(each, keys)
    first, second = notes
    cosigned_by(second, witnesses)
    steps = [decode_base64(each) or b"" for each in path]
    is_same_log = first.origin == second.origin
    if not is_same_log or not verify_consistency(first.size, second.size, steps, first.root, second.root):
        raise Refused(
            f"Nhật ký {second.size} mục không nối tiếp nhật ký {first.size} mục: lịch sử đã bị viết lại.",
            f"the log of {second.size} entries does not continue that of {first.size}: history was rewritten",
        )
    summary = f"{first.origin}: {first.size} → {second.size}"
    if keys:
        return f"ĐÚNG / HOLDS: {summary}"
    return (
        f"CHƯA KIỂM CHỮ KÝ / SIGNATURES NOT CHECKED: {summary}\n"
        "Hai gốc và đường nối khớp nhau, nhưng ai cũng viết ra được hai điểm mốc như thế: thêm --key với khoá của nhật ký.\n"
        "The two roots and the path fit together, but anybody can write such checkpoints: give the log's key with --key."
    )


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
