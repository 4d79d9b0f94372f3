"""From SVG text to WebP, by a Chromium that is found as PIEU_CHROMIUM or on the path."""

import base64
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fontpkg_be_vietnam_pro
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from art.picture import Picture


@contextmanager
def open_page() -> Iterator[Page]:
    """Yield a page of a new browser, which renders at twice the pictures' resolution."""
    chromium = os.environ.get("PIEU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            yield browser.new_context(device_scale_factor=2).new_page()
        finally:
            browser.close()


def raster(page: Page, picture: Picture) -> Image.Image:
    """Return the picture as an image, drawn at twice its size and scaled down for smooth edges."""
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.set_content(
        "<!doctype html><meta charset=utf-8><style>"
        f"@font-face{{font-family:'Be Vietnam Pro';font-weight:600;src:url(data:font/ttf;base64,{_font()})}}"
        f"*{{margin:0}}svg{{display:block}}</style>{picture.svg()}"
    )
    page.evaluate("document.fonts.load('600 24px \"Be Vietnam Pro\"')")
    shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
    return shot.resize((picture.width, picture.height), Image.Resampling.LANCZOS)


def _font() -> str:
    file = Path(fontpkg_be_vietnam_pro.ROOT) / "files" / "BeVietnamPro-SemiBold.ttf"
    return base64.b64encode(file.read_bytes()).decode()


def encode(image: Image.Image, picture: Picture) -> bytes:
    """Return the best WebP within the picture's size limit. Raises SystemExit if none fits."""
    for quality in range(picture.quality, 30, -4):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= picture.limit:
            return out.getvalue()
    raise SystemExit(f"{picture.name} does not fit its limit of {picture.limit} bytes: draw it plainer")


def contact_sheet(pictures: list[Picture], path: Path, columns: int = 5) -> None:
    """Save one image of all `pictures`, to look them over."""
    tile = (384, 288)
    sheet = Image.new("RGB", (columns * tile[0], -(-len(pictures) // columns) * tile[1]), "white")
    for i, picture in enumerate(pictures):
        with Image.open(picture.files[0]) as image:
            image.thumbnail(tile)
            sheet.paste(image, ((i % columns) * tile[0], (i // columns) * tile[1]))
    sheet.save(path, quality=90)
