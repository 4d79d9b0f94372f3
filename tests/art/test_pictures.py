"""The committed pictures are those that `python -m art` draws."""

from __future__ import annotations

import json

import pytest

from art import demo, lessons
from art.picture import Picture, fingerprint
from art.record import MANIFEST, is_outdated, manifest, read_drawn

PICTURES: dict[str, Picture] = demo.PICTURES | lessons.pictures()


def test_no_two_pictures_have_one_name():
    assert len(PICTURES) == len(demo.PICTURES) + len(lessons.pictures()) > 200


@pytest.mark.slow
def test_every_picture_was_drawn_by_the_code_as_it_is():
    """Mend with: python -m art"""
    known = read_drawn()
    assert [name for name, picture in PICTURES.items() if is_outdated(picture, known)] == []
    assert sorted(known) == sorted(PICTURES)


@pytest.mark.parametrize("change", ["code", "file", "missing"])
def test_changed_or_missing_picture_is_outdated(tmp_path, change):
    file = tmp_path / "a.webp"
    file.write_bytes(b"drawn")
    picture = Picture("a", lambda: "<path/>", 4, 3, (file,), limit=10, quality=88)
    known = {"a": {"svg": fingerprint(picture.svg()), "file": fingerprint(b"drawn")}}
    assert not is_outdated(picture, known)
    if change == "code":
        picture = Picture("a", lambda: "<rect/>", 4, 3, (file,), limit=10, quality=88)
    elif change == "file":
        file.write_bytes(b"other")
    else:
        file.unlink()
    assert is_outdated(picture, known)


def test_manifest_equals_the_one_computed_from_the_code():
    assert json.loads(MANIFEST.read_text()) == manifest(PICTURES.values())


def test_no_picture_is_left_over_or_too_large():
    files = {file for picture in PICTURES.values() for file in picture.files}
    assert set(MANIFEST.parent.rglob("*.webp")) == {
        file for file in files if file.is_relative_to(MANIFEST.parent)
    }
    assert lessons.unused() == []
    large = [picture.name for picture in PICTURES.values() if picture.files[0].stat().st_size > picture.limit]
    assert large == []
