"""A checkpoint on paper or in a photo finds out a log that was rebuilt with new signatures."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from backend.common import qr
from backend.ledger import memory, watch_pieu
from backend.ledger.checkpoints import extend_log
from backend.ledger.kept_checkpoints import code_of, compact_note, read_kept
from backend.ledger.models import Checkpoint, CheckpointSignature, Entry, Leaf, Pending, Tile, TreeHead
from backend.ledger.verifying.formats import Refused, Unread
from tests.traceability.auditing.test_audit import unlock

pytestmark = pytest.mark.django_db


def compared(kept: str, *more: str) -> str:
    out = io.StringIO()
    call_command("compare_checkpoint", kept, *more, stdout=out)
    return out.getvalue()


def photo(path, text: str) -> str:
    """Take a photo: on grey paper, turned a little, with margins, as a JPEG."""
    code = Image.open(io.BytesIO(qr.png(text, scale=6))).convert("L")
    paper = Image.new("L", (code.width + 300, code.height + 260), 225)
    paper.paste(code, (140, 120))
    paper.rotate(4, expand=True, fillcolor=90).convert("RGB").save(path, quality=80)
    return str(path)


def rebuild(log) -> None:
    """As an operator would: another first entry, every leaf, head and signature made again."""
    memory.path().unlink()
    for model in (CheckpointSignature, Checkpoint, TreeHead, Tile, Leaf, Entry):
        unlock(model._meta.db_table)
        model.objects.all().delete()
    log(1, kind="lot.changed")
    log(4)
    # Without the triggers of the table, PostgreSQL queues nothing by itself.
    queued = Pending.objects.values("entry_id")
    Pending.objects.bulk_create(
        Pending(pk) for pk in Entry.objects.exclude(pk__in=queued).values_list("pk", flat=True)
    )
    extend_log()


@pytest.mark.databases
def test_kept_checkpoint_is_compared_with_the_log(log, tmp_path):
    log(3)
    kept = compact_note(extend_log())
    assert "THE SAME LOG" in compared(kept)
    log(2)
    extend_log()
    later = compared(photo(tmp_path / "giay.jpg", kept))
    assert "A CONSISTENT LATER LOG" in later and "3 mục/entries" in later and "→ 5 mục/entries" in later
    assert "The signature on paper is right" in later
    rebuild(log)
    with pytest.raises(CommandError) as refused:
        compared(photo(tmp_path / "giay.jpg", kept))
    words, root = str(refused.value), kept.split("\n")[2]
    assert refused.value.returncode == 1
    assert words.startswith("ĐÃ BỊ DỰNG LẠI / REBUILT: ")
    assert f"on paper: 3 mục/entries, {root}\n" in words
    assert f"now: 5 mục/entries, {compact_note(Checkpoint.objects.get(size=5)).split(chr(10))[2]}" in words
    assert words.count(root) == 1


def test_log_that_became_shorter_or_has_another_name_is_no_continuation(log):
    log(3)
    kept = compact_note(extend_log())
    with pytest.raises(CommandError, match="another log"):
        compared(kept.replace(kept.split("\n")[0], "khac.example.vn/log"))
    longer = kept.replace("\n3\n", "\n9\n")
    with pytest.raises(CommandError, match=r"shorter[\s\S]*by no known key"):
        compared(longer)


def test_code_is_read_as_text_file_or_picture_and_otherwise_refused(log, tmp_path):
    log(1)
    kept = compact_note(extend_log())
    (tmp_path / "diem-moc.txt").write_bytes(kept.strip().replace("\n", "\r\n").encode())
    read = read_kept(kept)
    assert read_kept(str(tmp_path / "diem-moc.txt")) == read
    assert read_kept(photo(tmp_path / "giay.jpg", kept)) == read
    Image.new("L", (200, 200), 255).save(tmp_path / "trang.png")
    for name in ("trang.png", "khong-co.jpg"):
        with pytest.raises(Unread):
            read_kept(str(tmp_path / name))
    (tmp_path / "hong.jpg").write_bytes(b"\xff\xd8\xff hong")
    with pytest.raises(Unread):
        read_kept(str(tmp_path / "hong.jpg"))
    with pytest.raises(Refused):
        read_kept(kept.replace("\n1\n", "\n01\n"))


def test_page_shows_the_code_of_the_newest_checkpoint(client, log):
    log(2)
    kept = compact_note(extend_log())
    page = client.get("/log/").content.decode()
    drawn = re.sub(r"^<\?xml[^>]*>\s*", "", code_of(kept))
    assert drawn in page
    assert read_kept(kept).size == 2


def served(client, folder: Path, size: int) -> str:
    """Copy the log's files as a server offers them, and return their address."""
    for path in ("checkpoint", "keys.txt", f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(client.get(f"/log/{path}").content)
    return f"file://{folder}/"


def test_watch_pieu_alone_compares_a_code_saved_as_its_last_checkpoint(log, client, tmp_path):
    log(3)
    kept = compact_note(extend_log())
    log(1)
    extend_log()
    for name, status in (("later", 0), ("rebuilt", 1)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "checkpoint").write_text(kept)
        assert (
            watch_pieu.main([served(client, tmp_path / f"served-{name}", 4 + status), f"--into={folder}"])
            == status
        )
        rebuild(log)


def test_log_at_an_address_is_compared_by_its_tiles(log, client, tmp_path):
    log(3)
    kept = compact_note(extend_log())
    log(1)
    extend_log()
    folder = tmp_path / "served"
    url = served(client, folder, 4)
    assert "A CONSISTENT LATER LOG" in compared(kept, f"--url={url}")
    (folder / "tile/0/000.p/4").write_bytes(bytes(128))
    with pytest.raises(CommandError, match="DOES NOT HOLD"):
        compared(kept, f"--url={url}")
    with pytest.raises(CommandError, match="NOT COMPARED") as unread:
        compared(kept, f"--url=file://{tmp_path}/nowhere/")
    assert unread.value.returncode == 2
