"""Check a proof file, and describe what it proves."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from backend.ledger.verifying.formats import FORMAT, HASH_BYTES, LOG_KEY, Refused
from backend.ledger.verifying.merkle_proofs import leaf_hash, verify_consistency, verify_inclusion
from backend.ledger.verifying.notes import (
    Checkpoint,
    Key,
    cosigned_by,
    decode_base64,
    parse_checkpoint,
    parse_key,
    signed_by,
    trusted,
)

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
