"""Chromium makes the committed files of today's strokes."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from art import demo, lessons
from art.rendering import encode, open_page, raster

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", ["man-hau", "lan", "giay-ocop-5", "hai-man"])
def test_chromium_draws_the_committed_picture(name):
    """Almost: another version of Chromium draws edges a little differently."""
    picture = (demo.PICTURES | lessons.pictures())[name]
    with open_page() as page:
        data = encode(raster(page, picture), picture)
    with Image.open(io.BytesIO(data)) as now, Image.open(picture.files[0]) as committed:
        difference = ImageStat.Stat(ImageChops.difference(now.convert("RGB"), committed.convert("RGB")))
    assert max(difference.mean) < 1
