"""python -m art [--sheet FILE] [--all | NAME...]: draws the pictures whose code or file changed, or the named ones, or all.

The demo's pictures go to backend/demo/pictures; a lesson's to each course whose YAML names it, and one that none names
any more is deleted. Then art/drawn.json and the demo's manifest.json are written. Commit them with the pictures.
Another version of Chromium draws edges a little differently, so `--all` changes many files.

Needs the development requirements (Playwright's client, the font) and a Chromium, found as PIEU_CHROMIUM or on the path.
"""

import argparse
from pathlib import Path

from art import demo, lessons
from art.record import is_outdated, read_drawn, write_records
from art.rendering import contact_sheet, encode, open_page, raster


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m art")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="draw every picture again")
    parser.add_argument("--sheet", type=Path, help="also write a contact sheet of what was drawn")
    options = parser.parse_args()
    pictures = demo.PICTURES | lessons.pictures()
    if unknown := set(options.names) - set(pictures):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    known = read_drawn()
    chosen = [
        picture
        for name, picture in pictures.items()
        if options.all or (name in options.names if options.names else is_outdated(picture, known))
    ]
    if chosen:
        with open_page() as page:
            for picture in chosen:
                data = encode(raster(page, picture), picture)
                for file in picture.files:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(data)
    lessons.delete_unused()
    write_records(pictures.values(), [picture.name for picture in chosen])
    if options.sheet:
        contact_sheet(chosen, options.sheet)


if __name__ == "__main__":
    main()
