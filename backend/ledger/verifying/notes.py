"""Parse keys and checkpoints, and check signatures."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from backend.ledger.verifying.ed25519 import verify_ed25519
from backend.ledger.verifying.formats import COSIGNATURE, DASH, HASH_BYTES, LOG_KEY, Refused
from backend.ledger.verifying.merkle_proofs import EMPTY_ROOT

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
