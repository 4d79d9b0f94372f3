"""python -m art.screens LABEL_URL PIN: takes the README's pictures of pages from a running demo, as a phone shows them.

`./run show_demo` prints both: a genuine label and the PIN of its people. The other pages are of the same host. Writes WebP files of 540 x 960
pixels to docs/pictures. Needs what `python -m art` needs.
"""

import argparse
import io
import os
import shutil
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PHONE = ViewportSize(width=360, height=640)
# Name, phone number of who is signed in, path ("" is the label).
SCREENS = (
    ("origin", None, ""),
    ("wizard", "0912000001", "/san-pham-cua-toi/moi/"),
    ("desk", "0912000004", "/can-bo/"),
)


def sign_in(page: Page, origin: str, phone: str, pin: str) -> None:
    page.goto(urljoin(origin, "/tai-khoan/dang-nhap/"))
    page.fill("[name=login]", phone)
    page.fill("[name=password]", pin)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "dang-nhap" not in url)


def take(browser: Browser, url: str, pin: str, phone: str | None, path: str) -> bytes:
    """Return the WebP of a page's first view."""
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=1.5, is_mobile=True, has_touch=True, locale="vi-VN"
    )
    page = context.new_page()
    if phone:
        sign_in(page, url, phone, pin)
    page.goto(urljoin(url, path), wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    out = io.BytesIO()
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(out, "WEBP", quality=82, method=6)
    context.close()
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m art.screens")
    parser.add_argument("label", metavar="LABEL_URL")
    parser.add_argument("pin", metavar="PIN")
    options = parser.parse_args()
    chromium = os.environ.get("PIEU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, phone, path in SCREENS:
            (FOLDER / f"{name}.webp").write_bytes(take(browser, options.label, options.pin, phone, path))
        browser.close()


if __name__ == "__main__":
    main()
