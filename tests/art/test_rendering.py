"""Chromium makes the committed files of today's strokes."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser

from art import demo, lessons
from art.rendering import encode, raster

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", ["man-hau", "lan", "giay-ocop-5", "hai-man"])
def test_chromium_draws_the_committed_picture(name, browser: Browser):
    """Almost: other versions of Chromium, and its headless shell, draw edges a little differently (of 255 steps)."""
    picture = (demo.PICTURES | lessons.pictures())[name]
    with browser.new_context(device_scale_factor=2) as context:
        data = encode(raster(context.new_page(), picture), picture)
    with Image.open(io.BytesIO(data)) as now, Image.open(picture.files[0]) as committed:
        difference = ImageStat.Stat(ImageChops.difference(now.convert("RGB"), committed.convert("RGB")))
    assert max(difference.mean) < 1
