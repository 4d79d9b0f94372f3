"""python -m art.lessons [--sheet FILE] [NAME...]: draws what the courses' files ask for into their pictures/ folders.

A picture goes to each course whose YAML names it; one that none names any more is taken away. NAME draws only these.
Needs the development requirements (Playwright's client) and a Chromium, found as PIEU_CHROMIUM or on the path.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from art.lessons.scenes import SCENES
from art.lessons.stage import HEIGHT, WIDTH

CONTENT = Path(__file__).resolve().parents[2] / "courses/content"
LIMIT = 12_000


def asked_for() -> dict[str, list[Path]]:
    """By picture: the course folders whose files name it."""
    found: dict[str, list[Path]] = {}
    for course in sorted(path.parent for path in CONTENT.glob("*/course.yaml")):
        text = "".join(path.read_text(encoding="utf-8") for path in sorted(course.rglob("*.yaml")))
        for name in sorted(set(re.findall(r"([a-z0-9-]+)\.webp", text))):
            found.setdefault(name, []).append(course)
    return found


def raster(page: Page, svg: str) -> Image.Image:
    """Drawn at twice the size and made smaller, for smooth edges."""
    page.set_content(
        "<!doctype html><meta charset=utf-8><style>*{margin:0}svg{display:block}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{svg}</svg>'
    )
    shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
    return shot.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def encode(image: Image.Image) -> bytes:
    """The best WebP within the limit."""
    for quality in range(86, 30, -4):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LIMIT:
            return out.getvalue()
    raise SystemExit("a picture does not fit its limit: draw it plainer")


def contact_sheet(drawn: dict[str, Image.Image], path: Path, columns: int = 6) -> None:
    tile = (320, 240)
    rows = -(-len(drawn) // columns)
    sheet = Image.new("RGB", (columns * tile[0], rows * tile[1]), "white")
    for i, image in enumerate(drawn.values()):
        sheet.paste(
            image.resize(tile, Image.Resampling.LANCZOS), ((i % columns) * tile[0], (i // columns) * tile[1])
        )
    sheet.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m art.lessons")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--sheet", type=Path, help="also write a contact sheet of them here")
    options = parser.parse_args()
    wanted = asked_for()
    names = options.names or sorted(wanted)
    if unknown := {*names, *wanted} - set(SCENES):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    chromium = os.environ.get("PIEU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    drawn: dict[str, Image.Image] = {}
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(
            device_scale_factor=2, viewport={"width": WIDTH, "height": HEIGHT}
        ).new_page()
        for name in names:
            drawn[name] = raster(page, SCENES[name])
            for course in wanted.get(name, []):
                (course / "pictures").mkdir(exist_ok=True)
                (course / "pictures" / f"{name}.webp").write_bytes(encode(drawn[name]))
        browser.close()
    for path in CONTENT.glob("*/pictures/*.webp"):
        if path.parent.parent not in wanted.get(path.stem, []):
            path.unlink()
    if options.sheet:
        contact_sheet(drawn, options.sheet)


if __name__ == "__main__":
    main()
