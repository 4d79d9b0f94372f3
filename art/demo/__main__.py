"""python -m art.demo [--sheet FILE] [NAME...]: draws the named pictures, or all, into backend/demo/pictures.

Needs the development requirements (Playwright's client, the font) and a Chromium, found as PIEU_CHROMIUM or on the path.
"""

import argparse
import base64
import io
import os
import shutil
from pathlib import Path

import fontpkg_be_vietnam_pro
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from art.demo import PICTURES, Picture

FOLDER = Path(__file__).resolve().parents[2] / "backend/demo/pictures"


def path_of(picture: Picture) -> Path:
    return FOLDER / picture.folder / f"{picture.name}.webp"


def page_of(picture: Picture, font: str) -> str:
    return (
        "<!doctype html><meta charset=utf-8><style>"
        f"@font-face{{font-family:'Be Vietnam Pro';font-weight:600;src:url(data:font/ttf;base64,{font})}}"
        "*{margin:0}svg{display:block}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{picture.width}" height="{picture.height}" '
        f'viewBox="0 0 {picture.width} {picture.height}">{picture.draw()}</svg>'
    )


def raster(page: Page, picture: Picture, font: str) -> Image.Image:
    """Drawn at twice the size and made smaller, for smooth edges."""
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.set_content(page_of(picture, font))
    page.evaluate("document.fonts.load('600 24px \"Be Vietnam Pro\"')")
    shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
    return shot.resize((picture.width, picture.height), Image.Resampling.LANCZOS)


def encode(image: Image.Image, limit: int) -> bytes:
    """The best WebP within the limit."""
    for quality in range(88, 30, -4):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= limit:
            return out.getvalue()
    raise SystemExit("a picture does not fit its limit: draw it plainer")


def contact_sheet(names: list[str], path: Path, columns: int = 4) -> None:
    tile = (450, 338)
    rows = -(-len(names) // columns)
    sheet = Image.new("RGB", (columns * tile[0], rows * tile[1]), "white")
    for i, name in enumerate(names):
        with Image.open(path_of(PICTURES[name])) as image:
            image.thumbnail(tile)
            sheet.paste(image, ((i % columns) * tile[0], (i // columns) * tile[1]))
    sheet.save(path, quality=90)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m art.demo")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--sheet", type=Path, help="also write a contact sheet of them here")
    options = parser.parse_args()
    names = options.names or list(PICTURES)
    if unknown := set(names) - set(PICTURES):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    chromium = os.environ.get("PIEU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    font_file = Path(fontpkg_be_vietnam_pro.ROOT) / "files" / "BeVietnamPro-SemiBold.ttf"
    font = base64.b64encode(font_file.read_bytes()).decode()
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(device_scale_factor=2).new_page()
        for name in names:
            picture = PICTURES[name]
            data = encode(raster(page, picture, font), picture.limit)
            path_of(picture).parent.mkdir(parents=True, exist_ok=True)
            path_of(picture).write_bytes(data)
        browser.close()
    if options.sheet:
        contact_sheet(names, options.sheet)


if __name__ == "__main__":
    main()
