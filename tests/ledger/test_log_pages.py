"""The log over HTTP, in the layout of C2SP tlog-tiles."""

import gzip

import pytest

from backend.ledger import tiles
from backend.ledger.checkpoints import extend_log, note_of
from backend.ledger.merkle import leaf_hash, root_of
from backend.ledger.models import Entry, Leaf
from backend.ledger.verifying.notes import parse_checkpoint

pytestmark = pytest.mark.django_db


def test_index_paths_have_one_spelling():
    for index in (0, 7, 999, 1000, 1_234_067, 39_062, 256**4):
        assert tiles.parse_index(tiles.index_path(index)) == (index, 256)
    assert tiles.parse_index("x001/x234/067.p/8") == (1_234_067, 8)
    for wrong in ("", "0", "67", "0067", "x001/67", "x000/067", "001/067", "000.p/0", "000.p/256", "000.p/08",
                  "000.p/", "000/", "x001", "000.p/1/", "١٢٣", "x001/x234/067.p/1000", "-01"):  # fmt: skip
        with pytest.raises(tiles.NoTile):
            tiles.parse_index(wrong)


def test_tiles_of_a_size_are_those_of_the_specification():
    # C2SP tlog-tiles, the example of 70,000 entries.
    assert [
        tiles.width_at(0, 272, 70_000),
        tiles.width_at(0, 273, 70_000),
        tiles.width_at(0, 274, 70_000),
    ] == [256, 112, 0]
    assert [tiles.width_at(1, 0, 70_000), tiles.width_at(1, 1, 70_000), tiles.width_at(2, 0, 70_000)] == [
        256,
        17,
        1,
    ]
    assert tiles.tile_path(0, 273, 112) == "tile/0/273.p/112"


def fetch_tree(client, note):
    """Fetch every bundle and tile of the checkpoint's size, as a mirror does."""
    hashes, bodies = [], []
    for index in range(-(-note.size // 256)):
        width = tiles.width_at(0, index, note.size)
        level0 = client.get("/log/" + tiles.tile_path(0, index, width)).content
        bundle = client.get("/log/" + tiles.tile_path("entries", index, width)).content
        hashes += [level0[at : at + 32] for at in range(0, len(level0), 32)]
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            bodies.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    return hashes, bodies


@pytest.mark.slow
def test_a_mirror_gets_every_entry_and_the_signed_root(client, log):
    log(270)
    log(3, kind="consent.given")
    extend_log()
    note = parse_checkpoint(client.get("/log/checkpoint").content.decode())
    hashes, bodies = fetch_tree(client, note)
    assert note.size == len(bodies) == 273
    assert [leaf_hash(body) for body in bodies] == hashes
    assert root_of(hashes) == note.root
    assert bodies[0].decode() == Entry.objects.get(leaf__index=0).body
    assert all(body.startswith(b'{"sealed":"') and len(body) == 77 for body in bodies[270:])
    assert client.get("/log/tile/1/000.p/1").content == root_of(hashes[:256])


def test_answers_state_how_long_they_may_be_cached(client, log):
    log(300)
    extend_log()
    checkpoint = client.get("/log/checkpoint")
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint["Cache-Control"] == "public, max-age=3"
    for path in (
        "/log/tile/0/000",
        "/log/tile/0/001.p/44",
        "/log/tile/entries/000",
        "/log/tile/entries/001.p/3",
    ):
        answer = client.get(path)
        assert answer["Content-Type"] == "application/octet-stream"
        assert "immutable" in answer["Cache-Control"] and "Cookie" not in answer.get("Vary", "")
        assert answer["Access-Control-Allow-Origin"] == "*"
    packed = client.get("/log/tile/entries/000", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == client.get("/log/tile/entries/000").content
    assert len(packed.content) < 10_000


@pytest.mark.parametrize(
    "path",
    ["tile/0/001.p/45", "tile/0/001", "tile/0/002.p/1", "tile/2/000.p/1", "tile/64/000", "tile/entries/001", "tile/0/0",
     "tile/entries/000.p/256", "tile/x/000", "tile/0/000.p/0"],
)  # fmt: skip
def test_files_beyond_the_checkpoint_are_404_and_not_cached(client, log, path):
    log(300)
    extend_log()
    answer = client.get(f"/log/{path}")
    assert answer.status_code == 404
    assert "immutable" not in answer.get("Cache-Control", "")


def test_leaves_that_are_not_signed_yet_are_not_served(client, log):
    assert client.get("/log/checkpoint").status_code == 404
    log(2)
    extend_log()
    more = log(1)[0]
    Leaf.objects.create(index=2, entry=more, hash=more.leaf_hash)
    assert client.get("/log/tile/0/000.p/3").status_code == 404
    assert client.get("/log/tile/0/000.p/1").status_code == 200


def test_keys_and_script_are_there_for_everybody(client, log):
    checkpoint = extend_log()
    assert client.get("/log/keys.txt").content.decode().startswith(f"{checkpoint.origin}+")
    script = client.get("/log/verify_pieu.py")
    assert b"def verify_inclusion" in script.content
    assert note_of(checkpoint) in client.get("/log/").content.decode()
