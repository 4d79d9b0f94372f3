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
import os
import sys
from collections.abc import Sequence

from backend.ledger.verifying.bundles import describe_bundle, verify_bundle
from backend.ledger.verifying.formats import MAX_FILE_BYTES, Refused, Unread
from backend.ledger.verifying.merkle_proofs import verify_consistency
from backend.ledger.verifying.notes import (
    Key,
    cosigned_by,
    decode_base64,
    parse_checkpoint,
    parse_key,
    trusted,
)
from backend.ledger.verifying.proof_reading import describe, verify_proof

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
