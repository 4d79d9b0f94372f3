"""Checkpoints that somebody kept on paper or as a photo, and their comparison with a log.

The log's page shows the newest checkpoint as a QR code. Its text is the signed note itself, with the log's own
signatures only, so any program for C2SP signed notes reads it. Somebody who rebuilds the log with other
entries can sign everything again, but can't change a paper at home.
"""

from __future__ import annotations

import base64
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from backend.common import qr
from backend.ledger import checkpoints, watch_pieu
from backend.ledger.keys import log_keys
from backend.ledger.models import Checkpoint as CheckpointRow
from backend.ledger.models import CheckpointSignature
from backend.ledger.proofs import Tree
from backend.ledger.verifying.command import read_file
from backend.ledger.verifying.formats import LOG_KEY, Refused, Unread
from backend.ledger.verifying.merkle_proofs import verify_consistency
from backend.ledger.verifying.notes import Checkpoint, Key, parse_checkpoint, parse_key, trusted

# Yields the root of the log's first n entries.
type RootAt = Callable[[int], bytes]


class Rebuilt(Exception):
    """The log doesn't continue the kept checkpoint. The message names both sizes and roots."""


def compact_note(row: CheckpointRow) -> str:
    """Return the checkpoint as a signed note with the log's own signatures, without times and witnesses."""
    signatures = row.signatures.filter(key__startswith=f"{row.origin}+", signed_at=None).order_by("id")
    lines = dict.fromkeys(signatures.values_list("line", flat=True))
    return f"{checkpoints.text_of(row)}\n" + "".join(f"{line}\n" for line in lines)


@lru_cache(maxsize=8)
def code_of(note: str) -> str:
    """Return the QR code of a note as SVG. Cached, because making one takes a tenth of a second."""
    return qr.svg(note)


def read_kept(source: str) -> Checkpoint:
    """Return the checkpoint in `source`: the text of a QR code, or the path of a text file or a picture.

    Raises Unread if there is no such file or no code in the picture, Refused for a damaged checkpoint.
    """
    if "\n" in source.strip() or "\\n" in source:
        return parse_checkpoint(_tidy(source.replace("\\n", "\n")))
    content = read_file(source)
    try:
        return parse_checkpoint(_tidy(content.decode()))
    except UnicodeDecodeError:
        pass
    texts = _codes_in(Path(source))
    found = [text for text in texts if settings.LOG_NAME in text or text.count("\n") >= 4]
    if not found:
        raise Unread(
            f"Không thấy mã QR của điểm mốc trong ảnh {source}. Chụp lại gần hơn, đủ sáng, thẳng trang giấy.",
            "no QR code of a checkpoint is in the picture",
        )
    return parse_checkpoint(_tidy(found[0]))


def _tidy(text: str) -> str:
    """Return the text with the line ends of a note, which readers of QR codes change or cut."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def _codes_in(path: Path) -> list[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                return qr.decode(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombWarning) as error:
        raise Unread(
            f"Không đọc được ảnh {path}. Dùng ảnh JPEG, PNG hay WebP.", f"the picture can't be read: {error}"
        ) from error


def compare_with_database(kept: Checkpoint) -> str:
    """Return how this machine's log continues `kept`. Raises Rebuilt, or Unread if nothing is signed yet."""
    row = checkpoints.latest()
    if row is None:
        raise Unread(
            "Nhật ký ở máy này chưa ký điểm mốc nào.", "the log of this machine has signed nothing yet"
        )
    current = parse_checkpoint(checkpoints.note_of(row))
    tree = Tree()
    found = _compared(kept, current, tree.root)
    path = tree.consistency(kept.size, current.size)
    if not verify_consistency(kept.size, current.size, path, kept.root, current.root):
        raise _rebuilt(kept, current, tree.root(kept.size))
    return found


def compare_with_address(kept: Checkpoint, url: str, keys: Sequence[Key]) -> str:
    """Return how the log at `url` continues `kept`, from its tiles. Raises Rebuilt, Refused or NotFetched.

    keys: the log's new checkpoint must have a signature by one of them, if there are any.
    """
    mirror = watch_pieu.Mirror(url, "")
    try:
        current = parse_checkpoint(watch_pieu.fetch(mirror.url + "checkpoint").decode())
    except UnicodeDecodeError:
        raise Refused("Điểm mốc bị hỏng.", "the checkpoint is damaged") from None
    if keys:
        trusted(current, keys)
    hashes = watch_pieu.check_tiles(mirror, current.size)
    if watch_pieu.root_of(hashes, current.size) != current.root:
        raise Refused(
            "Các mảng không cho ra gốc đã ký của nhật ký.", "the tiles do not give the log's signed root"
        )
    return _compared(kept, current, lambda size: watch_pieu.root_of(hashes, size))


def _compared(kept: Checkpoint, current: Checkpoint, root_at: RootAt) -> str:
    if kept.origin != current.origin:
        raise Rebuilt(
            f"Đây là nhật ký khác: trên giấy là {kept.origin}, nay là {current.origin}. / "
            f"This is another log: {kept.origin} on paper, {current.origin} now."
        )
    if current.size < kept.size:
        raise Rebuilt(
            f"Nhật ký ngắn đi: trên giấy {kept.size} mục, nay {current.size}. / "
            f"The log became shorter: {kept.size} entries on paper, {current.size} now."
        )
    root = root_at(kept.size)
    if root != kept.root:
        raise _rebuilt(kept, current, root)
    if current.size == kept.size:
        return f"CÙNG MỘT NHẬT KÝ / THE SAME LOG: {kept.origin}, {_sized(kept.size, kept.root)}"
    return (
        f"NỐI TIẾP / A CONSISTENT LATER LOG: {kept.origin}, {_sized(kept.size, kept.root)} → "
        f"{_sized(current.size, current.root)}"
    )


def _rebuilt(kept: Checkpoint, current: Checkpoint, root: bytes) -> Rebuilt:
    return Rebuilt(
        f"ĐÃ BỊ DỰNG LẠI / REBUILT: {kept.origin}\n"
        f"trên giấy / on paper: {_sized(kept.size, kept.root)}\n"
        f"nay, ở cùng số mục / now, at that size: {_sized(kept.size, root)}\n"
        f"nay / now: {_sized(current.size, current.root)}"
    )


def _sized(size: int, root: bytes) -> str:
    return f"{size} mục/entries, {base64.b64encode(root).decode()}"


def known_keys() -> list[Key]:
    """Return the keys that this machine's log signs with or has ever signed with."""
    used = CheckpointSignature.objects.filter(key__startswith=f"{settings.LOG_NAME}+", signed_at=None)
    texts = used.order_by("key").values_list("key", flat=True).distinct()
    return list({key.text: key for key in [*log_keys(), *map(parse_key, texts)]}.values())


def is_signed(kept: Checkpoint, keys: Sequence[Key]) -> bool:
    """Return True if the kept checkpoint has a valid signature by one of `keys`."""
    own = [key for key in keys if key.kind == LOG_KEY]
    try:
        trusted(kept, own)
    except Refused:
        return False
    return bool(own)
